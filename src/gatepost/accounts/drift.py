"""Detects in any request of a user that the project wrote a name without `save()`.

An indexed column is searched, so its new name is found immediately. For one without an index (the address of Django's
own model) the query that looks up the session or token also reads the row that mirrors it.
"""

from typing import Any

from gatepost.accounts import columns, reconciliation
from gatepost.accounts.name_queries import MIRROR
from gatepost.ground import text
from gatepost.ground.user_types import User


def follow(user: User, annotations: dict[str, Any]) -> bool:
    """Reconcile the names of a user if those that the query annotated differ from the columns.

    Args:
        user: The user, as read by the same query.
        annotations: The annotations of that query.

    Returns:
        False if the user was deleted in the meantime.
    """
    mirrors = {name.removeprefix(MIRROR): value for name, value in annotations.items() if name.startswith(MIRROR)}
    for kind, mirrored in mirrors.items():
        written = columns.value(user, kind)
        if written != (mirrored or "") and not _same(kind, written, mirrored):
            return reconciliation.reconcile(user)
    return True


def _same(kind: str, written: str, mirrored: str | None) -> bool:
    """Whether both spell the same name, or our row is absent because the name in the column can't be stored."""
    if not mirrored or not written:
        return not mirrored and not reconciliation.writable(written)
    canonical = text.canonical(kind, written)
    return canonical is not None and canonical == text.canonical(kind, mirrored)

"""Updates identifiers after the project changed the user model's columns, by whatever means.

Rules: a name that was removed from a column can't be used to sign in, and secrets mailed to it are invalid; the name in
the column finds its user. The primary row of a kind mirrors the column; other verified names stay. Columns are never
written here.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from gatepost import conf
from gatepost.accounts import columns, language_queries, queries, released
from gatepost.accounts.models import Identifier
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground import audit, clock, database, outbox, secrets, text
from gatepost.ground.user_types import User

LONGEST = 320
SPELLED = " "
"""Prefix of the claim of an exact spelling; no normal form begins with a space."""


def mirror(kind: str, rows: Sequence[Identifier]) -> Identifier | None:
    """The row that mirrors the column of a kind."""
    own = [row for row in rows if row.kind == kind]
    return next((row for row in own if row.primary), own[0] if own and kind == "username" else None)


def means(row: Identifier, written: str) -> bool:
    """Whether a row is the name in a column: the same text, or else the same normal form."""
    if written in (row.value, row.canonical.removeprefix(SPELLED)):
        return True
    canonical = text.canonical(row.kind, written)
    return canonical is not None and canonical == row.canonical


def respell(row: Identifier, written: str) -> None:
    """Give an unsaved row the name in its column; with an empty column it stays as it is."""
    if not writable(written) or means(row, written) or row.kind not in columns.by_kind():
        return
    row.value, row.canonical = written, text.canonical(row.kind, written) or SPELLED + written
    row.claim = row.canonical if row.claim is not None else None


def writable(written: str) -> bool:
    """Whether a column holds a name that a row can stand for."""
    return 0 < len(written) < LONGEST and text.clean(written)


def agree(user: User, rows: Sequence[Identifier]) -> bool:
    """Whether the identifiers of a user match the columns; no query."""
    for kind in columns.by_kind():
        written, row = columns.value(user, kind), mirror(kind, rows)
        if row is None:
            if writable(written):
                return False
        elif not written or not means(row, written):
            return False
    return True


def reconcile(user: User) -> bool:
    """Make the identifiers of a user match the columns, and drop secrets mailed to a removed name.

    Args:
        user: The model instance; its columns are refreshed first, since it may be stale.

    Returns:
        False if the user was deleted in the meantime.
    """

    def write() -> bool:
        queries.lock(user.pk)
        try:
            user.refresh_from_db(using=database.alias(), fields=list(columns.by_kind().values()))
        except ObjectDoesNotExist:
            return False
        rows = queries.of_user(user.pk)
        if not rows and conf.read(AccountsSettings).adopt_new:
            queries.record_owner(user.pk, clock.now(), adopted=True)
        for kind in columns.by_kind():
            _sync_kind(user, kind, rows)
        return True

    return database.retry_transaction_on_deadlock(write)


def _sync_kind(user: User, kind: str, rows: Sequence[Identifier]) -> None:
    written, former = columns.value(user, kind), mirror(kind, rows)
    if former is not None and written and means(former, written):
        return
    if former is not None:
        secrets.drop(user_id=user.pk, target=former.value)
        released.reserve(former)
        queries.delete_identifiers(user.pk, id=former.id)
    if writable(written):
        other = next((row for row in rows if row.kind == kind and row is not former and means(row, written)), None)
        if other is not None:
            queries.set_primary(user.pk, kind, other.id)
        else:
            _claim(user, kind, written)
    if former is not None:
        audit.record("name_changed_by_project", user_id=user.pk, name=kind)
        _notify(user, former)


def _notify(user: User, former: Identifier) -> None:
    """Notify the former address, whatever the settings say, since the new one may be an attacker's."""
    if former.kind == "email" and (former.verified_at is not None or getattr(former, "adopted", False)):
        outbox.put(
            "mail",
            "flow/address_changed",
            former.value,
            {"user": columns.greeting(user, former.value)},
            language=language_queries.language(user.pk),
        )


def _claim(user: Any, kind: str, written: str) -> None:
    """Insert a row for a column's name, claiming its normal form, or its exact spelling if another user has that."""
    canonical = text.canonical(kind, written)
    row = Identifier(
        user=user,
        kind=kind,
        value=written,
        canonical=canonical or SPELLED + written,
        claim=canonical or SPELLED + written,
        primary=True,
        created_at=clock.now(),
    )
    if _inserted(row):
        return
    holder = next(iter(queries.claims([(kind, row.canonical)])), None)
    if canonical is not None and holder is not None and holder.value != written and _may_share(user, kind):
        row.claim = SPELLED + written
        if _inserted(row):
            queries.mark_exact_only(kind, canonical)
            return
    row.claim = None
    queries.insert_identifiers([row])


def _may_share(user: User, kind: str) -> bool:
    """Whether a name may share a normal form with another; an address only if the project made the account."""
    if kind == "username":
        return True
    found = queries.record(user.pk)
    return found is not None and found.adopted


def _inserted(row: Identifier) -> bool:
    try:
        with database.atomic():
            queries.insert_identifiers([row])
    except database.ConstraintViolated:
        return False
    return True

"""Scans all users, page by page, for names that can't be found, or only by their exact spelling."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.contrib.auth.hashers import identify_hasher, is_password_usable

from gatepost.accounts import columns, queries, reconciliation
from gatepost.accounts.models import Identifier
from gatepost.ground.user_types import User

PAGE = 1000


class NameFinding(msgspec.Struct, frozen=True):
    """A finding about one user.

    Args:
        user_id: The user's primary key.
        kind: `drift`, `unreachable`, `spelled`, `shared`, `adopted` or `hash`.
        note: What was found, without the name itself.
    """

    user_id: Any
    kind: str
    note: str


def pages() -> Iterator[list[Any]]:
    """All users that the default manager returns, in pages by primary key."""
    after: Any = None
    while page := queries.page_of_users(after, PAGE):
        yield page
        after = page[-1].pk


def reconcile_page(after: object) -> Any:
    """Reconcile the names of the next page of users with their columns; two queries if all match already.

    Args:
        after: The primary key of the last user of the previous page; None for the first page.

    Returns:
        Where the next page begins; None after the last one.
    """
    page = queries.page_of_users(after, PAGE)
    if not page:
        return None
    adrift = {finding.user_id for finding in of_page(page) if finding.kind == "drift"}
    for user in page:
        if user.pk in adrift:
            reconciliation.reconcile(user)
    return page[-1].pk


def of_page(users: Sequence[Any]) -> list[NameFinding]:
    """The findings about a page of users; one query for the whole page."""
    rows: dict[Any, list[Identifier]] = {user.pk: [] for user in users}
    for row in queries.of_users([user.pk for user in users]):
        rows[row.user_id].append(row)
    return [finding for user in users for finding in _of_user(user, rows[user.pk])]


def _of_user(user: User, rows: Sequence[Identifier]) -> Iterator[NameFinding]:
    if not reconciliation.agree(user, rows):
        yield NameFinding(user.pk, "drift", "the columns hold a name that does not lead to the user yet")
    for kind in columns.by_kind():
        written, row = columns.value(user, kind), reconciliation.mirror(kind, rows)
        if row is not None:
            yield from _of_name(user, kind, row)
        elif written and columns.searchable(kind) is None:
            yield NameFinding(user.pk, "unreachable", f"the {kind} is too long to be looked up")
    unverified = [row for row in rows if row.kind == "email" and row.primary and row.verified_at is None]
    if unverified and getattr(rows[0], "adopted", False):
        yield NameFinding(user.pk, "adopted", "the address was taken over from the project and is not verified")
    if problem := _hash_problem(user.password):
        yield NameFinding(user.pk, "hash", problem)


def _of_name(user: User, kind: str, row: Identifier) -> Iterator[NameFinding]:
    if row.claim is None and columns.searchable(kind) is None:
        yield NameFinding(user.pk, "shared", f"another user has the same {kind} and is found by it")
    elif row.exact_only or row.canonical.startswith(reconciliation.SPELLED) or row.claim != row.canonical:
        yield NameFinding(user.pk, "spelled", f"the {kind} is found by its exact spelling only")


def _hash_problem(encoded: str) -> str:
    if not encoded or not is_password_usable(encoded):
        return ""
    try:
        hasher = identify_hasher(encoded)
    except ValueError:
        return "the password hash is of no algorithm in PASSWORD_HASHERS"
    try:
        load = getattr(hasher, "_load_library", None)
        if getattr(hasher, "library", None) and load is not None:
            load()
    except ValueError as error:
        return f"the password can't be checked: {error}"
    return ""

"""Adding, verifying and removing the names of a user.

Rules: a name belongs to the user who verified it, and before that to the first who signed up with it; the user model's
own columns always equal the primary names.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import columns, conflicts, new_names, queries, released, taken
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import clock, constraint_queries, database, secrets, text
from gatepost.ground.credentials import suffix
from gatepost.ground.user_types import User, UserId

KEY = Refusal(
    Kind.INVALID,
    "unchangeable",
    text=_("Your account is identified by this, so it can't be changed."),
)
UNREACHABLE = "released-{}@mail.invalid"
"""Source: RFC 2606, section 2."""


def new(kind: str, value: str, *, user: Any = None, primary: bool = False, claimed: bool = False) -> Identifier:
    """An identifier not yet written; `value` has a normal form."""
    canonical = text.canonical(kind, value) or ""
    return Identifier(
        user=user,
        kind=kind,
        value=new_names.stored(kind, value),
        canonical=canonical,
        claim=canonical if claimed else None,
        primary=primary,
        created_at=clock.now(),
    )


def add(account: Account, kind: str, value: str) -> Identifier:
    """Add a name that the user wants; the user isn't found by it until it is verified."""
    row = new(kind, value, user=account.user)
    queries.insert_identifiers([row])
    return row


def confirm(row: Identifier, *, replaces: bool = False, among: Sequence[Identifier] | None = None) -> bool:
    """Guard: mark a name as verified. False if another user verified it first.

    Args:
        row: The identifier.
        replaces: Whether it becomes the primary name of its kind and the others are removed.
        among: All identifiers of the user if they are loaded; saves a query.

    """
    try:
        with database.open_savepoint():
            if row.claim != row.canonical:  # otherwise no one else can have it, or has verified it since
                queries.release_unverified(row.kind, row.canonical, row.user_id)
            if not queries.confirm(row.id, row.canonical, clock.now()):
                return False
            if replaces:
                _replace_by(row)
                constraint_queries.check_unique()
            row.claim, row.verified_at = row.canonical, clock.now()
            update_owner(row.user_id, among if not replaces else None)
    except database.ConstraintViolated:
        return False
    return True


def update_owner(user_id: UserId, rows: Sequence[Identifier] | None = None) -> None:
    """Record that an account has an owner, once its oldest name is verified.

    A verified name is not enough while an older one is unverified: a stranger may have signed up with the older one and
    added the verified one.
    """
    rows = queries.of_user(user_id) if rows is None else rows
    if not rows or rows[0].established_at is not None:  # type: ignore[attr-defined]  # read along
        return
    names = [row for row in rows if row.kind != "username" and (row.verified_at is not None or row.claim is not None)]
    verified = [row.created_at for row in names if row.verified_at is not None]
    open_names = [row.created_at for row in names if row.verified_at is None]
    if verified and (not open_names or min(verified) < min(open_names)):
        queries.record_owner(user_id, clock.now())


def _replace_by(row: Identifier) -> None:
    for other in queries.of_user(row.user_id):
        if other.kind == row.kind and other.id != row.id:
            secrets.drop(user_id=row.user_id, target=other.value)
            queries.delete_identifiers(row.user_id, id=other.id)
    queries.set_primary(row.user_id, row.kind, row.id)
    _mirror(row, row.value)


def make_primary(row: Identifier, user: User) -> bool:
    """Guard: make a name the primary one of its kind, in our table and the user model. False if it is taken there."""
    try:
        with constraint_queries.atomic():
            queries.set_primary(row.user_id, row.kind, row.id)
            _mirror(row, row.value)
    except database.ConstraintViolated:
        if conflicts.name_taken(user, row.kind, row.value):
            return False
        raise
    return True


class Replaced(msgspec.Struct, frozen=True):
    """A primary name was replaced.

    Args:
        proved: The former name, if its owner is known: it was verified, or the account is adopted.
    """

    proved: str = ""


def replace(user: User, kind: str, value: str, *, shared: bool = False) -> Replaced | None:
    """Guard: replace the primary name of a kind by an unverified one. None if it is taken.

    Args:
        user: The user; the instance is updated.
        kind: `email` or `username`.
        value: As typed; it has a normal form.
        shared: Whether to set it even if it is taken; the user isn't found by it then.
    """
    wanted = new(kind, value, user=user, primary=True, claimed=True)
    try:
        with constraint_queries.atomic():
            return _replace(user, wanted, shared=shared)
    except database.ConstraintViolated:
        if conflicts.name_taken(user, kind, wanted.value):
            return None
        raise


def _replace(user: User, wanted: Identifier, *, shared: bool) -> Replaced | None:
    kind = wanted.kind
    queries.lock(user.pk)
    held = [row for row in queries.of_user(user.pk) if row.kind == kind]
    known = next((row for row in held if row.canonical == wanted.canonical), None)
    if known is not None:
        queries.respell(known.id, wanted.value)
        queries.set_primary(user.pk, kind, known.id)
    elif _reserved(wanted) or not _insert(wanted, shared=shared):
        return None
    proved = ""
    for row in held:
        if row.primary and row is not known:
            proved = _proved(row)
            secrets.drop(user_id=user.pk, target=row.value)
            released.reserve(row)
            queries.delete_identifiers(user.pk, id=row.id)
    _mirror(wanted, wanted.value)
    return Replaced(proved)


def _reserved(row: Identifier) -> bool:
    """Whether a username is another user's, was until recently, or equals another user's address."""
    return row.kind == "username" and bool(taken.names([row], by=row.user_id))


def _insert(row: Identifier, *, shared: bool) -> bool:
    for claim in (row.claim, None) if shared else (row.claim,):
        row.claim = claim
        try:
            with database.atomic():
                queries.insert_identifiers([row])
        except database.ConstraintViolated:
            continue
        return True
    return False


def _mirror(row: Identifier, value: str) -> None:
    """Write the user model's own column, and update the loaded instance.

    Raises:
        Refused: `unchangeable` if the column is the primary key.
    """
    column = columns.by_kind().get(row.kind)
    if column is None:
        return
    written = value or columns.empty(row.kind)
    if columns.is_key(row.kind) and str(row.user_id) != str(written):
        raise Refused(KEY.at(row.kind))  # rows of the project refer to it
    queries.set_columns(row.user_id, **{column: written})
    if Identifier._meta.get_field("user").is_cached(row):  # noqa: SLF001 - documented
        setattr(row.user, column, written)


def remove(row: Identifier) -> None:
    """Remove a name and every secret mailed to it."""
    with database.atomic():
        secrets.drop(user_id=row.user_id, target=row.value)
        released.reserve(row)
        queries.delete_identifiers(row.user_id, id=row.id)
        if row.primary:
            _mirror(row, "")
        update_owner(row.user_id)


def withdraw(row: Identifier, user: Any, *, instead: Identifier | None) -> None:
    """Remove an address from an account without its owner's consent; updates the user's instance.

    Args:
        row: The address.
        user: The account's user.
        instead: The address that becomes the primary one if this was it. Without one, a column that requires a unique
            address gets an undeliverable one.
    """
    row.user = user
    with database.atomic():
        if row.primary and instead is not None:
            row.primary, instead.user = False, user
            queries.set_primary(user.pk, row.kind, instead.id)
            _mirror(instead, instead.value)
        elif row.primary and columns.needs(row.kind):
            row.primary = False
            _mirror(row, UNREACHABLE.format(suffix()))
        remove(row)


def give_up(user: Any, kind: str) -> Replaced:
    """Remove the primary name of a kind; updates the user's instance."""
    proved = ""
    for row in queries.of_user(user.pk):
        if row.kind == kind and row.primary:
            row.user = user
            proved = _proved(row)
            remove(row)
    return Replaced(proved)


def _proved(row: Identifier) -> str:
    return row.value if row.verified_at is not None or getattr(row, "adopted", False) else ""


def move(user: User, old_value: str, row: Identifier) -> bool:
    """Guard: replace an unverified address by another. False if that is taken."""
    try:
        with constraint_queries.atomic():
            queries.delete_identifiers(user.pk, kind="email", value=old_value, verified_at=None)
            queries.insert_identifiers([row])
            _mirror(row, row.value)
    except database.ConstraintViolated:
        return False
    return True

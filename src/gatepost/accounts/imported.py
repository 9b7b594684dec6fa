"""Users who come from another system: from a file, or at their first login."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from gatepost.accounts import columns, lifecycle, name_queries, new_names, queries, taken
from gatepost.accounts.accounts import Account
from gatepost.errors import Refused
from gatepost.ground import clock, database, text

TAKEN = "Another user has this name."
Fault = tuple[str, str]
"""The field, and why it can't be imported; for operators."""


class ImportedUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user of another system.

    Args:
        email: Address, if any.
        email_verified: Whether the other system verified it.
        username: User name, if any; generated if the user model needs one.
        phone: Number with country code, if any.
        phone_verified: Whether the other system verified it.
        columns: Other columns of the user model by name, for example `first_name` or `is_active`.
    """

    email: str = ""
    email_verified: bool = False
    username: str = ""
    phone: str = ""
    phone_verified: bool = False
    columns: Mapping[str, Any] = {}

    @property
    def names(self) -> dict[str, str]:
        """The given names by kind."""
        given = {kind: getattr(self, kind) for kind in lifecycle.KINDS}
        return {kind: name for kind, name in given.items() if name}

    def verified(self, kind: str) -> bool:
        """Whether the other system verified the name of this kind."""
        return bool(getattr(self, f"{kind}_verified", False))


def faults(given: ImportedUser) -> list[Fault]:
    """Why a user can't be created, apart from names that another user has."""
    unknown = [name for name in given.columns if not _importable(name)]
    found = [(name, "The user model has no such column.") for name in unknown]
    values = _values(given, without=unknown)
    if not given.names:
        found.append(("", "A user needs an address, a user name or a number."))
    own = columns.by_kind().values()
    missing = [field.name for field in columns.required() if field.name not in (*own, "password", *values)]
    refusals = [
        *new_names.missing(given.names),
        *(new_names.REQUIRED.at(name) for name in missing),
        *new_names.faults_of(values),
    ]
    return found + [(str(one.param), str(one.text)) for one in refusals]


def _importable(name: str) -> bool:
    names = ("password", *columns.by_kind().values())
    return columns.has_column(name) and name not in names and not columns.by_name(name).primary_key


def _values(given: ImportedUser, *, without: Iterable[str] = ()) -> dict[str, str]:
    """Names by kind and columns by name, as text; a column without a value is left to its default."""
    chosen = {name: value for name, value in given.columns.items() if value not in (None, "") and name not in without}
    return {**given.names, **{name: columns.as_text(columns.by_name(name), value) for name, value in chosen.items()}}


def insert(given: ImportedUser, password_hash: str) -> Account | None:
    """Guard: create the user, with the names that the other system verified; None if another user has a name.

    Args:
        given: A user without `faults`.
        password_hash: As it is stored; an unusable one if there is none.

    Raises:
        ValueError: The user model refuses the row: a constraint of another column is violated.
    """
    account = lifecycle.build(_values(given), password_hash)
    now = clock.now()
    for row in account.identifiers:
        if given.verified(row.kind):
            row.verified_at = now
    username = next(iter(account.all_of("username")), None)
    if username is not None and taken.readings(username) and taken.reads_as_another_users(username):
        return None
    try:
        with database.atomic():
            if not lifecycle.insert(account):
                return None
            if any(row.verified_at for row in account.identifiers):
                queries.record_owner(account.id, now)
    except (database.ConstraintViolated, Refused) as error:
        raise ValueError(f"the user model refuses it: {error}") from None
    return account


def forms(given: ImportedUser) -> list[tuple[str, str]]:
    """Kind and normal form of each name, by which two users of a file can't be the same."""
    return [(kind, text.canonical(kind, name) or name) for kind, name in given.names.items()]


class HeldNames(msgspec.Struct, frozen=True):
    """How the names of an imported user are held already.

    Args:
        kinds: The kinds of its names that users have.
        whole: Whether one user has all of them: this user was imported before.
    """

    kinds: tuple[str, ...] = ()
    whole: bool = False


def held(batch: Sequence[ImportedUser]) -> list[HeldNames]:
    """For each user of a batch, whether its names are held already; two queries for each kind of name."""
    holders: dict[tuple[str, str], Any] = {}
    for kind in lifecycle.KINDS:
        wanted = {one.names[kind] for one in batch if kind in one.names}
        forms = {name: text.canonical(kind, name) or "" for name in wanted}
        by_form = name_queries.users_by_claim(kind, [form for form in forms.values() if form])
        by_column = name_queries.users_by_column(kind, sorted({new_names.stored(kind, name) for name in wanted}))
        for name, form in forms.items():
            holder = by_form.get(form, by_column.get(new_names.stored(kind, name)))
            if holder is not None:
                holders[kind, name] = holder
    return [_held(one, holders) for one in batch]


def _held(given: ImportedUser, holders: Mapping[tuple[str, str], Any]) -> HeldNames:
    found = {kind: holders[kind, name] for kind, name in given.names.items() if (kind, name) in holders}
    return HeldNames(tuple(found), len(found) == len(given.names) and len(set(found.values())) == 1)

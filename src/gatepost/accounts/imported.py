"""Users who come from another system: from a file, or at their first login."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import get_supported_language_variant

from gatepost.accounts import columns, identifiers, language_queries, lifecycle, name_queries, new_names, queries, taken
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.errors import Refused
from gatepost.ground import clock, database, text

TAKEN = "Another user has this name."
TWICE = "The user has it twice."
OTHERS = {"other_emails": "email", "other_phones": "phone"}
"""Fields of names beside the primary ones, and their kinds."""
Fault = tuple[str, str]
"""The field, and why it can't be imported; for operators."""


class OtherName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address or number of a user beside the primary one.

    Args:
        value: The address or number.
        verified: Whether the other system verified it. If not, the user can't log in with it before verifying it.
    """

    value: str
    verified: bool = False


class ImportedUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user of another system.

    Args:
        email: Address, if any.
        email_verified: Whether the other system verified it.
        username: Username, if any; generated if the user model needs one.
        phone: Number with country code, if any.
        phone_verified: Whether the other system verified it.
        columns: Other columns of the user model by name, for example `first_name` or `is_active`.
        other_emails: Addresses beside the primary one.
        other_phones: Numbers beside the primary one.
        mail_language: The language of mails that no request causes, as a language tag; empty for LANGUAGE_CODE.
    """

    email: str = ""
    email_verified: bool = False
    username: str = ""
    phone: str = ""
    phone_verified: bool = False
    columns: Mapping[str, Any] = {}
    other_emails: tuple[OtherName, ...] = ()
    other_phones: tuple[OtherName, ...] = ()
    mail_language: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The given names by kind."""
        given = {kind: getattr(self, kind) for kind in lifecycle.KINDS}
        return {kind: name for kind, name in given.items() if name}

    @property
    def others(self) -> list[tuple[str, str, OtherName]]:
        """The names beside the primary ones: field, kind and name."""
        return [(field, kind, one) for field, kind in OTHERS.items() for one in getattr(self, field)]

    @property
    def exclusive(self) -> list[tuple[str, str, str]]:
        """The names that no other user may have, as field, kind and name: the primary and the verified ones."""
        own = [(kind, kind, name) for kind, name in self.names.items()]
        return own + [(field, kind, one.value) for field, kind, one in self.others if one.verified]

    def verified(self, kind: str) -> bool:
        """Whether the other system verified the name of this kind."""
        return bool(getattr(self, f"{kind}_verified", False))


def faults(given: ImportedUser) -> list[Fault]:
    """Why a user can't be created, apart from names that another user has."""
    unknown = [name for name in given.columns if not _importable(name)]
    found = [(name, "The user model has no such column.") for name in unknown]
    values = _values(given, without=unknown)
    if not given.exclusive:
        found.append(("", "A user needs an address, a username or a number."))
    if given.mail_language and _language(given) is None:
        found.append(("mail_language", "LANGUAGES has no such language."))
    own = columns.by_kind().values()
    missing = [field.name for field in columns.required() if field.name not in (*own, "password", *values)]
    refusals = [
        *new_names.missing(given.names),
        *(new_names.REQUIRED.at(name) for name in missing),
        *new_names.faults_of(values),
    ]
    return found + [(str(one.param), str(one.text)) for one in refusals] + _faults_of_others(given)


def _language(given: ImportedUser) -> str | None:
    """The nearest language of the LANGUAGES setting; None if there is none."""
    try:
        return get_supported_language_variant(given.mail_language.lower())
    except LookupError:
        return None


def _faults_of_others(given: ImportedUser) -> list[Fault]:
    found, seen = [], {(kind, text.canonical(kind, name)) for kind, name in given.names.items()}
    for field, kind, one in given.others:
        found += [(field, f"{one.value}: {fault.text}") for fault in new_names.faults(kind, one.value)]
        form = (kind, text.canonical(kind, one.value))
        if form in seen:
            found.append((field, f"{one.value}: {TWICE}"))
        seen.add(form)
    return found


def _importable(name: str) -> bool:
    names = ("password", *columns.by_kind().values())
    return columns.has_column(name) and name not in names and not columns.by_name(name).primary_key


def _values(given: ImportedUser, *, without: Iterable[str] = ()) -> dict[str, str]:
    """Names by kind and columns by name, as text; a column without a value is left to its default."""
    chosen = {name: value for name, value in given.columns.items() if value not in (None, "") and name not in without}
    return {**given.names, **{name: columns.as_text(columns.by_name(name), value) for name, value in chosen.items()}}


def insert(given: ImportedUser, password_hash: str) -> Account | None:
    """Guard: create the user, with the names that the other system verified; None if another user has a name.

    A verified name beside an unverified primary one doesn't prove who the owner is: a stranger may have signed up with
    the primary one and added it.

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
    others = tuple(_other(account, kind, one) for _, kind, one in given.others)
    account = msgspec.structs.replace(account, identifiers=(*account.identifiers, *others))
    username = next(iter(account.all_of("username")), None)
    if username is not None and taken.readings(username) and taken.reads_as_another_users(username):
        return None
    try:
        with database.atomic():
            if not lifecycle.insert(account):
                return None
            if any(row.primary and row.verified_at for row in account.identifiers):
                queries.record_owner(account.id, now)
            if given.mail_language and (code := _language(given)):
                language_queries.add_language(account.id, code)
    except (database.ConstraintViolated, Refused) as error:
        raise ValueError(f"the user model refuses it: {error}") from None
    return account


def _other(account: Account, kind: str, one: OtherName) -> Identifier:
    row = identifiers.new(kind, one.value, user=account.user, claimed=one.verified)
    row.verified_at = row.created_at if one.verified else None
    return row


def forms(given: ImportedUser) -> list[tuple[str, str, str]]:
    """Field, kind and normal form of each name, by which two users of a file can't be the same."""
    return [(field, kind, text.canonical(kind, name) or name) for field, kind, name in given.exclusive]


class HeldNames(msgspec.Struct, frozen=True):
    """How the names of an imported user are held already.

    Args:
        fields: The fields of its names that users have.
        whole: Whether one user has all of them: this user was imported before.
    """

    fields: tuple[str, ...] = ()
    whole: bool = False


def held(batch: Sequence[ImportedUser]) -> list[HeldNames]:
    """For each user of a batch, whether its names are held already; two queries for each kind of name."""
    holders: dict[tuple[str, str], Any] = {}
    for kind in lifecycle.KINDS:
        wanted = {name for one in batch for _, of_kind, name in one.exclusive if of_kind == kind}
        forms = {name: text.canonical(kind, name) or "" for name in wanted}
        by_form = name_queries.users_by_claim(kind, [form for form in forms.values() if form])
        by_column = name_queries.users_by_column(kind, sorted({new_names.stored(kind, name) for name in wanted}))
        for name, form in forms.items():
            holder = by_form.get(form, by_column.get(new_names.stored(kind, name)))
            if holder is not None:
                holders[kind, name] = holder
    return [_held(one, holders) for one in batch]


def _held(given: ImportedUser, holders: Mapping[tuple[str, str], Any]) -> HeldNames:
    names = given.exclusive
    found = [(field, holders[kind, name]) for field, kind, name in names if (kind, name) in holders]
    fields = tuple(dict.fromkeys(field for field, _ in found))
    return HeldNames(fields, len(found) == len(names) and len({holder for _, holder in found}) == 1)

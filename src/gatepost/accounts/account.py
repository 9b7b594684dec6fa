"""A user and the names that lead to them."""

import functools
from collections.abc import Sequence
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from gatepost.accounts import queries
from gatepost.accounts.models import Authenticator, Identifier
from gatepost.ground import text


def email_column() -> str | None:
    """The user model's column for the primary address, if it has one."""
    return _email_column(get_user_model())


@functools.cache
def _email_column(model: Any) -> str | None:
    name: str = model.get_email_field_name()
    return name if any(field.name == name for field in model._meta.concrete_fields) else None  # noqa: SLF001


def username_column() -> str | None:
    """The user model's column for the user name: `username`, or what it logs in by, unless that is the email."""
    return _username_column(get_user_model())


@functools.cache
def _username_column(model: Any) -> str | None:
    names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001
    if "username" in names:
        return "username"
    return model.USERNAME_FIELD if model.USERNAME_FIELD not in (email_column(), "phone") else None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one user, read in one statement.

    Args:
        user: The user's model instance.
        identifiers: By what the user is known, oldest first.
        authenticators: What the user can show beside a password, oldest first.
        must_enrol: Whether the rules ask for a second factor, and the user has none.
    """

    user: Any
    identifiers: tuple[Identifier, ...]
    authenticators: tuple[Authenticator, ...] = ()
    must_enrol: bool = False

    @property
    def id(self) -> Any:
        """The user's primary key."""
        return self.user.pk

    def all_of(self, kind: str) -> tuple[Identifier, ...]:
        """The identifiers of one kind, oldest first."""
        return tuple(row for row in self.identifiers if row.kind == kind)

    def one(self, kind: str, canonical: str | None) -> Identifier | None:
        """The identifier with this normal form, if the user has it."""
        return next((row for row in self.all_of(kind) if row.canonical == canonical), None)

    def primary(self, kind: str) -> Identifier | None:
        """The primary identifier of a kind, or else the oldest."""
        rows = self.all_of(kind)
        return next((row for row in rows if row.primary), rows[0] if rows else None)

    def proved(self, kind: str) -> bool:
        """Whether an identifier of this kind was proved."""
        return any(row.verified_at is not None for row in self.all_of(kind))

    @property
    def unproved(self) -> bool:
        """Whether somebody signed up with an address and never proved one; users made by the host project did not."""
        rows = self.all_of("email")
        return bool(rows) and not any(row.verified_at is not None or row.adopted for row in rows)


def load(user: Any) -> Account:
    """The account of a user who is already at hand; one statement, or two for one with authenticators."""
    rows = queries.of_user(user.pk)
    return Account(user=user, identifiers=tuple(rows), authenticators=_held(user, rows))


def _held(user: Any, rows: Sequence[Identifier]) -> tuple[Authenticator, ...]:
    if rows and not getattr(rows[0], "has_authenticators", True):
        return ()
    return tuple(queries.authenticators(user.pk))


def of_rows(rows: Sequence[Identifier]) -> Account:
    """The account of identifiers that were read with their user; one statement for one with authenticators."""
    return Account(user=rows[0].user, identifiers=tuple(rows), authenticators=_held(rows[0].user, rows))


def by_id(user_id: Any) -> Account | None:
    """The account of a user's id; two statements."""
    user = queries.user(user_id)
    return load(user) if user is not None else None


def by_name(kind: str, canonical: str | None) -> Account | None:
    """The account that a name leads to; one statement, also for text that is no name."""
    rows = queries.by_claim(kind, canonical or "")
    if not rows:
        return None
    return of_rows(rows)


def read_key(shown: str) -> Any:
    """A user's primary key from text; None where it can be nobody's."""
    field = get_user_model()._meta.pk  # noqa: SLF001
    try:
        key = field.to_python(shown)
        field.run_validators(key)
    except (ValidationError, ValueError):
        return None
    return key if text.clean(shown) else None


def display(user: Any) -> str:
    """The name to show."""
    return str(user) or str(user.pk)

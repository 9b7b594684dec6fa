"""The columns of the user model that hold names. They belong to the project, so their contents are authoritative."""

import functools
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import BaseUserManager
from django.core.exceptions import ValidationError
from django.db.models import NOT_PROVIDED, BooleanField, CharField, DateTimeField, Field, Model, TextField
from django.utils import timezone

from gatepost import conf
from gatepost.ground import project_users
from gatepost.ground.credentials import CODE_CHARACTERS
from gatepost.ground.user_types import User

Column: TypeAlias = "Field[Any, Any]"
"""A field of the user model, for annotations."""
RESERVED = {"is_staff", "is_superuser", "is_active", "last_login", "date_joined"}
"""Columns of Django's own models that decide what a user may do, or record what happened; users never fill them."""
TRUE, FALSE = ("true", "yes", "1", "t"), ("false", "no", "0", "f")
"""How files write Booleans."""
_GENERATED = re.compile(rf"(.*-)?[{CODE_CHARACTERS.lower()}]{{6}}", re.DOTALL)
"""The form of a generated username. Its end has no vowels, so it is hardly anyone's choice."""


@functools.cache
def _fields(model: type[Model]) -> dict[str, Any]:
    return {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's documented _meta


@conf.composed
def has_column(name: str) -> bool:
    """Whether the user model has a column. An attribute alone proves nothing: `last_login = None` removes it."""
    return name in _fields(get_user_model())


def email_column() -> str | None:
    """The column of the primary address, if there is one."""
    return by_kind().get("email")


def username_column() -> str | None:
    """The column of the username: `USERNAME_FIELD`, or `username` if that is an address or a number."""
    return by_kind().get("username")


@conf.composed
def by_kind() -> dict[str, str]:
    """The column that mirrors the primary name of each kind, for the kinds that have one."""
    model = get_user_model()
    names = _fields(model)
    found = {}
    email = model.get_email_field_name()
    if email in names:
        found["email"] = email
    login = model.USERNAME_FIELD
    if login != email and ("phone" in login or "mobile" in login):
        found["phone"] = login
    username = login if login not in found.values() else "username"
    if username in names and username not in found.values():
        found["username"] = username
    return found


@conf.composed
def login_kind() -> str:
    """The kind of name that users log in by, as Django's `USERNAME_FIELD` says."""
    login = get_user_model().USERNAME_FIELD
    return next(kind for kind, column in by_kind().items() if column == login)


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a project's values that are columns of the user model; others, such as nested ones, it keeps itself."""
    return {name: value for name, value in values.items() if name in _fields(get_user_model())}


def by_name(name: str) -> "Field[Any, Any]":
    """The field of a column that the user model has."""
    found: Field[Any, Any] = _fields(get_user_model())[name]
    return found


def field(kind: str) -> "Field[Any, Any] | None":
    """The field of a kind's column, if there is one."""
    column = by_kind().get(kind)
    return by_name(column) if column is not None else None


def is_text(column: "Field[Any, Any] | None") -> bool:
    """Whether a column holds text, and so accepts any name."""
    return isinstance(column, (CharField, TextField))


def longest(name: str) -> int | None:
    """The maximum length of a column; None if it has none."""
    found: int | None = getattr(by_name(name), "max_length", None)
    return found


def required() -> "list[Field[Any, Any]]":
    """The columns that must be filled in and have no default, except primary keys and generated columns."""
    return [
        field
        for field in _fields(get_user_model()).values()
        if not (field.null or field.has_default() or field.primary_key or field.blank)
        and not getattr(field, "generated", False)
        and getattr(field, "db_default", NOT_PROVIDED) is NOT_PROVIDED
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
    ]


def needs(kind: str) -> bool:
    """Whether every user needs a name of this kind, since its column is unique and not nullable."""
    own = field(kind)
    return own is not None and own.unique and not own.null


def is_key(kind: str) -> bool:
    """Whether a name of this kind is the primary key of the user model, and so can't be changed."""
    own = field(kind)
    return own is not None and own.primary_key


def value(user: User, kind: str) -> str:
    """The contents of a kind's column as text; empty if there is no column."""
    column = by_kind().get(kind)
    if column is None:
        return ""
    found = getattr(user, column)
    return "" if found is None else str(found)


@functools.cache
def _indexed(model: Any) -> "dict[str, Field[Any, Any]]":
    first = {index.fields[0].lstrip("-") for index in model._meta.indexes if index.fields}  # noqa: SLF001
    fields = ((kind, _fields(model)[column]) for kind, column in by_kind().items())
    return {
        kind: field
        for kind, field in fields
        if field.unique or field.db_index or field.name in first or field.name == model.USERNAME_FIELD
    }


@conf.composed
def searchable(kind: str) -> "Field[Any, Any] | None":
    """The column of a kind if it is indexed; searching any other would scan the whole table."""
    return _indexed(get_user_model()).get(kind)


def accepts(field: "Field[Any, Any]", typed: str) -> bool:
    """Whether a column can be compared with a text: a numeric column can with `4711`, but not with a name."""
    if isinstance(field, (CharField, TextField)):
        return True
    try:
        field.run_validators(field.to_python(typed))
    except (ValidationError, ValueError, TypeError):
        return False
    return True


def given_name(user: User) -> str:
    """The given name, as the model's `get_short_name()` or `first_name` says; empty if unknown."""
    short = getattr(user, "get_short_name", None)
    name = str((short() if callable(short) else getattr(user, "first_name", "")) or "").strip()
    return "" if _GENERATED.fullmatch(name) else name


def display(user: User) -> str:
    """The name of a user in responses: the username, else the model's `__str__`.

    A generated username is replaced by the given name, else by the address, if the user model has them.
    """
    try:
        shown = value(user, "username") or str(user)
    except TypeError:  # a model with a number as username
        shown = str(user.get_username())
    if not shown or _GENERATED.fullmatch(shown):
        return given_name(user) or value(user, "email") or shown or str(user.pk)
    return shown


def greeting(user: User | None, address: str) -> str:
    """The name that a mail greets: the given name, else the address that it goes to."""
    return (given_name(user) if user is not None else "") or address


def empty(kind: str) -> str | None:
    """The value of a kind's column for a user without such a name: NULL if allowed, so that it can be unique."""
    column = by_kind().get(kind)
    field = _fields(get_user_model())[column] if column else None
    return None if field is not None and field.null else ""


def natural_key_lookup() -> Any:
    """The project's own `get_by_natural_key`, by which Django finds users at login; None if it is Django's default."""
    manager: Any = project_users.model()._default_manager  # noqa: SLF001 - any model's manager
    own = getattr(type(manager), "get_by_natural_key", None)
    return None if own in (None, BaseUserManager.get_by_natural_key) else manager.get_by_natural_key


def as_text(field: object, value: object) -> str:
    """A value as text that the column can convert: `true` for a Boolean one, a time with its offset."""
    written = str(value)
    if isinstance(field, BooleanField):
        return {**dict.fromkeys(TRUE, "True"), **dict.fromkeys(FALSE, "False")}.get(written.lower(), written)
    if isinstance(field, DateTimeField):
        try:
            moment: datetime = field.to_python(value if isinstance(value, datetime) else written)
        except ValidationError:
            return written
        if settings.USE_TZ:
            return (moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)).isoformat()
        return (timezone.make_naive(moment) if timezone.is_aware(moment) else moment).isoformat()
    return written

"""The project's own fields in `data.user`: columns of the user model that the setting `accounts.user_fields` names.

Only columns of the user's own row are returned, so that no response costs an extra query; a relation is returned as
its key.
"""

import functools
import re
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth import get_user_model

from gatepost import conf
from gatepost.accounts.columns import Column
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground.user_types import User

SECRET_CHECK = "gatepost.E066"  # noqa: S105 - the id of a check
OWN = ("id", "display", "has_usable_password", "email", "username")
"""The standard fields of `data.user`."""
_SECRET = re.compile(
    r"(^|_)(passw(or)?ds?|passphrase|pwd|secrets?|tokens?|hash(es)?|salt|otp|totp|pin|private|credentials?|api_?keys?|recovery)(_|$)"
)
_STRING, _INTEGER, _NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
_SCHEMAS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField"), _INTEGER),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField"), _INTEGER),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), _INTEGER),
    "FloatField": _NUMBER,
    "BooleanField": {"type": "boolean"},
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FilePathField", "GenericIPAddressField"), _STRING),
    "DecimalField": {"type": "string", "format": "decimal"},
    "DateField": {"type": "string", "format": "date"},
    "DateTimeField": {"type": "string", "format": "date-time"},
    "TimeField": _STRING,  # "time" would have an offset
    "DurationField": {"type": "string", "format": "duration"},
    "UUIDField": {"type": "string", "format": "uuid"},
    "FileField": {"type": "string", "format": "uri-reference"},
}
_FILE = "FileField"
_WRITTEN = range(-(2**63), 2**64)
"""Integers that the JSON encoder supports; a JSON column may contain larger ones."""


def refused(name: str) -> str | None:
    """Why a column can't be returned; None if it can, even if it looks like a secret."""
    if name == "password":
        return "is the password's hash"
    if name in OWN:
        return "is what the API itself says of a user"
    field = _columns(get_user_model()).get(name)
    if field is None:
        return "is no column of the user model"
    return "holds bytes" if field.get_internal_type() == "BinaryField" else None


def secret(name: str) -> bool:
    """Whether a name looks like that of a secret."""
    return _SECRET.search(name) is not None


def values(user: User, names: tuple[str, ...]) -> dict[str, Any]:
    """The values of a user's fields, ready for JSON, without those that must not be returned.

    Args:
        user: The user.
        names: The names in the setting.
    """
    columns = _columns(user._meta.model)  # noqa: SLF001 - Django's documented _meta
    return {name: _value(columns[name], user) for name in _exposed(names, _silenced()) if name in columns}


def schemas() -> dict[str, dict[str, Any]]:
    """The declared fields as JSON Schema, by name."""
    columns = _columns(get_user_model())
    return {name: _schema(columns[name]) for name in _exposed(conf.read(AccountsSettings).user_fields, _silenced())}


@functools.cache
def _columns(model: type[User]) -> dict[str, Any]:
    return {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's documented _meta


def _silenced() -> bool:
    return SECRET_CHECK in settings.SILENCED_SYSTEM_CHECKS


@functools.lru_cache(maxsize=16)
def _exposed(names: tuple[str, ...], secrets: bool) -> tuple[str, ...]:  # noqa: FBT001 - a key of the cache
    """The names that may be returned, even if the system checks were never run."""
    return tuple(name for name in names if refused(name) is None and (secrets or not secret(name)))


def _schema(field: Any) -> dict[str, Any]:
    if field.remote_field is not None:
        found = _schema(field.target_field)
    else:
        found = dict(_SCHEMAS.get(field.get_internal_type(), {}))
    if field.choices and "type" in found:
        found["enum"] = [_serialized(value) for value, _ in field.flatchoices]
        found["enum"] += [""] if field.blank and found["type"] == "string" and "" not in found["enum"] else []
    nothing = field.null or field.get_internal_type() == _FILE or found.get("type") == "number"
    return {"anyOf": [found, {"type": "null"}]} if found and nothing else found


def _value(field: Column, user: User) -> Any:
    if field.get_internal_type() == _FILE:
        return _address(getattr(user, field.attname))
    return _serialized(getattr(user, field.attname))


def _address(file: Any) -> str | None:
    """The URL of a file; None if there is none, or if its storage has no URLs."""
    try:
        return str(file.url) if file else None
    except (ValueError, NotImplementedError):
        return None


def _serialized(value: object) -> Any:
    """A column's value for JSON; types without a JSON form become text, so that none makes a response fail."""
    if isinstance(value, dict):
        return {str(key): _serialized(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_serialized(one) for one in value]
    if isinstance(value, int) and value not in _WRITTEN:
        return str(value)
    return msgspec.to_builtins(value, enc_hook=str)

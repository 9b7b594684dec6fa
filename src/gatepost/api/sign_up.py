"""The body of a sign-up, from the declared fields."""

import functools
from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec

from gatepost import conf
from gatepost.accounts.name_limits import longest_extra
from gatepost.accounts.settings import AccountsSettings
from gatepost.api import decoding
from gatepost.api.decoding import KNOWN, NewPassword, new_name
from gatepost.errors import CONFLICT, Refused
from gatepost.flow.visit import Visit


@functools.lru_cache(maxsize=16)
def _body(settings_json: bytes, password: bool) -> type[msgspec.Struct]:  # noqa: FBT001 - a key of the cache
    settings = msgspec.json.decode(settings_json, type=AccountsSettings)
    fields: list[Any] = []
    for entry in settings.signup_fields:
        name, needed = entry.rstrip("*"), entry.endswith("*")
        if name == "password" and not password:
            continue
        kind = NewPassword if name == "password" else new_name(name) if name in KNOWN else None
        if kind is None:
            declared = settings.extra_fields[name]
            kind = Annotated[
                str,
                msgspec.Meta(max_length=longest_extra(name, declared.max_length), description=declared.description),
            ]
            if declared.choices:
                kind = Literal[declared.choices]
        fields.append((name, kind) if needed else (name, kind | None, None))
    name = "SignupBody" if password else "PasskeySignupBody"
    return msgspec.defstruct(name, fields, kw_only=True, forbid_unknown_fields=settings.refuse_unknown_fields)


def body(*, password: bool) -> type[msgspec.Struct]:
    """The struct of a sign-up's body, with a password or without; depends on the settings."""
    return _body(msgspec.json.encode(conf.read(AccountsSettings)), password)


def reader(more_faults: decoding.MoreFaults, *, password: bool) -> Callable[[dict[str, Any]], msgspec.Struct]:
    """A decoder for the body of a sign-up that reports all faults in one response.

    Args:
        more_faults: Returns further faults of the well-formed fields.
        password: Whether a password is required.
    """
    return lambda data: decoding.decode(body(password=password), data, more_faults)


def values(given: msgspec.Struct) -> dict[str, str]:
    """The fields that were given, by name."""
    return {name: value for name, value in msgspec.structs.asdict(given).items() if value is not None}


def anonymous_only(visit: Visit) -> None:
    """Refuse sign-up to a logged-in user.

    Raises:
        Refused: CONFLICT.
    """
    if visit.logged_in:
        raise Refused(CONFLICT)

"""The body of a sign-up, from the declared fields."""

import functools
from typing import Annotated, Any, Literal

import msgspec

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, Refused
from gatepost.flow.visit import Visit
from gatepost.wire.decoding import Email, Password, Phone, Username

FORMS: dict[str, Any] = {"email": Email, "username": Username, "phone": Phone, "password": Password}


@functools.lru_cache(maxsize=16)
def _body(settings_json: bytes, password: bool) -> type[msgspec.Struct]:  # noqa: FBT001 - a key of the cache
    settings = msgspec.json.decode(settings_json, type=AccountsSettings)
    fields: list[Any] = []
    for entry in settings.signup_fields:
        name, needed = entry.rstrip("*"), entry.endswith("*")
        if name == "password" and not password:
            continue
        kind = FORMS.get(name)
        if kind is None:
            declared = settings.extra_fields[name]
            kind = Annotated[str, msgspec.Meta(max_length=declared.max_length, description=declared.description)]
            if declared.choices:
                kind = Literal[declared.choices]
        fields.append((name, kind) if needed else (name, kind | None, None))
    return msgspec.defstruct("SignupBody" if password else "PasskeySignupBody", fields, kw_only=True)


def body(*, password: bool) -> type[msgspec.Struct]:
    """What a sign-up must give, with a password or without."""
    return _body(msgspec.json.encode(conf.read(AccountsSettings)), password)


def values(given: msgspec.Struct) -> dict[str, str]:
    """What was given."""
    return {name: value for name, value in msgspec.structs.asdict(given).items() if value is not None}


def anonymous_only(visit: Visit) -> None:
    """Who is logged in signs nobody up.

    Raises:
        Refused: CONFLICT.
    """
    if visit.logged_in:
        raise Refused(CONFLICT)

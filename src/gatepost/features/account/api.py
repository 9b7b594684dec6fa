"""Native API of the account."""

from typing import Annotated, Any, Literal

import msgspec

from gatepost import conf
from gatepost.accounts import profile_fields
from gatepost.accounts.settings import AccountsSettings
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Conflict, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.account.operations import closing, profile
from gatepost.features.account.shapes import Profile

JSON_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
"""The JSON types of values that aren't texts."""
FORMATS = {"date": "date", "datetime": "date-time"}
LONGEST = 10_000
"""The maximum length of a text whose column has none, in characters."""


class LanguageBody(msgspec.Struct):
    """A language tag, for example `de` or `pt-BR`."""

    language: Annotated[str, msgspec.Meta(max_length=35)]


@conf.composed
def _body() -> type[msgspec.Struct]:
    """The struct of a profile's body: every field may be missing, and null or empty to empty it."""
    settings = conf.read(AccountsSettings)
    fields: list[Any] = [
        (name, _type(name, settings) | None | msgspec.UnsetType, msgspec.UNSET) for name in profile_fields.names()
    ]
    return msgspec.defstruct("ProfileBody", fields, kw_only=True, forbid_unknown_fields=True)


def _type(name: str, settings: AccountsSettings) -> Any:
    declared = settings.extra_fields.get(name)
    if declared is not None and declared.choices:
        return Literal[declared.choices]
    kind = profile_fields.kind(name)
    schema: dict[str, Any] = {"type": JSON_TYPES[kind]} if kind in JSON_TYPES else {}
    schema |= {"format": FORMATS[kind]} if kind in FORMATS else {}
    if kind == "text":
        return Annotated[str, msgspec.Meta(max_length=profile_fields.longest(name) or LONGEST)]
    return Annotated[str, msgspec.Meta(extra_json_schema=schema)]


def _show(call: Call) -> Profile:
    return Profile.of(call.visit.user, profile_fields.described(), profile.language(call.visit))


def _edit(call: Call) -> Profile:
    given = {name: value for name in profile_fields.names() if (value := getattr(call.body, name)) is not msgspec.UNSET}
    user = profile.edit(call.visit, typed=given)
    return Profile.of(user, profile_fields.described(), profile.language(call.visit))


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="account/profile",
        summary="Show the fields of the profile that the user may change",
        login=True,
        answers={200: Profile, 401: Unauthenticated},
        handler=_show,
    ),
    Endpoint(
        verb="PATCH",
        path="account/profile",
        summary="Change fields of the profile",
        login=True,
        body=_body,
        answers={200: Profile, 400: Errors, 401: Unauthenticated},
        handler=_edit,
    ),
    Endpoint(
        verb="PUT",
        path="account/language",
        summary="Store the language of later mails",
        login=True,
        body=lambda: LanguageBody,
        answers={200: Status, 400: Errors, 401: Unauthenticated},
        handler=lambda call: profile.choose_language(call.visit, code=call.body.language),
    ),
    Endpoint(
        verb="DELETE",
        path="account",
        summary="Delete the account",
        login=True,
        enabled=lambda: conf.read(AccountsSettings).deletion,
        answers={401: Unauthenticated, 409: Conflict},
        handler=lambda call: closing.close(call.visit),
    ),
)

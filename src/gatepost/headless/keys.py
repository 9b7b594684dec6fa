"""Keys for scripts and services in the native API."""

from typing import Annotated

import msgspec

from gatepost import conf
from gatepost.flow import api_keys
from gatepost.tokens.settings import TokensSettings
from gatepost.wire.decoding import Text
from gatepost.wire.endpoint import Endpoint


class NewKeyBody(msgspec.Struct):
    """A new key: its name, names of scopes with blanks between them, its life in seconds."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    scope: Text | None = None
    expires_in: int | None = None


class KeysBody(msgspec.Struct):
    """Public ids of the keys to end."""

    keys: list[int]


def _offered() -> bool:
    return conf.read(TokensSettings).keys


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="account/keys",
        summary="List the user's keys for scripts and services",
        enabled=_offered,
        login=True,
        answers={200: "Keys", 401: "Unauthenticated"},
        act=lambda call: api_keys.listing(call.visit),
    ),
    Endpoint(
        verb="POST",
        path="account/keys",
        summary="Make a key; it is told this once",
        enabled=_offered,
        login=True,
        body=lambda: NewKeyBody,
        answers={200: "NewKey", 400: "Errors", 401: "Unauthenticated", 409: "Conflict"},
        act=lambda call: api_keys.create(
            call.visit, name=call.body.name, scope=call.body.scope or "", seconds=call.body.expires_in
        ),
    ),
    Endpoint(
        verb="DELETE",
        path="account/keys",
        summary="End keys",
        enabled=_offered,
        login=True,
        body=lambda: KeysBody,
        answers={200: "Keys", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: api_keys.end(call.visit, numbers=call.body.keys),
    ),
)

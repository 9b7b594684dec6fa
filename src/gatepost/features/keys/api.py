"""Native API of API keys."""

from typing import Annotated

import msgspec

from gatepost import conf
from gatepost.api.decoding import Text
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Conflict, Errors, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.keys import operations
from gatepost.features.keys.shapes import KeyEntry, Keys, NewKey, NewKeyMeta
from gatepost.tokens.settings import TokensSettings


class NewKeyBody(msgspec.Struct):
    """A new API key: its name, space-separated scopes, its lifetime in seconds."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    scope: Text | None = None
    expires_in: int | None = None


class KeysBody(msgspec.Struct):
    """Public ids of the keys to revoke."""

    keys: list[int]


def _offered() -> bool:
    return conf.read(TokensSettings).keys


def _create(call: Call) -> NewKey:
    given = call.body
    made = operations.create(call.visit, name=given.name, scope=given.scope or "", seconds=given.expires_in)
    return NewKey(status=200, data=KeyEntry.of(made.row), meta=NewKeyMeta(made.key))


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="account/keys",
        summary="List the API keys",
        enabled=_offered,
        login=True,
        answers={200: Keys, 401: Unauthenticated},
        handler=lambda call: Keys.of(operations.listing(call.visit)),
    ),
    Endpoint(
        verb="POST",
        path="account/keys",
        summary="Create an API key; it is shown only in this response",
        enabled=_offered,
        login=True,
        body=lambda: NewKeyBody,
        answers={200: NewKey, 400: Errors, 401: Unauthenticated, 409: Conflict},
        handler=_create,
    ),
    Endpoint(
        verb="DELETE",
        path="account/keys",
        summary="Revoke API keys",
        enabled=_offered,
        login=True,
        body=lambda: KeysBody,
        answers={200: Keys, 400: Errors, 401: Unauthenticated},
        handler=lambda call: Keys.of(operations.end(call.visit, numbers=call.body.keys)),
    ),
)

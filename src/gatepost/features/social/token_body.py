"""The body of a posted provider token; all fields are validated together, so that every error is listed at once."""

from typing import Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.api.decoding import INVALID_CHOICE, REQUIRED, Text
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.social import connections
from gatepost.features.social.operations.failures import INVALID_TOKEN

LONGEST_TOKEN = 16 * 1024
EMPTY: tuple[Any, ...] = (None, "", [], {})
PROCESSES = ("login", "connect")
Process = Literal["login", "connect"]

CLIENT_ID_REQUIRED = Refusal(Kind.INVALID, "client_id_required", param="token", text=_("The client id is missing."))
TOKEN_REQUIRED = Refusal(
    Kind.INVALID, "token_required", param="token", text=_("Provide an id_token, an access_token, or both.")
)


class TokenBody(msgspec.Struct):
    """A token that an app got from a provider: `client_id`, and `id_token`, `access_token` or both."""

    provider: Text
    process: Process
    token: dict[str, Any]


def read(data: dict[str, Any]) -> TokenBody:
    """Validate the body of a request.

    Raises:
        Refused: Lists every error. An unknown provider, client id or token is `invalid_token`, so that the caller
            learns nothing about the configured connections.
    """
    provider, process, token = data.get("provider"), data.get("process"), data.get("token")
    faults = [REQUIRED.at(name) for name, value in (("provider", provider), ("process", process)) if value in EMPTY]
    if process not in EMPTY and process not in PROCESSES:
        faults.append(INVALID_CHOICE.at("process"))
    faults += _token_faults(provider, token)
    if faults:
        raise Refused(*faults)
    tokens = {name: data["token"].get(name) or "" for name in ("id_token", "access_token")}
    return TokenBody(provider=data["provider"], process=data["process"], token=tokens)


def _token_faults(provider: object, token: object) -> list[Refusal]:
    faults = [REQUIRED.at("token")] if token in EMPTY else []
    if not isinstance(token, dict):
        return [*faults, INVALID_TOKEN]
    return faults or _content_faults(provider, token) if provider not in EMPTY else faults


def _content_faults(provider: object, token: dict[str, Any]) -> list[Refusal]:
    client_id = token.get("client_id")
    if not isinstance(client_id, str) or not client_id:
        return [CLIENT_ID_REQUIRED]
    chosen = connections.named(provider) if isinstance(provider, str) else None
    if chosen is None or client_id not in chosen.client_ids:
        return [INVALID_TOKEN]
    given = [token.get(name) for name in ("id_token", "access_token")]
    if not any(given) or not all(one is None or isinstance(one, str) for one in given):
        return [TOKEN_REQUIRED]
    readable = all(one.isascii() and len(one) <= LONGEST_TOKEN for one in given if one)
    return [] if readable else [INVALID_TOKEN]

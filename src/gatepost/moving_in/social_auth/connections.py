"""Our connections for the backends: the name of the backend is the id of the connection."""

import re
from collections.abc import Mapping
from typing import Any

from gatepost.features.social import providers
from gatepost.moving_in.package import Environment
from gatepost.moving_in.social_auth import backends
from gatepost.moving_in.social_auth.backends import Backend

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
PROTOCOL = {
    *("client_id", "client_secret", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "request"),
    *("request_uri", "response_mode", "response_type", "scope", "state"),
}
"""Parameters of the protocol, which a connection can't set."""
PARAMS = {"DISPLAY": "display", "LOGIN_HINT": "login_hint", "MAX_AGE": "max_age", "PROMPT": "prompt"}
PARAMS |= {"ACR_VALUES": "acr_values", "UI_LOCALES": "ui_locales"}


def id_of(name: str) -> str:
    """The id of the connection for a backend."""
    return name.lower()


def every() -> dict[str, dict[str, Any]]:
    """A connection for each backend whose provider is here too."""
    found: dict[str, dict[str, Any]] = {}
    for name in backends.used():
        backend = backends.named(name)
        if backend is not None and ID.fullmatch(id_of(name)):
            found[id_of(name)] = _one(name, backend)
    return found


def unsupported() -> list[str]:
    """The backends without a connection."""
    return sorted(name for name in backends.used() if backends.named(name) is None or not ID.fullmatch(id_of(name)))


def notes() -> dict[str, str]:
    """What backends did and connections don't."""
    found = {name: backends.named(name) for name in backends.used()}
    return {name: backend.note for name, backend in found.items() if backend is not None and backend.note}


def _one(name: str, backend: Backend) -> dict[str, Any]:
    """A connection.

    It always keeps tokens, since social-auth stores every access token.
    """
    apple = backend.provider == "apple"
    chosen: dict[str, Any] = {
        "provider": backend.provider,
        "client_id": str(backends.setting(name, "CLIENT" if apple else "KEY", "")),
        "keep_tokens": True,
    }
    if backends.setting(name, "SECRET"):
        chosen["secret"] = Environment(id_of(name))
    if options := backend.options(name):
        chosen["options"] = options
    if scopes := _scopes(name, backend):
        chosen["scopes"] = scopes
    if params := _params(name):
        chosen["params"] = params
    audience = backends.setting(name, "AUDIENCE", ()) if apple else ()
    others = tuple(one for one in audience if one != chosen["client_id"])
    return {**chosen, "client_ids": others} if others else chosen


def _scopes(name: str, backend: Backend) -> tuple[str, ...]:
    usual = set(providers.named(backend.provider).scopes)
    return tuple(one for one in backends.setting(name, "SCOPE", ()) or () if one not in usual)


def _params(name: str) -> dict[str, str]:
    given = backends.setting(name, "AUTH_EXTRA_ARGUMENTS")
    found = {ours: backends.setting(name, key) for key, ours in PARAMS.items()}
    found |= dict(given) if isinstance(given, Mapping) else {}
    return {key: str(value) for key, value in found.items() if value is not None and key not in PROTOCOL}

"""The settings of `allauth.idp.oidc`, and ours. Source: its settings in django-allauth 65.22.1."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from gatepost.features.provider.operations import scopes
from gatepost.moving_in import old_tables
from gatepost.moving_in.allauth.account_settings import LIMITS
from gatepost.moving_in.allauth.idp.tables import Client
from gatepost.moving_in.allauth.other_settings import signs_tokens
from gatepost.moving_in.package import Setting, becomes, loses, only, without
from gatepost.moving_in.settings_table import ABSENT, given

YEAR = 365 * 86_400
ADAPTER = "allauth.idp.oidc.adapter.DefaultOIDCAdapter"
OWN_TOKENS = "`tokens` also decides about the tokens of your own apps (HEADLESS_JWT_…); choose one value for both."


def found() -> bool:
    """Whether the project is a provider."""
    return apps.is_installed("allauth.idp.oidc") or old_tables.exists(Client)


def setting(name: str, default: object) -> Any:
    """The project's value of a setting, or the default."""
    value = given(f"IDP_OIDC_{name}")
    return default if value is ABSENT else value


def opaque() -> bool:
    """Whether access tokens are opaque."""
    return bool(setting("ACCESS_TOKEN_FORMAT", "opaque") != "jwt")


def introspects_all() -> bool:
    """Whether a client may introspect the tokens of others."""
    return all(setting(f"INTROSPECTION_{name}", None) for name in ("ENABLED", "CROSS_CLIENT_ALLOWED"))


def signing_pems() -> list[str]:
    """The keys that sign tokens, the present one first: that which was issued last, as there."""
    keys = [one for one in setting("PRIVATE_KEYS", []) if isinstance(one, Mapping) and isinstance(one.get("pem"), str)]
    pems = [one["pem"] for one in sorted(keys, key=_issued, reverse=True)]
    single = setting("PRIVATE_KEY", "")
    return [*pems, single] if single and single not in pems else pems


def _issued(key: Mapping[str, Any]) -> str:
    value = key.get("issued_at") or key.get("not_before") or ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def scope_texts(names: list[str]) -> dict[str, dict[str, str]]:
    """The scopes of clients beside the standard ones, with the text that the project's adapter has for each."""
    try:
        told = getattr(import_string(setting("ADAPTER", ADAPTER)), "scope_display", {})
    except ImportError:
        told = {}
    return {name: {"text": str(told.get(name, ""))} for name in names if name not in scopes.STANDARD}


def _of_provider(convert: Callable[[Any], Any], *, shared: bool = False) -> Callable[[Any], Any]:
    """A conversion for projects that are a provider; none for others.

    Args:
        convert: The conversion.
        shared: Whether the setting is also that of the tokens of the project's own apps.
    """

    def converted(value: object) -> Any:
        if not found():
            return None
        if shared and signs_tokens():
            raise ValueError(OWN_TOKENS)
        return convert(value)

    return converted


def _registration(enabled: bool) -> str | None:  # noqa: FBT001 - a setting's value
    """Who may register clients.

    Raises:
        ValueError: Initial access tokens are needed, of which only hashes are known.
    """
    if enabled and setting("DCR_REQUIRES_INITIAL_ACCESS_TOKEN", 1):
        raise ValueError("Set `provider.registration` to `token`, with new `provider.registration_tokens`.")
    return "open" if enabled else None


def _key(name: str) -> str:
    return f"IDP_OIDC_{name}"


SETTINGS: tuple[Setting, ...] = (
    loses(
        _key("ADAPTER"),
        "Its hooks aren't called; `provider.claims` adds claims. Another `sub`, issuer or hash of tokens than the "
        "default adapter's ends with the move.",
        ADAPTER,
    ),
    becomes(
        _key("ACCESS_TOKEN_EXPIRES_IN"), "tokens.access_seconds", 3600, _of_provider(lambda found: found, shared=True)
    ),
    without(_key("ACCESS_TOKEN_FORMAT"), "Each moved client has that format.", "opaque"),
    without(_key("AUTH_METHODS"), "A client may send its secret in either place; a public client has none."),
    becomes(
        _key("AUTHORIZATION_CODE_EXPIRES_IN"),
        "provider.code_seconds",
        60,
        lambda found: min(found, 60),
        note="60 at most.",
    ),
    loses(_key("CIMD_ENABLED"), "Only documents at the hosts of `provider.client_id_hosts` are read.", default=False),
    without(_key("CIMD_CACHE_TIMEOUT"), "An hour.", 3600),
    becomes(
        _key("DCR_ENABLED"),
        "provider.registration",
        default=False,
        convert=_registration,
        note="Clients that registered themselves keep id and secret.",
    ),
    without(_key("DCR_REQUIRES_INITIAL_ACCESS_TOKEN"), "`provider.registration` decides.", default=True),
    becomes(_key("DEVICE_CODE_EXPIRES_IN"), "provider.device_seconds", 300, _of_provider(lambda found: found)),
    becomes(_key("DEVICE_CODE_INTERVAL"), "provider.device_poll_seconds", 5),
    without(_key("ID_TOKEN_EXPIRES_IN"), "As long as access tokens.", 300),
    without(_key("INTROSPECTION_ENABLED"), "Always on, for confidential clients.", default=False),
    without(_key("INTROSPECTION_AUTH_METHODS"), "As at the token endpoint."),
    without(
        _key("INTROSPECTION_CROSS_CLIENT_ALLOWED"),
        "Where it was on, confidential clients see the tokens for this server; a client's `audiences` adds others.",
        default=False,
    ),
    without(_key("JWKS_CACHE_CONTROL"), "An hour.", 3600),
    without(_key("PRIVATE_KEY"), "Moves to the database, sealed; it signs for `tokens.signing_key_days`.", ""),
    without(_key("PRIVATE_KEYS"), "Move too; each is published as long as a token can be valid.", []),
    without(_key("RATE_LIMITS"), LIMITS),
    becomes(
        _key("REFRESH_TOKEN_EXPIRES_IN"),
        "tokens.refresh_seconds",
        None,
        _of_provider(lambda found: found or YEAR, shared=True),
        note="A year if it was unlimited.",
    ),
    only(
        _key("ROTATE_REFRESH_TOKEN"),
        default=True,
        note="Each use replaces the token. A client that keeps using the old one loses its access.",
    ),
    loses(
        _key("RP_INITIATED_LOGOUT_ASKS_FOR_OP_LOGOUT"),
        "The user is asked unless the ID token belongs to this browser's own session.",
        default=True,
    ),
    without(_key("USER_CODE_FORMAT"), "Eight letters, which are hard to confuse."),
    loses(_key("USERINFO_ENDPOINT"), "Userinfo is at `/identity/o/api/userinfo`."),
)

"""What moves from djoser: security keys and sessions, and with them the rows of the packages that it is built on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from gatepost.moving_in import django_sessions, old_tables
from gatepost.moving_in.djoser import security_keys
from gatepost.moving_in.djoser.settings import SETTINGS
from gatepost.moving_in.package import Kind, Package
from gatepost.moving_in.settings_table import ABSENT, given

SESSIONS = django_sessions.kind(django_sessions.Reading())


def _found() -> bool:
    return apps.is_installed("djoser") or given("DJOSER") is not ABSENT


def _kinds() -> Sequence[Kind]:
    return (*((security_keys.KEYS,) if old_tables.exists(security_keys.Credential) else ()), SESSIONS)


def _block() -> Mapping[str, Mapping[str, Any]]:
    """The behavior of djoser: a token without expiry; a login by security key starts with the user's name."""
    keys = {"passkey": {"named_login": True}} if old_tables.exists(security_keys.Credential) else {}
    return {"djoser": {"token_idle_seconds": None}, **keys, **django_sessions.block()}


def _advice() -> list[str]:
    found = []
    if old_tables.exists(security_keys.Credential):
        found.append(
            "Moved security keys log in at the native API, `auth/webauthn/login`, if the key verifies its user by PIN "
            "or biometrics; set `passkey.rp_id` and `passkey.origins` to the `RP_ID` and `ORIGIN` of `WEBAUTHN`."
        )
    return [
        *found,
        "Mailed links that are pending have to be asked for again, an activation by `users/resend_activation/`.",
        "Replace the authentication classes of REST framework and simplejwt by those in docs/rest-dialects.md.",
        *django_sessions.advice(),
    ]


PACKAGE = Package(
    name="djoser",
    title="djoser",
    found=_found,
    settings=SETTINGS,
    kinds=_kinds,
    urls=('path("auth/", include("gatepost.dialects.djoser.urls")),  # instead of djoser.urls and djoser.urls.…',),
    advice=_advice,
    block=_block,
    uses=("authtoken", "simplejwt", "social-auth"),
)

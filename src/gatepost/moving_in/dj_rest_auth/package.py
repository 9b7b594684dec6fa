"""What moves from dj-rest-auth: its second factors and sessions, and with them the rows of what it is built on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings

from gatepost import moving_in
from gatepost.moving_in import django_sessions, old_tables, settings_table
from gatepost.moving_in.dj_rest_auth import factors
from gatepost.moving_in.dj_rest_auth.settings import SETTINGS, uses_jwt
from gatepost.moving_in.package import Kind, Package

SESSIONS = django_sessions.kind(django_sessions.Reading())
NAMES = ("username", "email")


def _found() -> bool:
    return apps.is_installed("dj_rest_auth") or old_tables.exists(factors.Authenticator)


def _kinds() -> Sequence[Kind]:
    return (*factors.KINDS, SESSIONS)


def _allauth(name: str) -> Any:
    """What one of allauth's settings becomes; a project with allauth has its names and fields of a sign-up there."""
    found = settings_table.mapped(moving_in.named("allauth"))
    return next(one.ours for one in found if one.setting.name == name)


def _names() -> dict[str, Any]:
    """How users log in and sign up."""
    if not apps.is_installed("allauth.account"):
        return {"login_methods": NAMES}
    methods = tuple(name for name in NAMES if name in _allauth("ACCOUNT_LOGIN_METHODS"))
    fields = tuple(one for one in _allauth("ACCOUNT_SIGNUP_FIELDS") if one.rstrip("*") in NAMES)
    return {"login_methods": methods or NAMES, "signup_fields": fields}


def _block() -> Mapping[str, Mapping[str, Any]]:
    """The behavior of dj-rest-auth: one key per user, without expiry, which a logout revokes everywhere."""
    own: dict[str, Any] = {"one_token_per_user": True, "token_idle_seconds": None, **_names()}
    if getattr(settings, "ACCOUNT_LOGOUT_ON_GET", False):
        own["logout_on_get"] = True
    if not getattr(settings, "ACCOUNT_UNIQUE_EMAIL", True):
        own["unique_email"] = False
    if uses_jwt() and apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        own["logout_needs_refresh"] = True
    return {"rest_auth": own, **django_sessions.block()}


def _advice() -> list[str]:
    found = [
        "Set `rest_auth.confirm_email_url` and `rest_auth.password_reset_confirm_url` to the pages of your client.",
        "Mailed links that are pending have to be asked for again.",
        *django_sessions.advice(),
    ]
    if uses_jwt():
        found.append(
            "Replace `dj_rest_auth.jwt_auth.JWTCookieAuthentication` by "
            "`gatepost.dialects.rest_auth.authentication.JWTCookieAuthentication`."
        )
    if old_tables.exists(factors.Authenticator):
        found.append("Moved recovery codes are accepted in lower case only, as they were shown.")
    return found


PACKAGE = Package(
    name="dj-rest-auth",
    title="dj-rest-auth",
    found=_found,
    settings=SETTINGS,
    kinds=_kinds,
    urls=(
        'path("api/v1/dj-rest-auth/", include("gatepost.dialects.rest_auth.urls")),  # instead of dj_rest_auth.urls',
    ),
    advice=_advice,
    block=_block,
    uses=("authtoken", "simplejwt", "allauth"),
)

"""What moves from simplejwt: logins by refresh token, and the blacklist."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings

from gatepost.moving_in import old_tables
from gatepost.moving_in.package import Kind, Package
from gatepost.moving_in.simplejwt import settings
from gatepost.moving_in.simplejwt.refresh_tokens import KINDS
from gatepost.moving_in.simplejwt.tables import OutstandingToken

UNLISTED = (
    "Tokens that are in no table are taken over when they are used, until the last has expired; then remove "
    "`simple_jwt.take_over`."
)
TABLES = (
    "Drop the tables token_blacklist_blacklistedtoken and token_blacklist_outstandingtoken at the end, if there are "
    "any: they hold refresh tokens in plain text."
)


def _found() -> bool:
    apart = hasattr(django_settings, "SIMPLE_JWT") or apps.is_installed("rest_framework_simplejwt")
    return apart or old_tables.exists(OutstandingToken)


def _kinds() -> Sequence[Kind]:
    """None without the app `token_blacklist`: tokens are taken over when they are used."""
    return KINDS if old_tables.exists(OutstandingToken) else ()


def _block() -> Mapping[str, Mapping[str, Any]]:
    return {"simple_jwt": {"take_over": True}} if settings.movable() else {}


def _advice() -> list[str]:
    found = []
    if fault := settings.key_fault():
        found.append(fault)
    elif settings.value("SIGNING_KEY", django_settings.SECRET_KEY) != django_settings.SECRET_KEY:
        found.append(f"Set {settings.KEY} in the environment to simplejwt's SIGNING_KEY.")
    if not settings.names_users_by_key():
        found.append("USER_ID_FIELD isn't the primary key: tokens issued before are refused, users log in again.")
    return [*found, UNLISTED, TABLES]


PACKAGE = Package(
    name="simplejwt",
    title="djangorestframework-simplejwt",
    found=_found,
    settings=settings.SETTINGS,
    kinds=_kinds,
    urls=('path("api/token/", include("gatepost.dialects.simple_jwt.urls")),  # instead of simplejwt\'s views',),
    advice=_advice,
    block=_block,
)

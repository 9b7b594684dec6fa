"""What moves from social-auth: connected accounts with their tokens, and live sessions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from gatepost.moving_in import django_sessions, old_tables
from gatepost.moving_in.package import Kind, Package
from gatepost.moving_in.social_auth import backend_settings, connections, identities, steps, tables
from gatepost.moving_in.social_auth.backends import BACKENDS, GOOGLE
from gatepost.moving_in.social_auth.settings import GENERAL

KNOWN = "gatepost.moving_in.social_auth.known.by_address"
PRIVATE = ("partial_pipeline_", "social_core.", *(f"{name}_state" for name in BACKENDS))
SESSIONS = django_sessions.kind(django_sessions.Reading(private=PRIVATE))


def _found() -> bool:
    return apps.is_installed("social_django") or old_tables.exists(tables.UserSocialAuth)


def _kinds() -> Sequence[Kind]:
    return (identities.KIND, SESSIONS)


def _block() -> Mapping[str, Mapping[str, Any]]:
    found = connections.every()
    block: dict[str, dict[str, Any]] = django_sessions.block()
    if found:
        block["social"] = {"connections": found}
    if any(values["provider"] == GOOGLE.provider for values in found.values()):
        block["social"]["pipeline"] = {"known": KNOWN}
    return block


def _advice() -> list[str]:
    found = []
    for name, values in connections.every().items():
        secret = f", and set {values['secret'].name}" if "secret" in values else ""
        uri = f"<public_url>/_allauth/social/{name}/callback"
        found.append(f"{name}: register {uri} as a redirect URI at the provider{secret}.")
    found += [f"{name}: {note}." for name, note in connections.notes().items()]
    found += [f"{name}: has no connection here; its users sign in another way." for name in connections.unsupported()]
    found += [*steps.advice(), *backend_settings.advice(), *django_sessions.advice()]
    return found


PACKAGE = Package(
    name="social-auth",
    title="social-auth-app-django",
    found=_found,
    settings=(*GENERAL, *backend_settings.BACKEND),
    kinds=_kinds,
    urls=('path("", include("gatepost.urls")),  # instead of social_django.urls',),
    advice=_advice,
    block=_block,
)

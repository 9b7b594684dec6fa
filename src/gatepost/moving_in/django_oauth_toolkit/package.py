"""What moves from django-oauth-toolkit: its clients, what they hold of logins, and signing keys; live sessions, too."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from gatepost.moving_in import django_sessions, oauth_keys, old_tables
from gatepost.moving_in.django_oauth_toolkit import applications, settings, tokens
from gatepost.moving_in.django_oauth_toolkit.tables import Application
from gatepost.moving_in.package import Kind, Package

SESSIONS = django_sessions.kind(django_sessions.Reading())


def _found() -> bool:
    return apps.is_installed("oauth2_provider") or old_tables.exists(Application)


def _kinds() -> Sequence[Kind]:
    keys = (oauth_keys.kind(settings.signing_pems),) if settings.signing_pems() else ()
    if not tokens.exists():
        return (*keys, SESSIONS)
    return (SESSIONS, *keys, applications.KIND, *tokens.KINDS)


def _block() -> Mapping[str, Mapping[str, Any]]:
    """The provider below the same prefix, and tokens that stay valid as long as before."""
    own = {"enabled": True, "moved_tokens": True, "resources": (settings.issuer(),)}
    if not settings.setting("OIDC_ISS_ENDPOINT", ""):
        own["issuer"] = settings.prefix()
    longest = max(settings.YEAR, settings.refresh_seconds())
    return {**django_sessions.block(), "provider": own, "tokens": {"refresh_absolute_seconds": longest}}


def _advice() -> list[str]:
    found = [
        "Put the printed settings in place before you move: they decide how long moved tokens stay valid.",
        "Replace the old URLs by the new ones in one deployment, and move again after it, for the logins in between.",
        "Your code that reads models of oauth2_provider finds nothing new any more.",
    ]
    end = "Drop the tables of oauth2_provider at the end: they may hold tokens and secrets in plain text."
    return [*found, *applications.losses(), *django_sessions.advice(), end]


URLS = (
    'path("", include(gatepost.urls.patterns(web_app=True, dialects={"oauth_toolkit": "o/"}))),  '
    "# instead of oauth2_provider.urls, with its prefix"
)
PACKAGE = Package(
    name="django-oauth-toolkit",
    title="django-oauth-toolkit",
    found=_found,
    settings=settings.SETTINGS,
    kinds=_kinds,
    urls=(URLS,),
    advice=_advice,
    block=_block,
)

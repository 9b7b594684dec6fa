"""Checks of MIDDLEWARE: what is missing for sessions, and what is in the wrong order."""

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.dialects.mounted import mounted, serves_native_api
from gatepost.ground.settings import HeadlessSettings

SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
USERS = "gatepost.sessions.middleware.AuthenticationMiddleware"
HINT = f"MIDDLEWARE = […, {SESSIONS!r}, …, {USERS!r}, …]; `gatepost.configure` puts both there"


def messages() -> list[CheckMessage]:
    """Report a list without which browsers can't log in, or every request fails."""
    sessions, users = _place(SessionMiddleware), _place(AuthenticationMiddleware)
    if sessions is None:
        return _without_sessions(users)
    if users is None:
        text = "MIDDLEWARE has no AuthenticationMiddleware: your views have no request.user"
        return [Warning(text, hint=HINT, id="gatepost.W047")]
    if users < sessions:
        text = "AuthenticationMiddleware must come after SessionMiddleware in MIDDLEWARE: every request fails"
        return [Error(text, hint=HINT, id="gatepost.E050")]
    return []


def _without_sessions(users: int | None) -> list[CheckMessage]:
    if users is not None:
        text = "MIDDLEWARE has AuthenticationMiddleware, but no SessionMiddleware: every request fails"
        return [Error(text, hint=HINT, id="gatepost.E050")]
    found: list[CheckMessage] = []
    if "browser" in conf.read(HeadlessSettings).clients and serves_native_api():
        text = "MIDDLEWARE has no SessionMiddleware: every request of a browser to the native API fails"
        hint = f'{HINT}. If there are only apps: GATEPOST = {{"headless": {{"clients": ["app"]}}}}'
        found.append(Warning(text, hint=hint, id="gatepost.W046"))
    if mounted("cookie"):
        text = "MIDDLEWARE has no SessionMiddleware: every request to the cookie dialect fails"
        found.append(Warning(text, hint=HINT, id="gatepost.W046"))
    return found


def _place(wanted: type) -> int | None:
    """Where a middleware or a subclass of it stands; None if it is missing."""
    return next((place for place, path in enumerate(settings.MIDDLEWARE) if _is(path, wanted)), None)


def _is(path: str, wanted: type) -> bool:
    try:
        found = import_string(path)
    except ImportError:
        return False  # Django names it at the start
    return isinstance(found, type) and issubclass(found, wanted)

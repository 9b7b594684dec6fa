"""Checks of AUTHENTICATION_BACKENDS: backends that logins don't ask for a password."""

import inspect

from django.conf import settings
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name
from django.utils.module_loading import import_string

from gatepost.accounts.backend import Backend

OTHERWISE = ("allauth.", "axes.", "guardian.", "oauth2_provider.", "social_core.")
"""Packages whose backends compare passwords with the user's row, or look at something else than a password."""
INHERITED = (BaseBackend.authenticate, ModelBackend.authenticate, Backend.authenticate)


def messages() -> list[CheckMessage]:
    """A warning for each backend that seems to check passwords which are not in the user's row."""
    return [
        Warning(
            f"AUTHENTICATION_BACKENDS: no login asks {path!r} for a password; gatepost checks those in the user's row",
            hint="See 'Passwords that another backend checks' in embedding.md. If no user has such a password, add"
            " gatepost.W045 to SILENCED_SYSTEM_CHECKS",
            id="gatepost.W045",
        )
        for path in settings.AUTHENTICATION_BACKENDS
        if not path.startswith(OTHERWISE) and _takes_passwords(path)
    ]


def _takes_passwords(path: str) -> bool:
    try:
        method = getattr(import_string(path), "authenticate", None)
    except ImportError:
        return False  # Django names it at the first login
    if method is None or method in INHERITED:
        return False
    try:
        inspect.signature(method).bind(None, None, username="", password="")
    except (TypeError, ValueError):
        return False
    return True

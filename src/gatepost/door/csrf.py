"""Django's CSRF check, called explicitly by entry points."""

import functools
import logging
import re
from typing import Any

from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token

from gatepost import conf
from gatepost.ground import decisions

URL = re.compile(r"(https?://[^/\s]+)\S*")
"""An origin, and the path and query after it, which may contain the key of a mailed link."""
SAFE = ("GET", "HEAD", "OPTIONS")


class _Csrf(CsrfViewMiddleware):
    """Called explicitly, so that routes of apps need no exemption and projects need no middleware."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        """Also accept the public URL, whose scheme differs from the request's behind a proxy that hides TLS."""
        verified: bool = super()._origin_verified(request)  # type: ignore[misc]  # private in Django, and stable
        return verified or request.headers.get("Origin") == (conf.public_url() or None)

    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002 - Django's signature
        return reason


def _guarded(request: HttpRequest) -> HttpResponse:  # pragma: no cover - never called, only looked at
    return HttpResponse(request.path)


@functools.cache
def _csrf() -> _Csrf:
    return _Csrf(_guarded)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "CSRF_TRUSTED_ORIGINS":
        _csrf.cache_clear()


setting_changed.connect(_forget)


class _Noted(logging.Filter):
    """Notes the refusals of Django's own middleware, which says why to its log only."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Note the reason; keep the record."""
        if isinstance(record.args, tuple) and record.args:
            decisions.note("csrf", URL.sub(r"\1", str(record.args[0])), refused=True, by="django")
        return True


_noted = _Noted()


def note_djangos_refusals() -> None:
    """Let `gatepost explain` show what Django's CSRF middleware refused, for any URL of the project."""
    logging.getLogger("django.security.csrf").addFilter(_noted)


def csrf_refused(request: HttpRequest) -> str:
    """Django's reason for refusing an unsafe request: no token, a foreign origin; empty if it passes."""
    check = _csrf()
    check.process_request(request)
    reason: Any = check.process_view(request, _guarded, (), {}) or ""
    if reason:
        decisions.note("csrf", URL.sub(r"\1", reason), refused=True)
    return str(reason)


def set_csrf_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Set or renew a browser's CSRF cookie."""
    if "CSRF_COOKIE" in request.META:
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    else:
        get_token(request)
    _csrf().process_response(request, response)

"""Whether the answers to a page of another origin have the CORS headers that a browser needs, and what sets them.

Source: the Fetch standard, "HTTP extensions".
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from gatepost import conf
from gatepost.cli.doctor.browser import SiteOrigin
from gatepost.cli.doctor.findings import Finding, line
from gatepost.ground.settings import HeadlessSettings

HEADERS = "content-type,x-csrftoken"
PACKAGE = "corsheaders.middleware.CorsMiddleware"
ANSWERING = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
)
"""Middleware that may answer by itself; `CorsMiddleware` must come before it."""
BLOCKED = "the browser blocks the request, or hides the answer from the page"


def of_response(response: Any, page: SiteOrigin, section: str) -> Iterator[Finding]:
    """Check the headers by which a page may read a response."""
    allowed = response.headers.get("Access-Control-Allow-Origin", "")
    if allowed != str(page):
        yield _blocked(section, _missing(page, allowed), _to_allow(page))
    elif response.headers.get("Access-Control-Allow-Credentials") != "true":
        fix = "CORS_ALLOW_CREDENTIALS = True" if _has_package() else _to_allow(page)
        yield _blocked(section, f"CORS allows {page} no cookies", fix)


def of_preflight(response: Any, page: SiteOrigin, section: str) -> Iterator[Finding]:
    """Check the answer to a preflight request."""
    if not 200 <= response.status_code < 300:  # noqa: PLR2004 - the range of successes
        text = f"the preflight request is answered with {response.status_code}"
        yield _blocked(section, text, _to_allow(page))
        return
    if blocked := list(of_response(response, page, section)):
        yield from blocked
        return
    given = {one.strip().lower() for one in response.headers.get("Access-Control-Allow-Headers", "").split(",")}
    if lacking := [one for one in HEADERS.split(",") if one not in given]:
        fix = f"CORS_ALLOW_HEADERS = [*default_headers, {', '.join(map(repr, lacking))}]"
        yield _blocked(section, f"CORS allows no header {', '.join(lacking)}", fix)


def _blocked(section: str, text: str, fix: str) -> Finding:
    return Finding(section=section, level="problem", text=text, consequence=BLOCKED, fix=fix)


def _has_package() -> bool:
    return PACKAGE in settings.MIDDLEWARE


def _missing(page: SiteOrigin, allowed: str) -> str:
    near = [one for one in _listed() if urlsplit(one).hostname == page.host and one != str(page)]
    if near:
        parts = urlsplit(near[0])
        what = "scheme" if parts.scheme != page.scheme else "port"
        return f"CORS allows {near[0]}, which differs from {page} in its {what}"
    if allowed == "*":
        return f"CORS allows any page (*), but none with cookies; {page} must be named"
    return f"CORS doesn't allow {page}"


def _listed() -> list[str]:
    return [*conf.read(HeadlessSettings).cors_origins, *getattr(settings, "CORS_ALLOWED_ORIGINS", ())]


def _to_allow(page: SiteOrigin) -> str:
    """The line that allows an origin: of django-cors-headers where the project uses it, otherwise ours."""
    if not _has_package():
        if hasattr(settings, "CORS_ALLOWED_ORIGINS"):
            return f"MIDDLEWARE = [{PACKAGE!r}, …], before all that may answer"
        return line("headless.cors_origins", [*conf.read(HeadlessSettings).cors_origins, str(page)])
    given = list(getattr(settings, "CORS_ALLOWED_ORIGINS", ()))
    place = settings.MIDDLEWARE.index(PACKAGE)
    if before := [one for one in settings.MIDDLEWARE[:place] if one in ANSWERING]:
        return f"move {PACKAGE} in MIDDLEWARE before {before[0]}, and CORS_ALLOWED_ORIGINS = {[*given, str(page)]!r}"
    return f"CORS_ALLOWED_ORIGINS = {[*given, str(page)]!r}; CORS_ALLOW_CREDENTIALS = True"

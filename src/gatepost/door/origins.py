"""Which origins are the site's own. Source: RFC 6454, section 7; Fetch Metadata (W3C), section 2."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import is_same_domain

from gatepost import conf
from gatepost.ground import decisions


def is_foreign(request: HttpRequest) -> bool:
    """Whether a page of another site sent a request.

    The site is `public_url`, or if that is not set the host of the request, which must be in `ALLOWED_HOSTS`. Origins
    in `CSRF_TRUSTED_ORIGINS` belong to it. A request without `Origin` is not from a page, unless `Sec-Fetch-Site` says
    that it is cross-site.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
    else:
        foreign = origin != own_origin(request) and not _trusted(origin)
    if foreign:
        decisions.note("origin", f"{origin or 'a page of another site'} is not trusted"[:200], refused=True)
    return foreign


def own_origin(request: HttpRequest) -> str:
    """The site's origin."""
    return conf.public_url() or f"{request.scheme}://{request.get_host()}"


def _trusted(origin: str) -> bool:
    """Match `CSRF_TRUSTED_ORIGINS` like Django: exact origins, and `scheme://*.domain` for subdomains."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    patterns = (urlsplit(trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS if "*" in trusted)
    return any(
        parts.scheme == pattern.scheme and is_same_domain(parts.netloc, pattern.netloc.lstrip("*"))
        for pattern in patterns
    )

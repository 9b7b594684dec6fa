"""The setting to change, by the cause of a problem."""

from django.conf import settings

from gatepost import conf
from gatepost.cli.doctor.browser import SiteOrigin
from gatepost.cli.doctor.findings import line, standalone
from gatepost.ground import targets
from gatepost.ground.settings import HeadlessSettings

URLS = 'urlpatterns += [path("", include("gatepost.urls"))]'
REFUSED = "every login and every other change is refused with 403 (CSRF)"


def of_cookie(prefix: str, cause: str, server: SiteOrigin, page: SiteOrigin) -> str:
    """The line for a cookie that is not stored, sent or readable.

    Args:
        prefix: `SESSION` or `CSRF`, as in the names of Django's settings.
        cause: As `browser.not_stored` names it.
        server: The server's origin.
        page: The page's origin.
    """
    match cause:
        case "secure":
            return _of_secure(prefix, server)
        case "domain":
            return _of_domain(prefix, server, page)
        case "prefix":
            return f"{line(f'{prefix}_COOKIE_DOMAIN', None)}; {line(f'{prefix}_COOKIE_PATH', '/')}"
        case "samesite":
            return _of_site(prefix, server, page)
        case "httponly":
            return line("CSRF_COOKIE_HTTPONLY", value=False)
        case _:
            return line(f"{prefix}_COOKIE_PATH", "/")


def _of_secure(prefix: str, server: SiteOrigin) -> str:
    if server.scheme == "https":
        return line(f"{prefix}_COOKIE_SECURE", value=True)
    name = str(getattr(settings, f"{prefix}_COOKIE_NAME"))
    if name.startswith("__"):
        return line(f"{prefix}_COOKIE_NAME", name.partition("-")[2]) + ", or serve by https"
    return line(f"{prefix}_COOKIE_SECURE", value=False) + ", or serve by https"


def _of_domain(prefix: str, server: SiteOrigin, page: SiteOrigin) -> str:
    if server.host == page.host:
        return line(f"{prefix}_COOKIE_DOMAIN", None)
    if server.site == page.site and "." in server.site[1]:
        return line(f"{prefix}_COOKIE_DOMAIN", server.site[1])
    return _of_site(prefix, server, page)


def _of_site(prefix: str, server: SiteOrigin, page: SiteOrigin) -> str:
    """What makes one site of two, by the name of their domain or by a proxy."""
    if targets.is_loopback(server.host) and targets.is_loopback(page.host):
        return f"use one name for both: open {page.scheme}://{page.netloc.replace(page.host, server.host)}"
    one = f"serve page and API below one domain, for example {page} and {page}/_allauth/ by a proxy"
    if standalone():
        return one
    other = f"{line(f'{prefix}_COOKIE_SAMESITE', 'None')}; {line(f'{prefix}_COOKIE_SECURE', value=True)}"
    return f"{one}; or {other} (Safari and Firefox block such cookies)"


def of_redirect(where: str, server: SiteOrigin) -> str:
    """The line for a server that redirects its API."""
    if where.startswith("https:") and server.scheme == "http":
        return line("SECURE_SSL_REDIRECT", value=False) + ", or open the site by https"
    if settings.SECURE_SSL_REDIRECT and not settings.SECURE_PROXY_SSL_HEADER:
        return line("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"))
    if settings.PREPEND_WWW:
        return line("PREPEND_WWW", value=False)
    return "the middleware that redirects"


def of_csrf(page: SiteOrigin) -> str:
    """The line that trusts a page's origin."""
    if standalone():
        return line("headless.cors_origins", [*conf.read(HeadlessSettings).cors_origins, str(page)])
    return line("CSRF_TRUSTED_ORIGINS", [*settings.CSRF_TRUSTED_ORIGINS, str(page)])

"""Access and refresh token in a browser's cookies (`tokens.browser_cookies`), where no script can read them.

The access token is sent to every page of the host, for other services there; the refresh token only to the URL that
renews it. Browsers send cookies automatically, so code that accepts the access token from its cookie must also check
the CSRF token: `door.csrf.csrf_refused`.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gatepost import conf
from gatepost.tokens.settings import TokensSettings

ACCESS, REFRESH = "gatepost_access", "gatepost_refresh"
_MARK = "_gatepost_tokens"


def keep(request: HttpRequest, tokens: dict[str, str]) -> None:
    """Set these tokens with the response."""
    setattr(request, _MARK, tokens)


def drop(request: HttpRequest) -> None:
    """Clear the browser's token cookies with the response."""
    if ACCESS in request.COOKIES or REFRESH in request.COOKIES or conf.read(TokensSettings).browser_cookies:
        setattr(request, _MARK, {})


def write(request: HttpRequest, response: HttpResponse) -> None:
    """Set or clear the cookies, if `keep` or `drop` was called for this request."""
    tokens: dict[str, str] | None = getattr(request, _MARK, None)
    if tokens is None:
        return
    tokens_settings = conf.read(TokensSettings)
    renewal = f"{request.path.partition('/v1/')[0]}/v1/tokens"
    for name, key, path, seconds in (
        (ACCESS, "access_token", "/", tokens_settings.access_seconds),
        (REFRESH, "refresh_token", renewal, tokens_settings.refresh_seconds),
    ):
        domain = settings.SESSION_COOKIE_DOMAIN if name == ACCESS else None
        if not tokens:
            response.delete_cookie(name, path=path, domain=domain, samesite="Lax")
        elif key in tokens:
            response.set_cookie(
                name,
                tokens[key],
                max_age=seconds,
                path=path,
                domain=domain,
                secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
                httponly=True,
                samesite="Lax",
            )

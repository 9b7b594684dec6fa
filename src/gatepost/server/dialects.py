"""Where the server offers the dialects that stand on REST framework; imported only where it is installed."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from gatepost.dialects.authtoken.views import WhoAmI
from gatepost.dialects.cookie import door
from gatepost.dialects.cookie.urls import DOORS

PREFIXES = {
    "": "gatepost.dialects.authtoken.urls",
    "api-auth/": "gatepost.dialects.authtoken.page_urls",
    "api/v1/dj-rest-auth/": "gatepost.dialects.rest_auth.urls",
    "api/djoser/": "gatepost.dialects.djoser.urls",
    "api/knox/": "gatepost.dialects.knox.urls",
    "api/token/": "gatepost.dialects.simple_jwt.urls",
}
_by_token = WhoAmI.as_view()
_by_cookie = door.view(DOORS["whoami/"])


@csrf_exempt  # each of the two checks by itself
def whoami(request: HttpRequest) -> HttpResponseBase:
    """Two dialects have this address: a token, or a wish for a page, asks the one, a script with a cookie the other."""
    wants_page = "text/html" in request.headers.get("Accept", "") or "format" in request.GET
    chosen = _by_token if wants_page or "Authorization" in request.headers else _by_cookie
    return chosen(request)


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/whoami/", whoami),
    *(path(prefix, include(module)) for prefix, module in PREFIXES.items()),
]

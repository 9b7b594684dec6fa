"""URLs of the dialects that need REST framework; imported only if it is installed."""

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from gatepost.dialects.authtoken.views import WhoAmI
from gatepost.dialects.cookie.endpoint import view
from gatepost.dialects.cookie.urls import ENDPOINTS

PREFIXES = {
    "": "gatepost.dialects.authtoken.urls",
    "api-auth/": "gatepost.dialects.authtoken.page_urls",
    "api/v1/dj-rest-auth/": "gatepost.dialects.rest_auth.urls",
    "api/djoser/": "gatepost.dialects.djoser.urls",
    "api/knox/": "gatepost.dialects.knox.urls",
    "api/token/": "gatepost.dialects.simple_jwt.urls",
}
_by_token = WhoAmI.as_view()
_by_cookie = view(ENDPOINTS["whoami/"])


@csrf_exempt  # both views check CSRF themselves
def whoami(request: HttpRequest) -> HttpResponseBase:
    """Dispatch a URL that two dialects share: tokens and the browsable API go to authtoken, cookies to cookie."""
    wants_page = "text/html" in request.headers.get("Accept", "") or "format" in request.GET
    chosen = _by_token if wants_page or "Authorization" in request.headers else _by_cookie
    return chosen(request)


whoami.cls, whoami.initkwargs = WhoAmI, {}  # type: ignore[attr-defined]  # so that the OpenAPI document has it

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/whoami/", whoami),
    *([path("_allauth/", include("gatepost.spectacular.urls"))] if find_spec("drf_spectacular") else []),
    *(path(prefix, include(module)) for prefix, module in PREFIXES.items()),
]

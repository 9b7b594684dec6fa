"""The one line of a project's URLconf: `path("", include("gatepost.urls"))`.

It serves the native API below `_allauth/`, and the well-known files, which browsers and phones expect at the root.
More can be added:

    path("", include(gatepost.urls.patterns(web_app=True, dialects={"rest_auth": "api/v1/dj-rest-auth/"})))
"""

import difflib
import importlib.util
from collections.abc import Iterable, Mapping

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, include, path

from gatepost.integrations import forward_auth as forward_auth_views

DIALECTS = {
    "authtoken": "gatepost.dialects.authtoken.urls",
    "browsable_api": "gatepost.dialects.authtoken.page_urls",
    "cookie": "gatepost.dialects.cookie.urls",
    "djoser": "gatepost.dialects.djoser.urls",
    "knox": "gatepost.dialects.knox.urls",
    "oauth": "gatepost.dialects.oauth.urls",
    "oauth_allauth": "gatepost.dialects.oauth.allauth_urls",
    "oauth_toolkit": "gatepost.dialects.oauth.toolkit_urls",
    "rest_auth": "gatepost.dialects.rest_auth.urls",
    "simple_jwt": "gatepost.dialects.simple_jwt.urls",
}
PROVIDER = {"oauth", "oauth_allauth", "oauth_toolkit"}
WITHOUT_REST_FRAMEWORK = {"cookie", *PROVIDER}
UNDESCRIBED = {*WITHOUT_REST_FRAMEWORK, "browsable_api"}
"""What the OpenAPI document of the dialects leaves out: other APIs, and pages."""


def patterns(
    *,
    api: str = "_allauth/",
    well_known: bool = True,
    web_app: bool = False,
    forward_auth: str = "",
    dialects: Mapping[str, str] | None = None,
) -> list[URLPattern | URLResolver]:
    """URL patterns to include at the root of the site.

    Args:
        api: The prefix of the native API; clients of django-allauth's headless API expect `_allauth/`.
        well_known: Whether `/.well-known/` serves the keys of access tokens and the apps that may use our passkeys.
        web_app: Whether to serve the web app at `/` and below `/account/`.
        forward_auth: The path at which a proxy verifies each request, for example `auth/verify`; none if empty.
        dialects: Other packages' APIs by name, each with the prefix that its clients expect: `authtoken`,
            `browsable_api` (its login and logout pages), `cookie`, `djoser`, `knox`, `rest_auth`, `simple_jwt`; and
            `oauth`, the endpoints of the OAuth and OpenID provider, whose discovery is then at `/.well-known/`. Use
            `oauth_toolkit` or `oauth_allauth` in its place for the addresses of django-oauth-toolkit or `allauth.idp`.

    Raises:
        ImproperlyConfigured: An unknown dialect, or one that needs Django REST framework where that isn't installed.
    """
    found: list[URLPattern | URLResolver] = [path(api, include("gatepost.headless.urls"))]
    if well_known:
        found.append(path(".well-known/", include("gatepost.headless.well_known")))
    if web_app:
        found.append(path("", include("gatepost.web.urls")))
    if forward_auth:
        found.append(path(forward_auth, forward_auth_views.verify))
    if set(dialects or ()) - UNDESCRIBED and importlib.util.find_spec("drf_spectacular") is not None:
        found.append(path(api, include("gatepost.spectacular.urls")))
    found += [path(prefix, include(_dialect(name))) for name, prefix in (dialects or {}).items()]
    if PROVIDER & set(dialects or {}):
        found.append(path(".well-known/", include("gatepost.dialects.oauth.well_known")))
    if toolkit := (dialects or {}).get("oauth_toolkit"):
        found.append(path(f"{toolkit}.well-known/", include("gatepost.headless.key_set_urls")))
    _open(found)
    return found


def _dialect(name: str) -> str:
    if name not in DIALECTS:
        near = difflib.get_close_matches(name, DIALECTS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(DIALECTS)}"
        raise ImproperlyConfigured(f"gatepost.urls: no dialect {name!r}; {hint}")
    if name not in WITHOUT_REST_FRAMEWORK and importlib.util.find_spec("rest_framework") is None:
        raise ImproperlyConfigured(f"gatepost.urls: {name!r} needs Django REST framework: pip install 'gatepost[drf]'")
    return DIALECTS[name]


def _open(found: Iterable[URLPattern | URLResolver]) -> None:
    """Exempt our views from Django's `LoginRequiredMiddleware`, since they serve visitors who have yet to sign in."""
    for one in found:
        if isinstance(one, URLResolver):
            _open(one.url_patterns)
        else:
            login_not_required(one.callback)


urlpatterns = patterns()

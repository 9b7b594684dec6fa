"""Addresses of the standalone server."""

from django.contrib import admin
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from gatepost.integrations import forward_auth
from gatepost.server import inbox
from gatepost.server.settings import PRODUCTION, REST_FRAMEWORK_THERE


def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gatepost.web.urls")),
    path("_allauth/", include("gatepost.headless.urls")),
    path(".well-known/", include("gatepost.headless.well_known")),
    path("auth/verify", forward_auth.verify),
    path("admin/", admin.site.urls),
    path("health", health),
    *([path("", include("gatepost.server.dialects"))] if REST_FRAMEWORK_THERE else []),
    path("api/", include("gatepost.dialects.cookie.urls")),
    # What the cookie dialect mails leads to the web app's pages.
    path("verify-email/<str:key>", RedirectView.as_view(url="/account/verify-email/%(key)s")),
    path("reset/<str:uid>/<str:token>", RedirectView.as_view(url="/account/password/reset/%(uid)s/%(token)s")),
]
if not PRODUCTION:
    urlpatterns += [path("dev/inbox", inbox.as_page, name="gatepost-inbox"), path("dev/inbox.json", inbox.as_json)]

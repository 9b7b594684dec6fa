"""URLs of the standalone server."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from gatepost.server import inbox
from gatepost.server.settings import PRODUCTION, REST_FRAMEWORK_THERE
from gatepost.urls import patterns
from gatepost.web.page import page

handler400 = "gatepost.server.errors.bad_request"
handler403 = "gatepost.server.errors.permission_denied"
handler404 = "gatepost.server.errors.page_not_found"
handler500 = "gatepost.server.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(patterns(web_app=True, forward_auth="auth/verify", dialects={"oauth": "oauth/"}))),
    path("admin/", admin.site.urls),
    *([path("", include("gatepost.server.dialects"))] if REST_FRAMEWORK_THERE else []),
    path("api/", include("gatepost.dialects.cookie.urls")),
    # The cookie dialect's mailed links and provider callbacks lead to the web app's pages.
    path("auth/<str:provider>/callback", page),
    path("verify-email/<str:key>", RedirectView.as_view(url="/account/verify-email/%(key)s")),
    path("reset/<str:uid>/<str:token>", RedirectView.as_view(url="/account/password/reset/%(uid)s/%(token)s")),
]
if not PRODUCTION:
    from gatepost.server import doctor

    urlpatterns += [
        path("dev/doctor", doctor.page),
        path("dev/inbox", inbox.as_page, name="gatepost-inbox"),
        path("dev/inbox.json", inbox.as_json),
        path("dev/mails", inbox.previews_as_page),
        path("dev/mails.json", inbox.previews_as_json),
    ]

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path


def whoami(request):
    return HttpResponse(str(request.user))


urlpatterns = [
    path("_allauth/", include("gatepost.headless.urls")),
    path(".well-known/", include("gatepost.headless.well_known")),
    path(".well-known/", include("gatepost.dialects.oauth.well_known")),
    path("oauth/", include("gatepost.dialects.oauth.urls")),
    path("admin/", admin.site.urls),
    path("whoami/", whoami),
    path("api/", include("gatepost.dialects.cookie.urls")),
]

from django.urls import include, path
from tests import urls

urlpatterns = [
    path("", include("gatepost.dialects.authtoken.urls")),
    path("auth/", include("gatepost.dialects.djoser.urls")),
    path("api/v1/dj-rest-auth/", include("gatepost.dialects.rest_auth.urls")),
    path("knox/", include("gatepost.dialects.knox.urls")),
    path("token/", include("gatepost.dialects.simple_jwt.urls")),
    path("api-auth/", include("gatepost.dialects.authtoken.page_urls")),
    *urls.urlpatterns,
]

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api-auth/", include("gatepost.dialects.authtoken.page_urls")),
    path("api/v1/dj-rest-auth/", include("gatepost.dialects.rest_auth.urls")),
    path("api/v1/", include("posts.urls")),
    path("", include("gatepost.dialects.authtoken.urls")),
]

"""URLs for clients of REST framework's tokens: `path("", include("gatepost.dialects.authtoken.urls"))`."""

from django.urls import path

from gatepost.dialects.authtoken import views
from gatepost.dialects.authtoken.fallback import fallback_path

urlpatterns = [
    path("api-token-auth/", views.ObtainToken.as_view()),
    path("api/whoami/", views.WhoAmI.as_view()),
    path("api/token-logout/", views.LogOut.as_view()),
    # The cookie dialect has a logout at this URL too.
    fallback_path("api/logout/", views.LogOut.as_view()),
]

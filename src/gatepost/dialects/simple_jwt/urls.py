"""URLs for clients of simplejwt: `path("api/token/", include("gatepost.dialects.simple_jwt.urls"))`."""

from django.urls import path

from gatepost.dialects.signed_tokens.views import Obtain, Refresh, Verify
from gatepost.dialects.simple_jwt.views import Blacklist, ObtainSliding, RefreshSliding

urlpatterns = [
    path("", Obtain.as_view(), name="token_obtain_pair"),
    path("refresh/", Refresh.as_view(), name="token_refresh"),
    path("verify/", Verify.as_view(), name="token_verify"),
    path("blacklist/", Blacklist.as_view(), name="token_blacklist"),
    path("sliding/", ObtainSliding.as_view(), name="token_obtain_sliding"),
    path("sliding/refresh/", RefreshSliding.as_view(), name="token_refresh_sliding"),
]

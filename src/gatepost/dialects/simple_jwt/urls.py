"""Where clients of simplejwt look: `path("api/token/", include("gatepost.dialects.simple_jwt.urls"))`."""

from django.urls import path

from gatepost.dialects.simple_jwt import views

urlpatterns = [
    path("", views.Obtain.as_view(), name="token_obtain_pair"),
    path("refresh/", views.Refresh.as_view(), name="token_refresh"),
    path("verify/", views.Verify.as_view(), name="token_verify"),
    path("blacklist/", views.Blacklist.as_view(), name="token_blacklist"),
    path("sliding/", views.ObtainSliding.as_view(), name="token_obtain_sliding"),
    path("sliding/refresh/", views.RefreshSliding.as_view(), name="token_refresh_sliding"),
]

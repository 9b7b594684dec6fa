"""Where clients of REST framework's tokens look: `path("", include("gatepost.dialects.authtoken.urls"))`."""

from django.urls import path

from gatepost.dialects.authtoken import views

urlpatterns = [
    path("api-token-auth/", views.ObtainToken.as_view()),
    path("api/whoami/", views.WhoAmI.as_view()),
    path("api/token-logout/", views.LogOut.as_view()),
]

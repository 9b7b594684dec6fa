"""URLs for clients of djoser: `path("auth/", include("gatepost.dialects.djoser.urls"))`."""

from django.urls import URLPattern, URLResolver, re_path
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import APIRootView, DefaultRouter

from gatepost.dialects.djoser import social, tokens
from gatepost.dialects.djoser.users import Users
from gatepost.dialects.signed_tokens.views import Refresh, Verify


class Root(APIRootView):
    """The list of endpoints, for signed-in users."""

    permission_classes = (IsAuthenticated,)


class _Router(DefaultRouter):
    APIRootView = Root
    root_view_name = "djoser-root"


_router = _Router()
_router.register("users", Users, basename="djoser-user")

urlpatterns: list[URLPattern | URLResolver] = [
    *_router.urls,
    re_path(r"^token/login/?$", tokens.LogIn.as_view()),
    re_path(r"^token/logout/?$", tokens.LogOut.as_view()),
    re_path(r"^jwt/create/?$", tokens.ObtainPair.as_view()),
    re_path(r"^jwt/refresh/?$", Refresh.as_view()),
    re_path(r"^jwt/verify/?$", Verify.as_view()),
    re_path(r"^o/(?P<provider>[\w.-]+)/$", social.Provider.as_view()),
]

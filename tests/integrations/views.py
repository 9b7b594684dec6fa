"""A host project of Django REST framework: a view for each list of authentication classes."""

from django.urls import include, path
from rest_framework.authentication import SessionAuthentication as PlainSessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.urls import urlpatterns as main

from gatepost import drf
from gatepost.sessions.state import SessionState


class Whoami(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        session = request.auth if isinstance(request.auth, SessionState) else None
        return Response({"user": str(request.user), "level": session.level if session else None})

    post = get


class Verified(Whoami):
    permission_classes = (drf.HasVerifiedAddress,)


class Scoped(Whoami):
    permission_classes = (IsAuthenticated, drf.requires_scope("read"))


LISTS = {
    "basic": (drf.BasicAuthentication,),
    "session": (drf.SessionAuthentication,),
    "key": (drf.KeyAuthentication,),
    "token": (drf.SessionTokenAuthentication,),
    "session-basic": (drf.SessionAuthentication, drf.BasicAuthentication),
    "basic-session": (drf.BasicAuthentication, drf.SessionAuthentication),
    "key-session": (drf.KeyAuthentication, drf.SessionAuthentication),
    "session-key": (drf.SessionAuthentication, drf.KeyAuthentication),
    "plain": (PlainSessionAuthentication,),
}
urlpatterns = [
    *main,
    *(path(f"{name}/", Whoami.as_view(authentication_classes=classes)) for name, classes in LISTS.items()),
    path("verified/", Verified.as_view(authentication_classes=LISTS["key"])),
    path("scoped/", Scoped.as_view(authentication_classes=LISTS["session-key"])),
    path("scoped-plain/", Scoped.as_view(authentication_classes=LISTS["plain"])),
    path("api-auth/", include("rest_framework.urls")),
]

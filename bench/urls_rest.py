from django.urls import include, path
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication


class View(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"ok": True})


CLASSES = {
    "authtoken": TokenAuthentication,
    "knox": KnoxAuthentication,
    "jwt": JWTAuthentication,
    "session": SessionAuthentication,
}
urlpatterns = [path(name, View.as_view(authentication_classes=[one])) for name, one in CLASSES.items()]
urlpatterns += [path("api-auth/", include("rest_framework.urls"))]

from django.http import JsonResponse
from django.urls import include, path
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost import drf
from gatepost.integrations.decorators import requires_login
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class View(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"ok": True})


CLASSES = {
    "authtoken": TokenAuthentication,
    "jwt": drf.AccessTokenAuthentication,
    "key": drf.KeyAuthentication,
    "session": drf.SessionAuthentication,
}
urlpatterns = [path(name, View.as_view(authentication_classes=[one])) for name, one in CLASSES.items()]
urlpatterns += [path("plain", requires_login(lambda request: JsonResponse({"ok": True})))]
urlpatterns += [
    path("authtoken/", include("gatepost.dialects.authtoken.urls")),
    path("rest-auth/", include("gatepost.dialects.rest_auth.urls")),
    path("simplejwt/", include("gatepost.dialects.simple_jwt.urls")),
    path("djoser/", include("gatepost.dialects.djoser.urls")),
    path("knox/", include("gatepost.dialects.knox.urls")),
]
urlpatterns += [path("api-auth/", include("rest_framework.urls"))]

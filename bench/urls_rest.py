from django.contrib.auth import login
from django.urls import include, path
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.views import LoginView
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.views import TokenObtainPairView


class KnoxLogin(LoginView):
    """As knox's documentation shows it for a name and a password in the body."""

    permission_classes = ()
    authentication_classes = ()

    def post(self, request, format=None):
        serializer = AuthTokenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        login(request, serializer.validated_data["user"])
        return super().post(request, format=None)


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
urlpatterns += [
    path("authtoken/api-token-auth/", obtain_auth_token),
    path("rest-auth/", include("dj_rest_auth.urls")),
    path("rest-auth/registration/", include("dj_rest_auth.registration.urls")),
    path("simplejwt/", TokenObtainPairView.as_view()),
    path("djoser/", include("djoser.urls")),
    path("djoser/", include("djoser.urls.authtoken")),
    path("knox/login/", KnoxLogin.as_view()),
]
urlpatterns += [path("api-auth/", include("rest_framework.urls"))]

from django.conf import settings
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class Me(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"name": request.user.username})


NAMES = {
    ("dj-rest-auth", False): ("dj_rest_auth.urls", "dj_rest_auth.mfa.urls"),
    ("djoser", False): ("djoser.urls", "djoser.urls.authtoken", "djoser.urls.jwt", "djoser.webauthn.urls"),
    ("dj-rest-auth", True): ("gatepost.dialects.rest_auth.urls",),
    ("djoser", True): ("gatepost.dialects.djoser.urls",),
}
urlpatterns = [
    path("me/", Me.as_view()),
    *(
        path("auth/webauthn/" if "webauthn" in name else "auth/", include(name))
        for name in NAMES[settings.PACKAGE, settings.STAGE == "after"]
    ),
]
if settings.STAGE == "after":
    urlpatterns.append(path("", include("gatepost.urls")))

from django.conf import settings
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class Me(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"name": request.user.get_username()})


NAMES = {
    "dj-rest-auth": ("dj_rest_auth.registration.urls", "dj_rest_auth.mfa.urls", "dj_rest_auth.urls"),
    "djoser": ("djoser.urls", "djoser.urls.authtoken", "djoser.urls.jwt", "djoser.social.urls", "djoser.webauthn.urls"),
}
PREFIXES = {"dj_rest_auth.registration.urls": "auth/registration/", "djoser.webauthn.urls": "auth/webauthn/"}
DIALECTS = {"dj-rest-auth": "rest_auth"}
package = settings.PACKAGE
urlpatterns = [path("me/", Me.as_view())]
if settings.STAGE == "after" and package == "authtoken":
    urlpatterns.append(path("", include("gatepost.dialects.authtoken.urls")))
elif settings.STAGE == "after":
    urlpatterns += [
        path("auth/", include(f"gatepost.dialects.{DIALECTS.get(package, package)}.urls")),
        path("", include("gatepost.urls")),
    ]
elif package == "authtoken":
    from rest_framework.authtoken.views import obtain_auth_token

    urlpatterns.append(path("api-token-auth/", obtain_auth_token))
else:
    if package == "dj-rest-auth":
        from dj_rest_auth.mfa.views import MFALoginView
        from tests.moving_in.everyone.company import CompanyLogin

        urlpatterns += [path("auth/company/", CompanyLogin.as_view()), path("auth/login/", MFALoginView.as_view())]
    urlpatterns += [path(PREFIXES.get(name, "auth/"), include(name)) for name in NAMES[package]]

from django.conf import settings
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class Me(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"name": request.user.get_username()})


if settings.STAGE == "after":
    import gatepost.urls
    from gatepost.drf import OAuthAuthentication

    class Authentication(OAuthAuthentication):
        resource = "https://shop.example.org"

    urlpatterns = [path("", include(gatepost.urls.patterns(dialects={"oauth_allauth": ""})))]
else:
    from allauth.idp.oidc.contrib.rest_framework.authentication import TokenAuthentication as Authentication

    urlpatterns = [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]
urlpatterns.append(path("me/", Me.as_view(authentication_classes=[Authentication])))

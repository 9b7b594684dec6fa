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
    from gatepost.drf import OAuthAuthentication as Authentication

    urlpatterns = [path("", include(gatepost.urls.patterns(dialects={"oauth_toolkit": "o/"})))]
else:
    from oauth2_provider.contrib.rest_framework import OAuth2Authentication as Authentication

    urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
urlpatterns.append(path("me/", Me.as_view(authentication_classes=[Authentication])))

from django.conf import settings
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class Me(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"name": request.user.username})


urlpatterns = [path("me/", Me.as_view())]
if settings.STAGE == "before":
    from rest_framework.authtoken.views import obtain_auth_token

    urlpatterns.append(path("api-token-auth/", obtain_auth_token))
else:
    urlpatterns.append(path("", include("gatepost.dialects.authtoken.urls")))

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from urls_allauth import urlpatterns as native


class UserView(APIView):
    authentication_classes = (JWTTokenAuthentication,)
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"name": request.user.get_username()})


urlpatterns = [path("jwt-user", UserView.as_view()), *native]

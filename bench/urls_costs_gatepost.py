from django.urls import include, path
from gatepost import drf
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.rest_auth.access import Logout
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from rest_framework.response import Response
from urls_gatepost import urlpatterns as native
from urls_gatepost_rest import View
from urls_gatepost_rest import urlpatterns as rest


class UserView(View):
    def get(self, request):
        return Response({"name": request.user.get_username()})


urlpatterns = [
    path("rest-auth/logout/", Logout.as_view(authentication_classes=[TokenAuthentication])),
    path("jwt-user", UserView.as_view(authentication_classes=[drf.AccessTokenAuthentication])),
    *native,
    *rest,
    path("simple", View.as_view(authentication_classes=[JWTAuthentication])),
    path("knoxed", View.as_view(authentication_classes=[KnoxAuthentication])),
]

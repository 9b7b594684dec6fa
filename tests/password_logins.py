"""Every entry point that takes a password, as a function that says whether one of bob's was accepted."""

import base64
import json

from django.contrib.auth import authenticate
from django.test import Client
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from gatepost import drf
from tests import urls
from tests.users import BOB


class WhoAmI(APIView):
    authentication_classes = (drf.BasicAuthentication,)
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"user": str(request.user)})


urlpatterns = [
    path("", include("gatepost.dialects.authtoken.urls")),
    path("jwt/", include("gatepost.dialects.simple_jwt.urls")),
    path("knox/", include("gatepost.dialects.knox.urls")),
    path("rest/", include("gatepost.dialects.rest_auth.urls")),
    path("djoser/", include("gatepost.dialects.djoser.urls")),
    path("api-auth/", include("gatepost.dialects.authtoken.page_urls")),
    path("basic/", WhoAmI.as_view()),
    *urls.urlpatterns,
]


def sent(where, body, status=200, **headers):
    answer = Client().post(where, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code == status


def named(where):
    return lambda password: sent(where, {"username": "bob", "password": password})


def form(where):
    return lambda password: Client().post(where, {"username": "bob", "password": password}).status_code == 302


def basic(password):
    shown = base64.b64encode(f"bob:{password}".encode()).decode()
    return Client().get("/basic/", headers={"Authorization": f"Basic {shown}"}).status_code == 200


LOGINS = {
    "native": named("/_allauth/app/v1/auth/login"),
    "authtoken": named("/api-token-auth/"),
    "simplejwt": named("/jwt/"),
    "simplejwt, sliding": named("/jwt/sliding/"),
    "knox": named("/knox/login/"),
    "dj-rest-auth": named("/rest/login/"),
    "djoser, token": named("/djoser/token/login/"),
    "djoser, jwt": named("/djoser/jwt/create/"),
    "cookie": lambda password: sent("/api/login/", {"email": BOB, "password": password}),
    "page": form("/api-auth/login/?next=/"),
    "admin": form("/admin/login/?next=/"),
    "authenticate()": lambda password: authenticate(None, username="bob", password=password) is not None,
    "basic": basic,
}

"""A project's schema by drf-spectacular knows gatepost's authentication classes."""

import json
import os
import subprocess
import sys

import pytest

SETTINGS = """
import gatepost
SECRET_KEY, DEBUG, ROOT_URLCONF = "x" * 50, True, "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "drf_spectacular"]
MIDDLEWARE = []
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SESSION_COOKIE_NAME = "ours"
GATEPOST = {"knox": {"auth_header_prefix": "Knox"}, "rest_auth": {"jwt_auth_cookie": "our-jwt"}}
gatepost.configure(globals())
"""
URLS = """
from django.urls import path
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from gatepost import drf
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication

class Bearer(TokenAuthentication):
    keyword = "Bearer"

def view(*classes):
    class Articles(APIView):
        authentication_classes, serializer_class = classes, Serializer
        def get(self, request):
            pass
    return Articles.as_view()

urlpatterns = [
    path("native/", view(drf.SessionAuthentication, drf.SessionTokenAuthentication)),
    path("others/", view(drf.KeyAuthentication, drf.AccessTokenAuthentication, drf.BasicAuthentication)),
    path("dialects/", view(TokenAuthentication, KnoxAuthentication, JWTAuthentication, JWTCookieAuthentication)),
]
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spectacular")
    (folder / "settings.py").write_text(SETTINGS)
    (folder / "urls.py").write_text(URLS)
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "django", "spectacular", "--format", "openapi-json"]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "could not resolve authenticator" not in done.stderr
    return json.loads(done.stdout)


def schemes(schema, path):
    return [next(iter(one)) for one in schema["paths"][path]["get"]["security"] if one]


def test_every_class_is_in_the_schema(schema):
    assert schemes(schema, "/native/") == ["gatepostSession", "gatepostSessionToken"]
    assert schemes(schema, "/others/") == ["gatepostKey", "gatepostAccessToken", "gatepostBasic"]
    assert {"gatepostToken", "gatepostKnox", "gatepostJWT"} < set(schemes(schema, "/dialects/"))


def test_schemes_have_the_names_that_the_settings_give(schema):
    found = schema["components"]["securitySchemes"]
    assert found["gatepostSession"] == {"type": "apiKey", "in": "cookie", "name": "ours"}
    assert found["gatepostSessionToken"]["name"] == "X-Session-Token"
    assert "Knox" in found["gatepostKnox"]["description"]
    assert found["gatepostJWTCookie"]["name"] == "our-jwt"
    assert found["gatepostJWT"]["scheme"] == "bearer"

"""A project's schema by drf-spectacular has our authentication classes and dialects, and the native API on request."""

import json
import os
import subprocess
import sys

import pytest
from openapi_spec_validator import validate

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
import gatepost.urls
from django.urls import include, path
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
    path("", include(gatepost.urls.patterns(dialects={"djoser": "auth/", "knox": "knox/", "simple_jwt": "token/"}))),
    path("dialects/", view(TokenAuthentication, KnoxAuthentication, JWTAuthentication, JWTCookieAuthentication)),
]
"""


HOOK = """
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1", "TAGS": [{"name": "ours"}],
    "POSTPROCESSING_HOOKS": ["gatepost.spectacular.add_native_api"],
}
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    done = made(tmp_path_factory.mktemp("spectacular"))
    assert done.returncode == 0, done.stderr
    complaints = [line for line in done.stderr.splitlines() if "Warning [" in line or "Error [" in line]
    assert not [line for line in complaints if "[Articles" not in line], complaints
    return json.loads(done.stdout)


def made(folder, more=""):
    (folder / "settings.py").write_text(SETTINGS + more)
    (folder / "urls.py").write_text(URLS)
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "django", "spectacular", "--format", "openapi-json"]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


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


def test_the_hook_adds_the_native_api_to_the_projects_own(tmp_path):
    done = made(tmp_path, HOOK)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    validate(found)
    assert "/native/" in found["paths"]
    operation = found["paths"]["/_allauth/app/v1/auth/login"]["post"]
    assert operation["responses"]["401"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/GatepostUnauthenticated"
    }
    used = {name for one in operations(found) for choice in one.get("security", []) for name in choice}
    assert {"gatepost_session_cookie", "gatepost_session_token", "gatepostSession"} <= used
    assert used <= set(found["components"]["securitySchemes"])
    assert found["tags"][0] == {"name": "ours"}
    assert len(found["tags"]) > 5


def operations(found):
    return [operation for item in found["paths"].values() for operation in item.values()]


def test_the_dialects_operations_are_described_as_in_their_own_document(schema):
    validate(schema)
    login = schema["paths"]["/knox/login/"]["post"]
    assert (login["operationId"], login["tags"]) == ("knox_post_login", ["knox"])
    assert login["summary"] == "Log in, or issue another token to an authenticated user"
    assert set(login["responses"]) == {"200", "400", "401", "403", "429", "503"}
    assert login["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/KnoxNewToken"
    }
    assert {"DjoserRecord", "SimpleJwtPair"} < set(schema["components"]["schemas"])
    assert {"gatepostKnox"} == {name for one in schema["paths"]["/knox/logout/"]["post"]["security"] for name in one}


def test_without_the_hook_the_schema_is_the_projects_own(schema):
    assert not [path for path in schema["paths"] if "_allauth" in path]


def test_the_hook_refuses_a_schema_that_is_not_openapi_3_1(tmp_path):
    done = made(tmp_path, HOOK.replace('"OAS_VERSION": "3.1.1", ', ""))
    assert done.returncode != 0
    assert 'SPECTACULAR_SETTINGS["OAS_VERSION"] = "3.1.1"' in done.stderr

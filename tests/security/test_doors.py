"""Row A10: whatever takes a credential is known, and obeys disabling, limits, second factors, and the events."""

import base64
import importlib
import json
import pkgutil
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI
from ninja.security.base import AuthBase
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests import urls
from tests.factors import with_app
from tests.hashers import CountingHasher
from tests.oauth import RESOURCE, App
from tests.security import doors
from tests.users import BOB, PASSWORD, logged_in, login_fields, login_names, make_user

import gatepost
from gatepost import dialects, drf, integrations
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.features.password.operations import every_request
from gatepost.ground.models import Event
from gatepost.headless.endpoints import endpoints
from gatepost.integrations import forward_auth
from gatepost.integrations import ninja as gates
from gatepost.sessions import issue
from gatepost.tokens import forms, opaque
from gatepost.tokens.opaque import Plan
from gatepost.tokens.signed import access

SOURCE = Path(gatepost.__file__).parent
NATIVE = "/_allauth/app/v1/auth/login"


def whoami(request):
    return {"user": str(request.user)}


class WhoAmI(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response(whoami(request))


def ninja(name, auth):
    api = NinjaAPI(urls_namespace=f"doors-{name}", auth=auth)
    api.get("")(whoami)
    return path(f"ninja/{name}/", api.urls)


REST = {
    "basic": drf.BasicAuthentication,
    "key": drf.KeyAuthentication,
    "access": drf.AccessTokenAuthentication,
    "oauth": drf.OAuthAuthentication,
    "session": drf.SessionAuthentication,
    "session_token": drf.SessionTokenAuthentication,
    "authtoken": TokenAuthentication,
    "knox": KnoxAuthentication,
    "simple_jwt": JWTAuthentication,
    "jwt_cookie": JWTCookieAuthentication,
}
NINJA = {
    "basic": gates.BasicAuth,
    "key": gates.KeyAuth,
    "access": gates.AccessTokenAuth,
    "session": gates.SessionAuth,
    "session_token": gates.SessionTokenAuth,
}
urlpatterns = [
    path("", include("gatepost.dialects.authtoken.urls")),
    path("jwt/", include("gatepost.dialects.simple_jwt.urls")),
    path("knox/", include("gatepost.dialects.knox.urls")),
    path("rest/", include("gatepost.dialects.rest_auth.urls")),
    path("djoser/", include("gatepost.dialects.djoser.urls")),
    path("api-auth/", include("gatepost.dialects.authtoken.page_urls")),
    path("auth/verify", forward_auth.verify),
    *(path(f"drf/{name}/", WhoAmI.as_view(authentication_classes=[one])) for name, one in REST.items()),
    *(ninja(name, one()) for name, one in NINJA.items()),
    *urls.urlpatterns,
]


# What is there


def below(patterns, prefix=""):
    for one in patterns:
        where = prefix + readable(str(one.pattern))
        if isinstance(one, URLPattern):
            yield where
        elif isinstance(one, URLResolver) and not isinstance(one.urlconf_name, str):
            yield from below(one.url_patterns, where)


def readable(pattern):
    """An address as one writes it: without marks of expressions and converters, with its final slash."""
    text = re.sub(r"\(\?P<(\w+)>.*?\)(?=[/$]|/\?)", r"<\1>", pattern.lstrip("^").removesuffix("$").replace("\\Z", ""))
    return re.sub(r"<\w+:(\w+)>", r"<\1>", text).replace("/?", "/")


def addresses(module):
    if module == "headless":
        return {one.path for one in endpoints()}
    found = importlib.import_module(f"gatepost.{module}").urlpatterns
    if module == "server.urls":
        own = {readable(str(one.pattern)) for one in found}
        return own - {"", "_allauth/", ".well-known/", "api/"}
    return {where for where in below(found) if "format" not in where}


@pytest.mark.parametrize("module", doors.ADDRESSES)
def test_a10_every_address_is_listed(module):
    listed = [where for text in doors.ADDRESSES[module].values() for where in text.split(" ")]
    assert len(listed) == len(set(listed))
    assert addresses(module) <= set(listed)


def test_a10_every_dialect_is_listed():
    there = {file.relative_to(SOURCE).with_suffix("").as_posix() for file in (SOURCE / "dialects").rglob("*urls.py")}
    assert {name.replace("/", ".") for name in there} <= set(doors.ADDRESSES)


def heirs(kind):
    for one in kind.__subclasses__():
        yield one
        yield from heirs(one)


def test_a10_every_authentication_class_and_backend_is_listed():
    for package in (dialects, integrations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = {
        f"{one.__module__.removeprefix('gatepost.')}.{one.__qualname__}"
        for kind in (BaseAuthentication, AuthBase, BaseBackend)
        for one in heirs(kind)
        if one.__module__.startswith("gatepost.")
    }
    assert found == set(doors.CLASSES)


def test_a10_nothing_else_compares_passwords_with_hashes():
    compares = re.compile(r"hashing\.verify\(|\bcheck_password\(|PasswordHasher\(\)\.verify")
    found = {file.relative_to(SOURCE).as_posix() for file in SOURCE.rglob("*.py") if compares.search(file.read_text())}
    assert found == doors.HASHING


# What takes a password


def sent(where, body, status=200):
    return Client().post(where, json.dumps(body), content_type="application/json").status_code == status


def form(where, password):
    return Client().post(where, {**login_names(), "password": password}).status_code == 302


def basic(where, password):
    shown = base64.b64encode(f"{login_names()['username']}:{password}".encode()).decode()
    return Client().get(where, headers={"Authorization": f"Basic {shown}"}).status_code == 200


def named(where):
    return lambda password: sent(where, {**login_names(), "password": password})


def rest_login(password):
    """A 200 opens nothing here unless it holds a key: with a second factor it asks for the code instead."""
    client = Client()
    body = json.dumps({"username": "bob", "password": password})
    answer = client.post("/rest/login/", body, content_type="application/json")
    if answer.status_code == 200 and answer.json().get("mfa_required"):
        assert "key" not in answer.json()
        assert "sessionid" not in client.cookies
        return False
    return answer.status_code == 200


def by_django(password):
    return authenticate(None, password=password, **login_fields()) is not None


PASSWORDS = {
    "headless auth/login": lambda password: sent(NATIVE, {**login_fields(), "password": password}),
    "dialects.authtoken.urls api-token-auth/": named("/api-token-auth/"),
    "dialects.authtoken.page_urls login/": lambda password: form("/api-auth/login/?next=/", password),
    "dialects.simple_jwt.urls ": named("/jwt/"),
    "dialects.simple_jwt.urls sliding/": named("/jwt/sliding/"),
    "dialects.knox.urls login/": named("/knox/login/"),
    "dialects.rest_auth.urls login/": rest_login,
    "dialects.djoser.urls token/login/": named("/djoser/token/login/"),
    "dialects.djoser.urls jwt/create/": named("/djoser/jwt/create/"),
    "dialects.cookie.urls login/": lambda password: sent("/api/login/", {"email": BOB, "password": password}),
    "server.urls admin/": lambda password: form("/admin/login/?next=/", password),
    "accounts.backend.Backend": by_django,
    "integrations.drf.authentication.BasicAuthentication": lambda password: basic("/drf/basic/", password),
    "integrations.ninja.BasicAuth": lambda password: basic("/ninja/basic/", password),
}


def test_a10_every_door_for_passwords_is_tried():
    listed = {
        f"{module} {where}"
        for module, kinds in doors.ADDRESSES.items()
        for where in kinds.get("password", "-").split(" ")
        if "password" in kinds
    }
    assert set(PASSWORDS) == listed | {name for name, takes in doors.CLASSES.items() if takes == "password"}


@pytest.fixture(autouse=True)
def _project(settings, configure, clock):
    settings.ROOT_URLCONF = __name__
    configure(
        limits={"enabled": True, "network_factor": 1000},
        provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {}}},
    )


@pytest.fixture
def bob(db):
    user = make_user()
    user.is_staff = True
    user.save()
    return user


@pytest.fixture(params=PASSWORDS, ids=lambda name: name.strip() or name)
def door(request):
    return PASSWORDS[request.param]


def hashes(act):
    before = CountingHasher.calls
    act()
    return CountingHasher.calls - before


def test_a10_the_right_password_opens_each_door_and_is_an_event(bob, door):
    assert door(PASSWORD)
    kinds = set(Event.objects.filter(user_key=str(bob.pk), outcome="done").values_list("kind", flat=True))
    assert kinds & {"login", "password_shown"}


def test_a10_a_wrong_password_opens_none_and_is_an_event(bob, door):
    assert not door("wrong")
    assert Event.objects.filter(kind="login", outcome="refused", user_key=str(bob.pk)).count() == 1


def test_a10_a_disabled_user_opens_no_door(bob, door):
    type(bob).objects.update(is_active=False)
    assert hashes(lambda: [door(PASSWORD)]) == 1
    assert not door(PASSWORD)


def test_a10_a_password_alone_opens_no_door_of_who_has_a_second_factor(bob, door):
    with_app(bob)
    assert not door(PASSWORD)


def test_a10_an_address_that_must_be_proved_is_asked_for_at_each_door(db, door, configure):
    configure(accounts={"email_verification": "mandatory"})
    user = make_user(verified=False)
    user.is_staff = True
    user.save()
    assert not door(PASSWORD)


def test_a10_who_is_limited_opens_no_door_and_costs_no_hash(bob, door):
    native = PASSWORDS["headless auth/login"]
    for _ in range(5):
        native("wrong")
    assert hashes(lambda: [door(PASSWORD), door("wrong")]) == 0
    assert not door(PASSWORD)


def test_a1_wrong_passwords_at_one_door_close_the_others(bob, door):
    assert hashes(lambda: [door(f"wrong-{n}") for n in range(10)]) == 5
    assert not PASSWORDS["headless auth/login"](PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_a1_a_request_that_is_undone_counts_all_the_same(bob, door, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", bool(door))
    if door is PASSWORDS["integrations.drf.authentication.BasicAuthentication"]:
        with pytest.raises(ImproperlyConfigured, match="redis_url"):
            door(PASSWORD)
        return
    assert hashes(lambda: [door(f"wrong-{n}") for n in range(10)]) == 5


# What takes something that a login gave


def bearer(text, word="Bearer"):
    return {"Authorization": f"{word} {text}"}


def key(user):
    return bearer(opaque.make(user.pk, name="x", scope="", expires_at=None)[0])


def cookie(user):
    return {"Cookie": f"sessionid={logged_in(user, 'browser').http.cookies['sessionid'].value}"}


def session_token(user):
    return {"X-Session-Token": logged_in(user).token}


def jwt(user):
    opened = issue.open_for(user, client="app", ip="", user_agent="", proofs=[])
    return bearer(access.make(opened.state))


def oauth(user):
    app = App(public=True)
    return bearer(app.log_in(logged_in(user, "browser"), scope="openid read", resource=RESOURCE)["access_token"])


def simple_jwt(_user):
    answer = Client().post("/jwt/", {**login_names(), "password": PASSWORD})
    return bearer(answer.json()["access"])


def opened(kind):
    return lambda user: bearer(opaque.open_for(user, Plan(kind=kind))[0], "Token")


SHOWN = {
    "integrations.drf.authentication.AccessTokenAuthentication": ("drf/access", jwt),
    "integrations.drf.authentication.KeyAuthentication": ("drf/key", key),
    "integrations.drf.authentication.OAuthAuthentication": ("drf/oauth", oauth),
    "integrations.drf.authentication.SessionAuthentication": ("drf/session", cookie),
    "integrations.drf.authentication.SessionTokenAuthentication": ("drf/session_token", session_token),
    "integrations.ninja.AccessTokenAuth": ("ninja/access", jwt),
    "integrations.ninja.KeyAuth": ("ninja/key", key),
    "integrations.ninja.SessionAuth": ("ninja/session", cookie),
    "integrations.ninja.SessionTokenAuth": ("ninja/session_token", session_token),
    "dialects.authtoken.authentication.TokenAuthentication": ("drf/authtoken", opened(forms.AUTHTOKEN)),
    "dialects.knox.authentication.KnoxAuthentication": ("drf/knox", opened(forms.KNOX)),
    "dialects.simple_jwt.authentication.JWTAuthentication": ("drf/simple_jwt", simple_jwt),
    "dialects.rest_auth.authentication.JWTCookieAuthentication": ("drf/jwt_cookie", simple_jwt),
}


def test_a10_every_door_for_tokens_is_tried():
    assert set(SHOWN) == {name for name, takes in doors.CLASSES.items() if takes == "token"}


@pytest.mark.parametrize("name", SHOWN)
def test_c4_what_a_login_gave_is_worth_nothing_once_its_user_is_disabled(bob, name):
    where, show = SHOWN[name]
    headers = show(bob)
    assert Client().get(f"/{where}/", headers=headers).json() == {"user": str(bob)}
    type(bob).objects.update(is_active=False)
    assert Client().get(f"/{where}/", headers=headers).status_code in (401, 403)


@pytest.mark.parametrize("show", [key, cookie, session_token, jwt])
def test_c4_a_proxy_lets_nobody_through_who_is_disabled(bob, show, configure):
    configure(tokens={"strategy": "jwt"})
    headers = show(bob)
    assert Client().get("/auth/verify", headers=headers).status_code == 200
    type(bob).objects.update(is_active=False)
    assert Client().get("/auth/verify", headers=headers).status_code == 401


RENEWALS = {
    "dialects.simple_jwt.urls refresh/": ("/jwt/", "refresh", "/jwt/refresh/"),
    "dialects.simple_jwt.urls sliding/refresh/": ("/jwt/sliding/", "token", "/jwt/sliding/refresh/"),
    "dialects.djoser.urls jwt/refresh/": ("/djoser/jwt/create/", "refresh", "/djoser/jwt/refresh/"),
    "headless tokens/refresh": (NATIVE, "refresh_token", "/_allauth/app/v1/tokens/refresh"),
}


@pytest.mark.parametrize("name", RENEWALS)
@pytest.mark.parametrize("how", ["disabled", "password"])
def test_c4_nothing_is_renewed_for_who_was_disabled_or_has_a_new_password(bob, name, how, configure):
    configure(tokens={"strategy": "jwt"})
    login, field, renewal = RENEWALS[name]
    names = login_fields() if login == NATIVE else login_names()
    body = {**names, "password": PASSWORD}

    def token():
        answer = Client().post(login, json.dumps(body), content_type="application/json").json()
        return {field: answer.get("meta", answer)[field]}

    assert sent(renewal, token())
    shown = token()
    if how == "disabled":
        type(bob).objects.update(is_active=False)
    else:
        bob.set_password("another-Secret-9")
        bob.save()
    assert not sent(renewal, shown)


def test_a10_the_table_tells_kinds_apart():
    kinds = defaultdict(set)
    for module, listed in doors.ADDRESSES.items():
        for kind, text in listed.items():
            kinds[kind] |= {f"{module} {where}" for where in text.split(" ")}
    assert set(kinds) == {"password", "again", "secret", "factor", "token", "provider", "nothing"}
    assert not every_request._until

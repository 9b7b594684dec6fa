"""Rows H3 to H6 at every entry point that takes an access token: odd headers and forms are refused without a trace."""

import json
import time

import pytest
from django.http import JsonResponse
from django.test import Client
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.client import Api
from tests.security.jwt_mutants import b64
from tests.urls import urlpatterns as main

from gatepost import drf
from gatepost.integrations import forward_auth
from gatepost.integrations.decorators import requires_login
from gatepost.sessions import issue
from gatepost.tokens.signed import access, jwt, signing_keys
from gatepost.tokens.signed.jwk import Key

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Whoami(APIView):
    authentication_classes = (drf.AccessTokenAuthentication,)
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"user": str(request.user)})


urlpatterns = [
    path("rest/", Whoami.as_view()),
    path("plain/", requires_login(lambda request: JsonResponse({"user": str(request.user)}))),
    path("verify", forward_auth.verify),
    path("d/", include("gatepost.dialects.rest_auth.urls")),
    *main,
]
DOORS = {
    "the native API": "/_allauth/app/v1/auth/session",
    "REST framework": "/rest/",
    "a decorated view": "/plain/",
    "a proxy's question": "/verify",
}


@pytest.fixture(autouse=True)
def _jwt(configure):
    configure(tokens={"strategy": "jwt", "issuer": "https://id.example.org"})


def token(user):
    opened = issue.open_for(user, client="app", ip="", user_agent="", proofs=[{"method": "password", "at": 1.0}])
    return access.make(opened.state)


def signed(head, body):
    text = f"{b64(head)}.{body}"
    return f"{text}.{b64(signing_keys.ring().active.sign(text.encode()))}"


def odd(user):
    """Tokens with our own right signature, and one thing that no token of ours has."""
    good = token(user)
    first, body, last = good.split(".")
    active = signing_keys.ring().active
    head = {"alg": active.algorithm, "typ": "at+jwt", "kid": active.kid}
    stranger = Key.generate(active.algorithm, kid="evil")
    for kid in ("' OR 1=1 --", "../../dev/null", "https://evil.example/jwks", "x" * 5000, ["k"], {"k": 1}, 7, None):
        yield "H3", f"kid {str(kid)[:20]}", signed({**head, "kid": kid}, body)
    for name, value in (
        ("jku", "https://evil.example/jwks"),
        ("x5u", "https://evil.example/x"),
        ("x5c", ["MIIB"]),
        ("jwk", stranger.public()),
    ):
        yield "H3", name, signed({**head, name: value}, body)
    text = f"{b64({**head, 'kid': 'evil', 'jwk': stranger.public()})}.{body}"
    yield "H3", "a key of its own", f"{text}.{b64(stranger.sign(text.encode()))}"
    for extra in ({"crit": ["exp"]}, {"crit": []}, {"b64": False, "crit": ["b64"]}, {"zip": "DEF"}, {"enc": "A256GCM"}):
        yield "H4", str(extra), signed({**head, **extra}, body)
    yield "H4", "five parts", f"{good}.x.y"
    yield "H4", "JSON", json.dumps({"protected": first, "payload": body, "signature": last}).replace(" ", "")
    yield "H4", "ten thousand dots", "." * 10_000
    yield "H4", "a megabyte", f"{first}.{'A' * 1_000_000}.{last}"
    for alg in ("PS256", "RS256", "RS512", "ES384", "ES512", "EdDSA", "HS256", "none"):
        if alg != active.algorithm:
            yield "H5", f"alg {alg}", signed({**head, "alg": alg}, body)
    claims = json.loads(jwt._decode(body))
    for change in ({"token_use": "refresh"}, {"token_use": None}, {"sid": "1.5"}, {"sid": "9" * 40}, {"sid": 1}):
        yield "H6", str(change), jwt.sign({**claims, **change}, active, typ="at+jwt")
    yield "H6", "typ", jwt.sign(claims, active, typ="JWT")


def shown(door, text):
    return Client().get(DOORS[door], headers={"Authorization": f"Bearer {text}"})


@pytest.mark.parametrize("door", DOORS)
def test_h3_h4_h5_h6_an_odd_token_is_a_401_at_once_and_asks_nobody(bob, door):
    assert shown(door, token(bob)).status_code == 200
    rows = set()
    for row, what, text in odd(bob):
        begun = time.thread_time()
        assert shown(door, text).status_code == 401, (what, text[:80])
        assert time.thread_time() - begun < 0.5, what  # CPU seconds
        rows.add(row)
    assert rows == {"H3", "H4", "H5", "H6"}


def test_h6_a_refresh_token_opens_nothing(bob):
    meta = Api().post("auth/login", {"email": "bob@example.org", "password": "bob-Secret-77"}).body["meta"]
    for door in DOORS:
        assert shown(door, meta["access_token"]).status_code == 200
        assert shown(door, meta["refresh_token"]).status_code == 401

"""Keys for scripts and services: made, used, ended."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts import lifecycle
from gatepost.drf import (
    KeyAuthentication,
    SessionTokenAuthentication,
    requires_proof,
    requires_scope,
)
from gatepost.ground import credentials
from gatepost.ground.models import Event
from gatepost.tokens import opaque
from gatepost.tokens.models import Token

KEYS = "account/keys"


class Anybody(APIView):
    authentication_classes = (KeyAuthentication, SessionTokenAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"user": str(request.user), "with": type(request.auth).__name__})

    post = get


class Write(Anybody):
    permission_classes = (IsAuthenticated, requires_scope("write"))


class Proved(Anybody):
    permission_classes = (IsAuthenticated, requires_proof())


def call(view, verb="get", **headers):
    request = getattr(RequestFactory(), verb)("/", headers={name.replace("_", "-"): v for name, v in headers.items()})
    answer = view.as_view()(request)
    answer.render()
    return answer


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture(autouse=True)
def _on(configure):
    configure(tokens={"keys": True, "scopes": ["read", "write"]})


@pytest.fixture
def bobs(bob):
    api = logged_in(bob)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    return api


def test_a_key_is_told_once_and_kept_as_a_digest(bobs, bob):
    answer = bobs.post(KEYS, {"name": "deploy", "scope": "write read read", "expires_in": 3600})
    key, entry = answer.body["meta"]["key"], answer.body["data"]
    assert re.fullmatch(r"gpk_[0-9A-Za-z]{49}", key)
    assert (entry["name"], entry["scope"], entry["last_used_at"]) == ("deploy", "read write", None)
    assert entry["expires_at"] - entry["created_at"] == pytest.approx(3600, abs=1)
    assert key.startswith(entry["hint"])
    assert len(entry["hint"]) == 12
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM gatepost_token")
        assert key not in str(cursor.fetchall())
    assert bobs.get(KEYS).body == {"status": 200, "data": [entry]}
    assert key not in str(Event.objects.values_list("details", flat=True))


def test_input(bobs, configure):
    assert bobs.post(KEYS, {}).codes == [("required", "name")]
    assert bobs.post(KEYS, {"name": "x" * 101}).codes == [("max_length", "name")]
    assert bobs.post(KEYS, {"name": "x", "scope": "admin"}).codes == [("invalid_choice", "scope")]
    for life in (-1, 90 * 86400 + 1):
        assert bobs.post(KEYS, {"name": "x", "expires_in": life}).codes == [("max_value", "expires_in")]
    for junk in ("abc", 1.5, True, [], {"a": 1}):
        answer = bobs.post(KEYS, {"name": "x", "expires_in": junk})
        assert answer.status == 200 if junk == [] else answer.codes == [("invalid_pk_value", "expires_in")]
    configure(tokens={"keys_per_user": 1})
    assert bobs.post(KEYS, {"name": "x"}).codes == [("too_many_keys", None)]


def test_making_one_needs_a_fresh_proof(bob):
    api = logged_in(bob)
    answer = api.post(KEYS, {"name": "x"})
    assert (answer.status, [flow["id"] for flow in answer.flows]) == (401, ["reauthenticate"])
    assert Api("app").post(KEYS, {"name": "x"}).status == 401


def test_its_owner_is_told(bobs, configure, post):
    configure(accounts={"notifications": True})
    bobs.post(KEYS, {"name": "deploy"})
    assert '"deploy"' in post.to(BOB)[-1]


def test_only_the_owner_ends_it(bobs):
    number = bobs.post(KEYS, {"name": "one"}).body["data"]["id"]
    eve = logged_in(make_user("eve@example.org", "eve"))
    assert eve.delete(KEYS, {"keys": [number]}).codes == [("invalid_choice", "keys")]
    assert bobs.delete(KEYS, {"keys": [number, 5]}).codes == [("invalid_choice", "keys")]
    assert Token.objects.count() == 1
    assert bobs.delete(KEYS, {"keys": [number]}).body["data"] == []


def test_switched_off(bobs, configure):
    configure(tokens={"keys": False})
    assert bobs.get(KEYS).status == 404
    assert "keys" not in bobs.get("config").body["data"]


def made(user, scope="", expires_at=None):
    return opaque.make(user.pk, name="x", scope=scope, expires_at=expires_at)[0]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_view_lets_a_key_in_at_the_cost_of_one_statement(bob, scheme):
    headers = {"Authorization": f"{scheme} {made(bob)}"}
    assert call(Anybody, **headers).data == {"user": str(bob), "with": "Token"}
    with CaptureQueriesContext(connection) as counted:
        assert call(Anybody, "post", **headers).status_code == 200
    assert len(counted) == 1


def test_h12_junk_costs_no_statement(bob):
    key = made(bob)
    swapped = key[:-1] + ("a" if key[-1] != "a" else "b")
    for junk in (key[:-1], key + "a", key.swapcase(), swapped, "gpk_", "gpk_" + "ä" * 49, "gpk_" + "0" * 5000):
        with CaptureQueriesContext(connection) as counted:
            answer = call(Anybody, **bearer(junk)) if junk.isascii() else None
            assert opaque.find(junk) is None
        assert len(counted) == 0
        if answer is not None and junk.startswith("gpk_"):
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert call(Anybody, **bearer(credentials.make("k"))).status_code == 401
    assert call(Anybody, **bearer(credentials.make("s"))).status_code == 401


def test_the_last_use_is_written_once_a_minute(bob, clock):
    key = made(bob)
    stamps = []
    for wait in (0, 30, 31):
        clock.forward(wait)
        assert call(Anybody, **bearer(key)).status_code == 200
        stamps.append(Token.objects.get().last_used_at.timestamp())
    assert stamps == [clock.now - 61, clock.now - 61, clock.now]


def test_it_expires(clock, bobs):
    key = bobs.post(KEYS, {"name": "x", "expires_in": 60}).body["meta"]["key"]
    assert call(Anybody, **bearer(key)).status_code == 200
    clock.forward(60)
    assert call(Anybody, **bearer(key)).status_code == 401
    assert bobs.get(KEYS).body["data"] == []


def test_c4_a_disabled_user_has_no_key(bob):
    key, other = made(bob), made(bob)
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)
    assert call(Anybody, **bearer(key)).status_code == 401
    type(bob).objects.filter(pk=bob.pk).update(is_active=True)
    assert call(Anybody, **bearer(other)).status_code == 200
    lifecycle.set_active(bob.pk, active=False)
    lifecycle.set_active(bob.pk, active=True)
    assert call(Anybody, **bearer(key)).status_code == 401


def test_a_recovery_ends_keys_and_a_change_of_the_password_does_not(app, bob, post):
    key = made(bob)
    api = logged_in(bob)
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    assert call(Anybody, **bearer(key)).status_code == 200
    app.post("auth/password/request", {"email": BOB})
    app.post("auth/password/reset", {"key": post.key(BOB), "password": PASSWORD})
    assert call(Anybody, **bearer(key)).status_code == 401


def test_a_key_opens_no_account(bob):
    key = made(bob)
    for headers in (bearer(key), {"X-Session-Token": key}):
        assert Api("app", **headers).get("account/email").status in (401, 410)


def test_scopes(bob):
    assert call(Write, **bearer(made(bob, "read write"))).status_code == 200
    assert call(Write, **bearer(made(bob, "read"))).status_code == 403
    assert call(Write, **bearer(made(bob))).status_code == 403
    assert call(Write, X_Session_Token=logged_in(bob).token).status_code == 200


def test_the_session_of_an_app_opens_views_of_the_project(bob):
    token = logged_in(bob).token
    with CaptureQueriesContext(connection) as counted:
        answer = call(Anybody, "post", X_Session_Token=token)
    assert (answer.data, len(counted)) == ({"user": str(bob), "with": "SessionState"}, 1)
    for dead in ("x", credentials.make("s"), logged_in(bob, "browser").http.cookies["sessionid"].value):
        assert call(Anybody, X_Session_Token=dead).status_code == 401
    waiting = Api("app")
    waiting.post("auth/code/request", {"email": BOB})
    assert call(Anybody, X_Session_Token=waiting.token).status_code == 401


def test_a_key_proves_nothing_anew(bob):
    assert call(Proved, **bearer(made(bob))).status_code == 403
    assert call(Proved, X_Session_Token=logged_in(bob).token).status_code == 200


def test_without_credentials(db):
    class KeysOnly(Anybody):
        authentication_classes = (KeyAuthentication,)

    answer = call(KeysOnly)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert call(KeysOnly, Authorization="Basic eDp5").status_code == 401

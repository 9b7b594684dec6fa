"""`user_logged_in`, `user_login_failed` and `user_logged_out` reach the project once, from every entry point."""

import contextlib
import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.test import Client
from tests.client import Api
from tests.counted import Counted
from tests.factors import with_app
from tests.providers import Visitor
from tests.security import test_doors as doors
from tests.users import BOB, LOGIN_FIELD, NEW, PASSWORD, logged_in, login_name, login_names, make_user

from gatepost.sessions.models import Session
from gatepost.testing.authenticator import SoftwareAuthenticator

SIGNALS = {"in": user_logged_in, "out": user_logged_out, "failed": user_login_failed}
PASSWORDS = doors.PASSWORDS
OPENS_NO_LOGIN = {
    "accounts.backend.Backend",
    "integrations.drf.authentication.BasicAuthentication",
    "integrations.ninja.BasicAuth",
}
"""A password that comes with every request logs nobody in, and neither does `authenticate()`; as in Django."""


class Heard(list):
    """What receivers got: (signal, user or credentials); each request is checked where it is heard."""

    def receive(self, name):
        def receiver(sender, request, signal, user=None, credentials=None, **more):
            assert more == {}
            if request is not None:
                assert isinstance(request, HttpRequest)
            if name == "failed":
                assert sender == "django.contrib.auth"
                assert PASSWORD not in str(credentials)
                self.append((name, credentials))
            else:
                assert (sender, request.user) == (user.__class__, user)  # `type` is that of a lazy object
                self.append((name, user.pk))

        return receiver

    @property
    def names(self):
        return [name for name, _ in self]


@pytest.fixture(autouse=True)
def heard(settings, configure):
    settings.ROOT_URLCONF = doors.__name__
    configure(limits={"enabled": True, "network_factor": 1000})
    found = Heard()
    receivers = {name: found.receive(name) for name in SIGNALS}
    for name, signal in SIGNALS.items():
        signal.connect(receivers[name])
    yield found
    for name, signal in SIGNALS.items():
        signal.disconnect(receivers[name])


@pytest.fixture
def bob(db):
    user = make_user()
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture(params=PASSWORDS, ids=lambda name: name.strip() or name)
def door(request):
    return request.param


def test_a_login_by_password_is_heard_once(bob, heard, door):
    assert PASSWORDS[door](PASSWORD)
    assert heard == ([] if door in OPENS_NO_LOGIN else [("in", bob.pk)])


def test_a_wrong_password_is_heard_once_and_names_no_secret(bob, heard, door):
    assert not PASSWORDS[door]("wrong-s3cret")
    ((name, credentials),) = heard
    assert name == "failed"
    assert (credentials.get("username") or credentials[LOGIN_FIELD]) in ("bob", BOB)
    assert credentials["password"] == "*" * 20
    assert "wrong-s3cret" not in str(credentials)


@pytest.mark.parametrize("case", ["unknown", "disabled", "limited"])
def test_other_failures_are_heard_once_too(db, heard, door, case):
    if case != "unknown":
        user = make_user()
        type(user).objects.update(is_active=case != "disabled")
    if case == "limited":
        for _ in range(5):
            PASSWORDS["headless auth/login"]("wrong")
        heard.clear()
    assert not PASSWORDS[door](PASSWORD)
    assert heard.names == ["failed"]


def test_a_login_that_lacks_a_second_factor_is_not_heard_as_one(bob, heard, door):
    with_app(bob)
    assert not PASSWORDS[door](PASSWORD)
    assert heard.names in ([], ["failed"])
    waits = ("headless auth/login", "dialects.cookie.urls login/", "dialects.rest_auth.urls login/")
    assert heard.names == ([] if door in waits else ["failed"])


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_second_factor_completes_the_login(bob, heard, client):
    totp, api = with_app(bob), Api(client)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 401
    assert api.post("auth/2fa/authenticate", {"code": "000000"}).status == 400
    assert heard == [("failed", {"username": login_name(bob), "code": "*" * 20})]
    heard.clear()
    assert api.post("auth/2fa/authenticate", {"code": totp.code()}).status == 200
    assert heard == [("in", bob.pk)]


def test_a_code_at_dj_rest_auth_completes_the_login(bob, heard):
    totp = with_app(bob)
    http = Client()

    def post(path, body):
        return http.post(f"/rest/{path}", json.dumps(body), content_type="application/json")

    token = post("login/", {"username": "bob", "password": PASSWORD}).json()["ephemeral_token"]
    assert heard == []
    assert post("mfa/verify/", {"ephemeral_token": token, "code": "000000"}).status_code == 400
    assert post("mfa/verify/", {"ephemeral_token": token, "code": totp.code()}).status_code == 200
    assert heard.names == ["failed", "in"]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_reauthentication_is_no_login(bob, heard, client):
    totp, api = with_app(bob), logged_in(bob, client)
    assert api.post("auth/reauthenticate", {"password": "wrong"}).status == 400
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert api.post("auth/2fa/reauthenticate", {"code": "000000"}).status == 400
    assert api.post("auth/2fa/reauthenticate", {"code": totp.code()}).status == 200
    assert heard == []


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_login_by_mailed_code_is_heard_once(bob, heard, post, client):
    api = Api(client)
    api.post("auth/code/request", {"email": BOB})
    assert api.post("auth/code/confirm", {"code": "BBBB-BBBB"}).status == 400
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200
    assert heard == [("failed", {"username": "", "code": "*" * 20}), ("in", bob.pk)]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_login_by_passkey_is_heard_once(bob, heard, client):
    api, key = logged_in(bob, client), SoftwareAuthenticator()
    api.post("auth/reauthenticate", {"password": PASSWORD})
    options = api.get("account/authenticators/webauthn?passwordless").body["data"]["creation_options"]
    assert api.post("account/authenticators/webauthn", {"name": "x", "credential": key.create(options)}).status == 200
    api = Api(client)
    challenge = api.get("auth/webauthn/login").body["data"]["request_options"]
    assert api.post("auth/webauthn/login", {"credential": {"id": "x"}}).status == 400
    assert api.post("auth/webauthn/login", {"credential": key.get(challenge)}).status == 200
    assert heard == [("failed", {"username": "", "credential": "*" * 20}), ("in", bob.pk)]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_sign_up_is_heard_when_it_logs_in(db, heard, configure, post, client):
    configure(accounts={"email_verification": "mandatory"}, email={"verification_by": "code"})
    api = Api(client)
    body = {"email": BOB, "username": "bob", "password": PASSWORD}
    assert api.post("auth/signup", body).status == 401
    assert heard == []
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200
    assert heard.names == ["in"]


def test_a_registration_at_dj_rest_auth_is_heard_when_it_logs_in(db, heard, configure):
    configure(accounts={"email_verification": "none"})
    body = {"username": "bob", "email": BOB, "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post("/rest/registration/", body).status_code == 201
    assert heard.names == ["in"]


@pytest.mark.parametrize("logs_in", [False, True])
def test_a_reset_is_heard_only_if_it_logs_in(bob, heard, configure, post, logs_in):
    configure(password={"login_on_reset": logs_in})
    api = Api("browser")
    api.post("auth/password/request", {"email": BOB})
    answer = api.post("auth/password/reset", {"key": post.key(BOB), "password": NEW})
    assert answer.status == (200 if logs_in else 401)
    assert heard == ([("in", bob.pk)] if logs_in else [])


def test_a_login_at_a_provider_is_heard_once(visitor, phone, heard):
    visitor.log_in()
    assert heard.names == ["in"]
    heard.clear()
    assert phone.post_token(sub="another", email="another@example.org").status == 200
    assert heard.names == ["in"]
    heard.clear()
    assert phone.post_token(nonce="x", aud="somebody else").status == 400
    assert heard.names in ([], ["failed"])


def test_a_disabled_user_who_comes_from_a_provider_is_heard_as_a_failure(visitor, provider, heard):
    visitor.log_in()
    get_user_model().objects.update(is_active=False)
    heard.clear()
    assert Visitor("browser", provider).log_in()[1]["error"] == "account_disabled"
    name = login_name(get_user_model().objects.get())
    assert heard == [("failed", {"username": name, "credential": "*" * 20})]


def signed_in(path, name):
    """A token of a dialect."""
    names = {"username": "bob"} if path.startswith("/rest/") else login_names()
    answer = Client().post(path, {**names, "password": PASSWORD}).json()
    return answer[name]


def by_token(login, logout, name, word="Token"):
    def act(_user):
        headers = {"Authorization": f"{word} {signed_in(login, name)}"}
        return lambda: Client().post(logout, headers=headers)

    return act


def native(client, path="auth/session", body=None):
    def act(user):
        api = logged_in(user, client)
        given = {"sessions": [Session.objects.get().number]} if body else None
        return lambda: api.delete(path, given).response

    return act


def cookie(verb, path):
    def act(user):
        http = Client()
        http.cookies["sessionid"] = logged_in(user, "browser").http.cookies["sessionid"].value
        return lambda: http.generic(verb, path, "{}", content_type="application/json")

    return act


def blacklist(_user):
    refresh = signed_in("/jwt/", "refresh")
    return lambda: Client().post("/jwt/blacklist/", {"refresh": refresh})


LOGOUTS = {
    "native, app": native("app"),
    "native, browser": native("browser"),
    "native, everywhere": native("browser", "account/logins/all"),
    "native, own session of the list": native("app", "auth/sessions", body=True),
    "authtoken": by_token("/api-token-auth/", "/api/token-logout/", "token"),
    "authtoken page": cookie("POST", "/api-auth/logout/"),
    "knox": by_token("/knox/login/", "/knox/logout/", "token"),
    "knox, all": by_token("/knox/login/", "/knox/logoutall/", "token"),
    "djoser": by_token("/djoser/token/login/", "/djoser/token/logout/", "auth_token"),
    "dj-rest-auth, key": by_token("/rest/login/", "/rest/logout/", "key"),
    "dj-rest-auth, session": cookie("POST", "/rest/logout/"),
    "simplejwt": blacklist,
    "cookie": cookie("POST", "/api/logout/"),
    "admin": cookie("POST", "/admin/logout/"),
}


@pytest.mark.parametrize("way", LOGOUTS)
def test_a_logout_is_heard_once(bob, heard, configure, way):
    act = LOGOUTS[way](bob)
    heard.clear()
    answer = act()
    assert answer.status_code in (200, 204, 302, 401), answer.content
    assert heard == [("out", bob.pk)]


@contextlib.contextmanager
def receiver(signal, act):
    signal.connect(act)
    try:
        yield
    finally:
        signal.disconnect(act)


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_receiver_that_raises_is_a_500_and_gives_no_login_as_in_django(bob, client):
    def refuse(**_):
        raise RuntimeError("the project's own fault")

    api = Api(client)
    api.http.raise_request_exception = False
    if client == "browser":
        api.get("config")
    with receiver(user_logged_in, refuse):
        response = api.http.post(
            f"/_allauth/{client}/v1/auth/login",
            json.dumps({"email": BOB, "password": PASSWORD}),
            content_type="application/json",
            headers={"X-CSRFToken": api.http.cookies["csrftoken"].value} if client == "browser" else {},
        )
    assert response.status_code == 500
    assert b"gps_" not in response.content
    assert "sessionid" not in response.cookies


def test_what_a_receiver_writes_into_the_session_is_kept_and_seen_at_logout(bob):
    def write(request, **_):
        request.session["tier"] = "gold"

    seen = []
    api = Api("browser")
    with receiver(user_logged_in, write):
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200

    def read(request, **_):
        seen.append(request.session.get("tier"))

    assert api.http.session["tier"] == "gold"
    with receiver(user_logged_out, read):
        assert api.delete("auth/session").status == 401
    assert seen == ["gold"]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_the_signals_cost_no_statement_and_last_login_is_written_once(bob, client):
    api = Api(client)
    api.get("config")
    with Counted() as counted:
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert len([one for one in counted.statements if 'SET "last_login"' in one.replace("`", '"')]) == 1

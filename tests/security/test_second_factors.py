"""Every way in, beside every state of a second factor."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.client import Api
from tests.factors import with_app
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.sessions.models import Session
from gatepost.testing.authenticator import SoftwareAuthenticator
from gatepost.tokens.models import RefreshFamily, Token

PHONE = "+316312727525"
IN, ASKED, ENROL = "in", "mfa_authenticate", "mfa_enrol"


def by_password(api, post):
    return api.post("auth/login", {"email": BOB, "password": PASSWORD})


def by_username(api, post):
    return api.post("auth/login", {"username": "bob", "password": PASSWORD})


def by_phone(api, post):
    return api.post("auth/login", {"phone": PHONE, "password": PASSWORD})


def by_mailed_code(api, post):
    api.post("auth/code/request", {"email": BOB})
    return api.post("auth/code/confirm", {"code": post.code(BOB)})


def by_mailed_link(api, post):
    api.post("auth/code/request", {"email": BOB})
    return Api(api.client).post("auth/code/confirm", {"code": post.key(BOB)})


def by_sms(api, post):
    api.post("auth/code/request", {"phone": PHONE})
    return api.post("auth/code/confirm", {"code": post.code(PHONE)})


def by_reset_code(api, post):
    api.post("auth/password/request", {"email": BOB})
    return api.post("auth/password/reset", {"key": post.code(BOB), "password": NEW})


def by_reset_link(api, post):
    api.post("auth/password/request", {"email": BOB})
    return Api(api.client).post("auth/password/reset", {"key": post.key(BOB), "password": NEW})


WAYS = (by_password, by_username, by_phone, by_mailed_code, by_mailed_link, by_sms, by_reset_code, by_reset_link)


def nothing(user, configure):
    return IN


def an_app(user, configure):
    with_app(user)
    return ASKED


def a_passkey(user, configure):
    api = logged_in(user)
    api.post("auth/reauthenticate", {"password": PASSWORD})
    path = "account/authenticators/webauthn"
    user.key = SoftwareAuthenticator()
    options = api.get(f"{path}?passwordless").body["data"]["creation_options"]
    assert api.post(path, {"credential": user.key.create(options)}).status == 200
    return ASKED


def required_but_missing(user, configure):
    configure(flow={"second_factor_for": "everybody"})
    return ENROL


STATES = (nothing, an_app, a_passkey, required_but_missing)


@pytest.fixture
def bob(db, configure):
    configure(
        accounts={"login_methods": ["email", "username", "phone"]},
        code={"link": True},
        password={"reset_by": "both", "login_on_reset": True},
    )
    return make_user(phone=PHONE)


def state_of(answer):
    return IN if answer.status == 200 else answer.pending[-1]


@pytest.mark.parametrize(("way", "state"), [(way, state) for way in WAYS for state in STATES])
def test_f12_no_way_in_leaves_the_second_factor_out(api, post, bob, configure, way, state):  # noqa: PLR0917
    expected = state(bob, configure)
    answer = way(api, post)
    assert state_of(answer) == expected
    assert answer.body["meta"]["is_authenticated"] is (expected == IN)


@pytest.mark.parametrize("state", STATES)
def test_f12_a_code_that_is_required_comes_before_the_factor(api, post, bob, configure, state):
    expected = state(bob, configure)
    configure(code={"required": True})
    assert state_of(by_password(api, post)) == "login_by_code"
    assert state_of(api.post("auth/code/confirm", {"code": post.code(BOB)})) == expected


@pytest.mark.parametrize("state", STATES)
def test_f12_djangos_own_form(bob, configure, state):
    expected = state(bob, configure)
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    answer = Client().post("/admin/login/?next=/admin/", {"username": BOB, "password": PASSWORD})
    assert answer.status_code == (302 if expected == IN else 200)


@pytest.mark.parametrize("rule", [False, True])
def test_f12_a_passkey_alone_is_two_factors(api, bob, configure, rule):
    a_passkey(bob, configure)
    if rule:
        required_but_missing(bob, configure)
    public = api.get("auth/webauthn/login").body["data"]["request_options"]
    assert state_of(api.post("auth/webauthn/login", {"credential": bob.key.get(public)})) == IN


def native_reset(post):
    Api("app").post("auth/password/request", {"email": BOB})
    return Api("app").post("auth/password/reset", {"key": post.key(BOB), "password": NEW}).response


def link_of(post, path):
    assert sent(path, {"email": BOB}).status_code in (200, 202, 204)
    return re.findall(r"/([^/\s]+)/([^/\s]+)/?$", post.to(BOB)[-1], re.MULTILINE)[-1]


def rest_auth_reset(post):
    uid, token = link_of(post, "/api/v1/dj-rest-auth/password/reset/")
    body = {"uid": uid, "token": token, "new_password1": NEW, "new_password2": NEW}
    return sent("/api/v1/dj-rest-auth/password/reset/confirm/", body)


def djoser_reset(post):
    uid, token = link_of(post, "/auth/users/reset_password/")
    return sent("/auth/users/reset_password_confirm/", {"uid": uid, "token": token, "new_password": NEW})


def cookie_reset(post):
    uid, token = link_of(post, "/api/password-reset/")
    return sent("/api/password-reset/confirm/", {"uid": uid, "token": token, "password": NEW})


def sent(path, body):
    return Client().post(path, json.dumps(body), content_type="application/json")


RESETS = (native_reset, rest_auth_reset, djoser_reset, cookie_reset)
LOGINS = (
    "/api-token-auth/",
    "/token/",
    "/token/sliding/",
    "/knox/login/",
    "/auth/token/login/",
    "/auth/jwt/create/",
    "/_allauth/app/v1/auth/login",
)


@pytest.mark.parametrize("strategy", ["jwt", "opaque"])
@pytest.mark.parametrize("state", [an_app, a_passkey, required_but_missing], ids=lambda state: state.__name__)
@pytest.mark.parametrize("reset", RESETS, ids=lambda reset: reset.__name__)
def test_f11_a_reset_leaves_the_second_factor_and_gives_no_token(  # noqa: PLR0917
    reset, state, strategy, post, bob, configure, settings
):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(tokens={"strategy": strategy}, password={"reset_by": "link"})
    state(bob, configure)
    Session.objects.all().delete()
    answer = reset(post)
    assert answer.status_code in (200, 202, 204, 401), answer.content
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    for word in (b"gpa_", b"gpr_", b"eyJ"):
        assert word not in answer.content
    for path in LOGINS:
        refused = sent(path, {"username": "bob", "password": NEW})
        assert refused.status_code in (400, 401, 403), (path, refused.content)
    assert not Session.objects.filter(user=bob).exists()
    assert not RefreshFamily.objects.exists()
    assert not Token.objects.exists()

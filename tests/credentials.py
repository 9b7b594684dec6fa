"""Every kind of credential that a login gives, as a client shows it."""

import json

from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from gatepost import drf
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.djoser.users import Users
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.rest_auth.account import PasswordChange, User
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, login_name, spelled

CHANGE, ME, RECORD = "/api/v1/dj-rest-auth/password/change/", "/auth/users/me/", "/api/v1/dj-rest-auth/user/"
TWICE = {"new_password1": NEW, "new_password2": NEW}
REST_LOGIN = "/api/v1/dj-rest-auth/login/"
NAMED_AFTER_COLUMN = {"/auth/token/login/", "/token/"}
EVIL = {"email": "evil@example.org"}
CLASSES = [
    drf.SessionAuthentication,
    TokenAuthentication,
    KnoxAuthentication,
    drf.KeyAuthentication,
    JWTCookieAuthentication,
    drf.SessionTokenAuthentication,
    drf.BasicAuthentication,
]
KNOX = {"body_login": True, "auth_header_prefix": "Knox"}
"""Settings with which the first of the classes that knows a token takes it."""


def mount(settings, monkeypatch):
    """The dialects, each taking every kind of credential."""
    settings.ROOT_URLCONF = "tests.dialects.urls"
    for view in (PasswordChange, User, Users):
        monkeypatch.setattr(view, "authentication_classes", CLASSES)


class Shown:
    """A client that shows one credential."""

    def __init__(self, http=None, **headers):
        self.http = http or APIClient(enforce_csrf_checks=True)
        self.headers = headers

    def call(self, verb, path, body):
        headers = dict(self.headers)
        if "csrftoken" in self.http.cookies:
            headers["X-CSRFToken"] = self.http.cookies["csrftoken"].value
        answer = self.http.generic(verb, path, json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def change(self, **more):
        return self.call("POST", CHANGE, {**TWICE, **more})

    def readdress(self, **more):
        return self.call("PATCH", ME, {**EVIL, **more})


def answered(path, body):
    answer = APIClient().post(path, body, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def name_and_password(path=""):
    """What Bob types in a dialect, some of whose fields are called after what the model logs in by."""
    if path == REST_LOGIN:
        return {"username": spelled("bob"), "password": PASSWORD}
    model = get_user_model()
    user = model._base_manager.get(**{model.get_email_field_name(): BOB})
    field = model.USERNAME_FIELD if path in NAMED_AFTER_COLUMN else "username"
    return {field: login_name(user), "password": PASSWORD}


def native_session():
    api = Api("browser")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    http = APIClient(enforce_csrf_checks=True)
    http.cookies = api.http.cookies
    return Shown(http)


def session_token():
    api = Api()
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    return Shown(**{"X-Session-Token": api.token})


def cookie_session():
    http = APIClient(enforce_csrf_checks=True)
    http.get("/api/login-set-cookie/")
    headers = {"X-CSRFToken": http.cookies["csrftoken"].value}
    answer = http.post("/api/login/", {"email": BOB, "password": PASSWORD}, format="json", headers=headers)
    assert answer.status_code == 200, answer.content
    return Shown(http)


def token(path, name, word="Token"):
    return lambda: Shown(Authorization=f"{word} {answered(path, name_and_password(path))[name]}")


def pair():
    return Shown(Authorization=f"Bearer {answered('/token/', name_and_password('/token/'))['access']}")


def rest_auth_session():
    http = APIClient(enforce_csrf_checks=True)
    http.post(REST_LOGIN, name_and_password(REST_LOGIN), format="json")
    return Shown(http)


FOREIGN = {
    "a native browser session": native_session,
    "X-Session-Token": session_token,
    "a session of the cookie wire": cookie_session,
    "an authtoken": token("/api-token-auth/", "token"),
    "a djoser token": token("/auth/token/login/", "auth_token"),
    "a knox token": token("/knox/login/", "token", "Knox"),
    "a simplejwt token": pair,
}
OWN = {"a key": token(REST_LOGIN, "key"), "a session": rest_auth_session}

"""A user whom the default manager hides (soft deletion, another tenant) is a user who isn't there, as with Django."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import UserManager
from tests.client import Api
from tests.counted import Counted
from tests.factors import with_app
from tests.passkeys import enrol as add_key
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import accounts
from gatepost.testing.authenticator import SoftwareAuthenticator


@pytest.fixture
def hidden(monkeypatch, settings, configure):
    """The usernames that the manager leaves out; they change from one request to the next."""
    names = []

    class Choosing(UserManager):
        def get_queryset(self):
            return super().get_queryset().exclude(username__in=names)

    manager = Choosing()
    manager.model, manager.name = get_user_model(), "objects"
    monkeypatch.setattr(get_user_model()._meta, "default_manager", manager)
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(tokens={"keys": True})
    return names


def post_json(path, body, **headers):
    return Api("app").http.post(path, body, content_type="application/json", headers=headers)


DIALECTS = {
    "/api-token-auth/": {"username": "bob", "password": PASSWORD},
    "/api/v1/dj-rest-auth/login/": {"username": "bob", "password": PASSWORD},
    "/token/": {"username": "bob", "password": PASSWORD},
    "/auth/token/login/": {"username": "bob", "password": PASSWORD},
    "/knox/login/": {"username": "bob", "password": PASSWORD},
}


@pytest.mark.parametrize("path", DIALECTS)
def test_no_dialect_logs_in_a_hidden_user(path, hidden, db):
    make_user()
    hidden.append("bob")
    assert post_json(path, DIALECTS[path]).status_code in {400, 401, 403}
    hidden.clear()
    assert post_json(path, DIALECTS[path]).status_code == 200


@pytest.mark.parametrize("name", [{"email": BOB}, {"username": "bob"}])
def test_a_hidden_user_is_an_unknown_user_for_the_native_api(name, hidden, db, post):
    make_user()
    hidden.append("bob")
    assert Api("app").post("auth/login", {**name, "password": PASSWORD}).status == 400
    Api("app").post("auth/password/request", name)
    Api("app").post("auth/code/request", {"email": BOB})
    assert not any("Hello" in text for text in post.to(BOB))
    hidden.clear()
    assert Api("app").post("auth/login", {**name, "password": PASSWORD}).status == 200


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_session_of_a_hidden_user_is_none(client, hidden, db):
    api = logged_in(make_user(), client)
    assert api.get("auth/session").status == 200
    hidden.append("bob")
    assert api.get("auth/session").status in {401, 410}


def test_a_token_of_a_hidden_user_is_none(hidden, db):
    make_user()
    token = post_json("/api-token-auth/", DIALECTS["/api-token-auth/"]).json()["token"]
    headers = {"Authorization": f"Token {token}", "Accept": "text/html"}
    assert Api("app").http.get("/api/whoami/", headers=headers).status_code == 200
    hidden.append("bob")
    assert Api("app").http.get("/api/whoami/", headers=headers).status_code in {401, 403}


def test_a_refresh_token_of_a_hidden_user_is_none(hidden, db):
    make_user()
    refresh = post_json("/token/", DIALECTS["/token/"]).json()["refresh"]
    hidden.append("bob")
    assert post_json("/token/refresh/", {"refresh": refresh}).status_code == 401


def test_a_mailed_code_of_a_hidden_user_opens_nothing(hidden, db, post):
    make_user()
    api = Api("app")
    api.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    hidden.append("bob")
    assert api.post("auth/code/confirm", {"code": code}).status in {400, 409}


def test_a_second_step_of_a_hidden_user_opens_nothing(hidden, db):
    app = with_app(make_user())
    api = Api("app")
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    hidden.append("bob")
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status in {401, 409}


def test_a_passkey_of_a_hidden_user_opens_nothing(hidden, db):
    api, key = logged_in(make_user()), SoftwareAuthenticator()
    api.post("auth/reauthenticate", {"password": PASSWORD})
    assert add_key(api, key).status == 200
    hidden.append("bob")
    visitor = Api("app")
    options = visitor.get("auth/webauthn/login").body["data"]["request_options"]
    assert visitor.post("auth/webauthn/login", {"credential": key.get(options)}).status in {400, 401}


def test_a_hidden_user_costs_as_many_statements_as_an_unknown_one(hidden, db):
    make_user()
    counts = []
    for name in ("bob", "nobody"):
        hidden[:] = ["bob"]
        with Counted() as counted:
            Api("app").post("auth/login", {"username": name, "password": PASSWORD})
        counts.append(len(counted.statements))
    assert counts[0] == counts[1]


def test_the_projects_own_natural_key_decides(monkeypatch, db):
    bob = make_user()
    make_user("eve@example.org", "eve")

    class ByStaffNumber(UserManager):
        def get_by_natural_key(self, name):
            return self.get(username=name.removeprefix("no-"))

    manager = ByStaffNumber()
    manager.model, manager.name = get_user_model(), "objects"
    monkeypatch.setattr(get_user_model()._meta, "default_manager", manager)
    assert accounts.by_name("username", "no-bob").id == bob.pk
    assert accounts.by_name("username", "no-no") is None
    assert Api("app").post("auth/login", {"username": "no-bob", "password": PASSWORD}).status == 200

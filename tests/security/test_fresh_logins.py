"""Whether a login seconds ago counts as a reauthentication: `flow.fresh_login_counts`."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from tests.client import Api
from tests.factors import with_app
from tests.providers import BACK, Visitor, connected, provider
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts.backend import Backend

pytestmark = pytest.mark.django_db
__all__ = ["connected", "provider"]
ASKED = {
    "add a passkey": ("GET", "account/authenticators/webauthn", None, 200),
    "add an address": ("POST", "account/email", {"email": "second@example.org"}, 200),
    "make a key": ("POST", "account/keys", {"name": "script"}, 200),
    "delete the account": ("DELETE", "account", None, 401),
}


@pytest.fixture
def bob():
    return make_user()


@pytest.fixture
def counts(configure):
    """What a test changes of the setting."""

    def change(*, on, **more):
        flow = {"fresh_login_counts": on, "reauthentication_for_account": True}
        configure(flow=flow, tokens={"keys": True}, accounts={"deletion": True}, **more)

    change(on=True)
    return change


def log_in(client="app"):
    api = Api(client)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    return api


def asked_again(answer):
    """Whether a logged-in user is asked to reauthenticate."""
    return answer.status == 401 and answer.body["meta"]["is_authenticated"]


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize("action", ASKED)
def test_a_login_seconds_ago_is_enough_where_it_counts_and_only_there(bob, counts, clock, client, action):
    verb, path, body, status = ASKED[action]
    counts(on=False)
    assert asked_again(log_in(client).call(verb, path, body))
    counts(on=True)
    api = log_in(client)
    clock.forward(301)
    assert asked_again(api.call(verb, path, body))
    api = log_in(client)
    clock.forward(299)
    answer = api.call(verb, path, body)
    assert answer.status == status, answer.body
    assert not asked_again(answer)


def test_a_login_with_a_second_factor_counts(bob, counts):
    app = with_app(bob)
    api = Api("app")
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200
    assert api.get("account/authenticators/webauthn").status == 200


def test_half_a_login_counts_for_nothing(bob, counts):
    with_app(bob)
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    for verb, path, body, _ in ASKED.values():
        answer = api.call(verb, path, body)
        assert answer.status in (401, 409)
        assert not answer.body.get("meta", {}).get("is_authenticated")


def test_a_login_by_a_mailed_code_counts(bob, counts, post):
    counts(on=True, code={"enabled": True})
    api = Api("app")
    api.post("auth/code/request", {"email": BOB})
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200
    assert api.get("account/authenticators/webauthn").status == 200


def test_a_login_at_a_provider_counts(provider, counts):
    counts(on=True, social=provider.settings())
    browser = Visitor("browser", provider)
    assert browser.log_in() == (BACK, {})
    assert browser.get("account/authenticators/webauthn").status == 200


def test_the_password_is_never_changed_without_the_current_one(bob, counts):
    answer = log_in().post("account/password/change", {"new_password": NEW})
    assert answer.codes == [("required", "current_password")]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_session_of_unknown_origin_counts_for_nothing(bob, counts, client):
    api = logged_in(bob, client)
    assert asked_again(api.get("account/authenticators/webauthn"))


def test_a_login_by_the_project_s_own_code_counts_for_nothing(bob, counts):
    """A support tool that logs its staff in as a user must not let them add a passkey of theirs."""
    http = Client()
    http.force_login(bob, f"{Backend.__module__}.{Backend.__qualname__}")
    assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(http.session.keys())
    answer = http.get("/_allauth/browser/v1/account/authenticators/webauthn")
    assert (answer.status_code, answer.json()["meta"]["is_authenticated"]) == (401, True)


def test_a_project_that_logs_somebody_else_in_takes_no_fresh_login_along(bob, counts):
    """Bob logs in by himself; then the project's code logs Ann in, in the same browser."""
    ann = make_user("ann@example.org", "ann")
    browser = log_in("browser")
    assert browser.get("account/authenticators/webauthn").status == 200
    browser.http.force_login(ann, f"{Backend.__module__}.{Backend.__qualname__}")
    answer = browser.get("account/authenticators/webauthn")
    assert answer.body["data"]["user"]["username"] == "ann"
    assert asked_again(answer)

"""Contract: djoser, jwt/* and o/<provider>/, line by line."""

import json

import jwt as pyjwt
import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from tests.factors import with_app
from tests.users import NEW, PASSWORD, make_user

from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.djoser.social import Provider
from gatepost.dialects.djoser.tokens import LogOut
from gatepost.dialects.djoser.users import Users
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.features.social.protocol import metadata
from gatepost.testing.openid import OpenIdProvider

PAGE = "https://front.example.org/back"
ME = "/auth/users/me/"
ADDRESS = "/auth/o/google/"


@pytest.fixture(autouse=True)
def _by_jwt(monkeypatch, configure):
    configure(simple_jwt={"auth_header_types": ["JWT"]})
    for view in (Users, LogOut, Provider):
        monkeypatch.setattr(view, "authentication_classes", (JWTAuthentication, TokenAuthentication))


def shows(header):
    return APIClient(HTTP_AUTHORIZATION=header)


# --- jwt/


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_pair_with_and_without_the_slash(bob, slash):
    answer = APIClient().post(f"/auth/jwt/create{slash}", {"username": "bob", "password": PASSWORD}, format="json")
    assert (answer.status_code, list(answer.json())) == (200, ["refresh", "access"])
    pair = answer.json()
    assert APIClient().post(f"/auth/jwt/refresh{slash}", {"refresh": pair["refresh"]}).status_code == 200
    assert APIClient().post(f"/auth/jwt/verify{slash}", {"token": pair["access"]}).json() == {}


def test_a_mere_beginning_of_the_path_is_none(db):
    assert APIClient().post("/auth/jwt/createx").status_code == 404


def test_the_word_is_jwt_and_bearer_counts_as_none(bob):
    token = APIClient().post("/auth/jwt/create/", {"username": "bob", "password": PASSWORD}).json()["access"]
    assert shows(f"JWT {token}").get(ME).status_code == 200
    answer = shows(f"Bearer {token}").get(ME)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'JWT realm="api"')
    assert answer.json() == {"detail": "Authentication credentials were not provided."}


def test_acts_on_the_account_with_a_signed_token(bob):
    pair = APIClient().post("/auth/jwt/create/", {"username": "bob", "password": PASSWORD}).json()
    client = shows(f"JWT {pair['access']}")
    body = {"new_password": NEW, "current_password": PASSWORD}
    assert client.post("/auth/users/set_password/", body).status_code == 204
    assert client.get(ME).status_code == 401
    assert APIClient().post("/auth/jwt/refresh/", {"refresh": pair["refresh"]}).status_code == 401


def test_c3_a_logout_with_a_signed_token_ends_its_login(bob):
    pair = APIClient().post("/auth/jwt/create/", {"username": "bob", "password": PASSWORD}).json()
    client = shows(f"JWT {pair['access']}")
    assert client.post("/auth/token/logout/").status_code == 204
    assert client.get(ME).status_code == 401
    assert APIClient().post("/auth/jwt/refresh/", {"refresh": pair["refresh"]}).status_code == 401


# --- o/<provider>/


@pytest.fixture
def provider(configure):
    metadata.forget()
    with OpenIdProvider() as running:
        configure(
            social=running.settings("google"),
            djoser={"social_auth_allowed_redirect_uris": [PAGE]},
        )
        yield running
    metadata.forget()


@pytest.fixture
def browser(db):
    return APIClient(enforce_csrf_checks=True)


@pytest.fixture
def back(browser, provider):
    """What the browser brings back from the provider."""

    def sign_in(**claims):
        provider.claims.update(claims)
        answer = browser.get(ADDRESS, {"redirect_uri": PAGE})
        assert answer.status_code == 200, answer.content
        return provider.sign_in(answer.json()["authorization_url"])

    return sign_in


def told(answer):
    return answer.status_code, answer.json()


def fault(text):
    return 400, {"non_field_errors": [text]}


MISSING = fault("A required authentication parameter is missing.")
STALE = fault("The authentication session is unavailable. Please restart login.")
REJECTED = fault("The authorization code was rejected. Please restart login.")


def test_the_address_to_go_to(browser, provider):
    answer = browser.get(ADDRESS, {"redirect_uri": PAGE})
    assert (answer.status_code, list(answer.json())) == (200, ["authorization_url"])
    for part in ("client_id=", "redirect_uri=https%3A%2F%2Ffront.example.org%2Fback", "state=", "response_type=code"):
        assert part in answer.json()["authorization_url"]
    assert "sessionid" in browser.cookies


@pytest.mark.parametrize("uri", [None, "", "https://evil.example/", PAGE + "/", PAGE.upper()])
def test_a_page_that_is_not_listed(browser, provider, uri):
    answer = browser.get(ADDRESS, {"redirect_uri": uri} if uri is not None else {})
    assert told(answer) == (400, "redirect_uri must be in SOCIAL_AUTH_ALLOWED_REDIRECT_URIS")
    assert "sessionid" not in browser.cookies


def test_an_unknown_provider(browser, provider):
    absent = (404, {"detail": "Provider 'nobody' not supported"})
    assert told(browser.get("/auth/o/nobody/", {"redirect_uri": PAGE})) == absent
    assert told(browser.post("/auth/o/nobody/", {"code": "x", "state": "y"})) == absent


@pytest.mark.parametrize("kind", ["form", "json"])
def test_somebody_new_gets_an_account_and_a_pair(browser, back, kind):
    sent = {name: value for name, value in back().items() if value}
    if kind == "json":
        answer = browser.post(ADDRESS, json.dumps(sent), content_type="application/json")
    else:
        answer = browser.post(ADDRESS, sent)
    assert (answer.status_code, list(answer.json())) == (201, ["access", "refresh", "user"])
    user = get_user_model().objects.get()
    assert answer.json()["user"] == user.username
    assert shows(f"JWT {answer.json()['access']}").get(ME).json()["id"] == user.pk
    claims = pyjwt.decode(answer.json()["refresh"], options={"verify_signature": False})
    assert claims["token_type"] == "refresh"


def test_somebody_known_is_let_in_again(browser, back):
    names = {browser.post(ADDRESS, back()).json()["user"] for _ in range(2)}
    assert len(names) == 1
    assert get_user_model().objects.count() == 1


def test_a_local_account_with_the_same_address_is_not_linked(browser, back):
    make_user("amy@example.org", "amy")
    answer = browser.post(ADDRESS, back(sub="amy-there", email="amy@example.org", email_verified=True))
    assert (answer.status_code, get_user_model().objects.count()) == (201, 2)
    assert answer.json()["user"] != "amy"


def test_no_address_is_no_obstacle(browser, back, provider):
    sent = back(sub="no-address", email=None)
    assert browser.post(ADDRESS, sent).status_code == 201


@pytest.mark.parametrize("lacks", ["code", "state"])
def test_something_is_missing(browser, back, lacks):
    sent = back()
    del sent[lacks]
    assert told(browser.post(ADDRESS, sent)) == MISSING


def test_a_state_is_good_once_and_in_its_own_session(browser, back):
    sent = back()
    assert told(APIClient().post(ADDRESS, sent)) == STALE
    assert browser.post(ADDRESS, sent).status_code == 201
    assert told(browser.post(ADDRESS, sent)) == STALE
    assert told(browser.post(ADDRESS, {**sent, "state": "x"})) == STALE


def test_e2_a_state_is_refused_by_another_provider(browser, provider, back, configure):
    both = provider.settings("google")["connections"] | provider.settings("gitlab")["connections"]
    configure(social={"connections": both})
    assert told(browser.post("/auth/o/gitlab/", back())) == STALE
    assert provider.count("/token") == 0
    assert browser.post(ADDRESS, back()).status_code == 201


def test_a_code_that_the_provider_refuses_uses_the_state_up(browser, back):
    sent = back()
    assert told(browser.post(ADDRESS, {**sent, "code": "wrong"})) == REJECTED
    assert told(browser.post(ADDRESS, sent)) == STALE


def test_a_state_in_the_address_is_looked_at_first(browser, back):
    assert told(APIClient().post(f"{ADDRESS}?state=", {})) == fault("State could not be found in request data.")
    text = "State could not be found in server-side session data."
    assert told(APIClient().post(f"{ADDRESS}?state=x", {})) == fault(text)
    sent = back()
    assert told(browser.post(f"{ADDRESS}?state=x", {"code": "x"})) == fault("Invalid state has been provided.")
    assert browser.post(f"{ADDRESS}?state={sent.pop('state')}", sent).status_code == 201


def test_a_disabled_user_gets_no_tokens(browser, back):
    browser.post(ADDRESS, back())
    get_user_model().objects.update(is_active=False)
    assert told(browser.post(ADDRESS, back())) == fault("Unable to log in with provided credentials.")


def test_f12_a_second_factor_is_asked_for_here_too(browser, back):
    browser.post(ADDRESS, back())
    with_app(get_user_model().objects.get())
    status, body = told(browser.post(ADDRESS, back()))
    assert (status, body["code"]) == (400, "mfa_authenticate")
    assert "access" not in body

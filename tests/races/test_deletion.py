"""An account is deleted while it logs in: whoever is first, nobody gets a 5xx, and the user is gone."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.test import Client
from tests.client import Api
from tests.factors import with_app
from tests.races.test_races import race
from tests.users import BOB, PASSWORD, logged_in, make_user

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ROUNDS, RACERS = 4, 16
NAMED = {"username": "bob", "password": PASSWORD}
LOGINS = {
    "native": lambda: Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status,
    "authtoken": lambda: posted("/api-token-auth/"),
    "dj-rest-auth": lambda: posted("/api/v1/dj-rest-auth/login/"),
    "simplejwt": lambda: posted("/token/"),
    "djoser": lambda: posted("/auth/token/login/"),
    "knox": lambda: posted("/knox/login/"),
    "code": lambda: Api("app").post("auth/code/request", {"email": BOB}).status,
    "reset": lambda: Api("app").post("auth/password/request", {"email": BOB}).status,
    "cookie": lambda: posted("/api/login/"),
    "page": lambda: Client().post("/api-auth/login/?next=/", NAMED).status_code,
    "admin": lambda: Client().post("/admin/login/?next=/", NAMED).status_code,
    "sliding": lambda: posted("/token/sliding/"),
    "djoser, jwt": lambda: posted("/auth/jwt/create/"),
    "djoser, reset": lambda: posted("/auth/users/reset_password/"),
    "authenticate()": lambda: 200 if authenticate(None, **NAMED) else 401,
}


def posted(path, **body):
    body = body or {**NAMED, "email": BOB}
    return Client().post(path, body, content_type="application/json").status_code


def native_refresh(user):
    answers = [Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}) for _ in range(RACERS)]
    tokens = [answer.body["meta"]["refresh_token"] for answer in answers]
    return lambda number: posted("/_allauth/app/v1/tokens/refresh", refresh_token=tokens[number])


def simplejwt_refresh(user):
    pairs = [Client().post("/token/", NAMED, content_type="application/json").json() for _ in range(RACERS)]
    return lambda number: posted("/token/refresh/", refresh=pairs[number]["refresh"])


def second_step(user):
    code, apis = with_app(user).code(), [Api("app") for _ in range(RACERS)]
    for api in apis:
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    return lambda number: apis[number].post("auth/2fa/authenticate", {"code": code}).status


def logged_in_already(user):
    apis = [logged_in(user) for _ in range(RACERS)]
    paths = ("account/email", "auth/session", "account/authenticators", "auth/sessions")
    return lambda number: max(apis[number].get(path).status for path in paths)


LATER = {
    "native, refresh": native_refresh,
    "simplejwt, refresh": simplejwt_refresh,
    "second step": second_step,
    "logged in": logged_in_already,
}


@pytest.fixture(autouse=True)
def _mounted(settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(accounts={"deletion": True})


@pytest.mark.parametrize("wire", [*LOGINS, *LATER])
def test_row_30_a_login_that_meets_a_deletion_is_refused_and_breaks_nothing(wire, configure):
    configure(accounts={"deletion": True}, tokens={"strategy": "jwt"})
    seen = set()
    for _ in range(ROUNDS):
        user = make_user()
        type(user).objects.filter(pk=user.pk).update(is_staff=True)
        owner = logged_in(user)
        assert owner.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
        act = LATER[wire](user) if wire in LATER else lambda _: LOGINS[wire]()
        seen |= set(race(lambda number, act=act, owner=owner: _act(number, act, owner), RACERS))
        assert not get_user_model().objects.exists()
    assert seen <= {200, 202, 204, 302, 400, 401, 403, 409, 410}


def _act(number, act, owner):
    return owner.delete("account").status if number == RACERS // 2 else act(number)

"""Real threads on the wires of djoser, knox and simplejwt: exactly one winner, or exactly as many as may win."""

import base64
import re
import time
import uuid

import jwt as pyjwt
import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from tests.dialects.rest import GOOD, Rest
from tests.factors import codes_of, with_app
from tests.races.test_races import race
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts.models import Identifier
from gatepost.dialects.djoser.users import Users
from gatepost.dialects.knox.views import LogIn
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.drf import BasicAuthentication
from gatepost.flow import everywhere
from gatepost.ground.models import Event
from gatepost.tokens import forms
from gatepost.tokens.models import RefreshFamily, Token

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r"/([\w-]+)/([0-9a-z]{6}-[0-9a-f]{32})")
RACERS = 8
SECRET = "a secret of the tests that is long enough for the longest of the three algorithms"


@pytest.fixture(autouse=True)
def _mounted(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    monkeypatch.setattr(LogIn, "authentication_classes", (BasicAuthentication,))
    monkeypatch.setattr(Users, "authentication_classes", (JWTAuthentication,))


def send(path, body=None, **headers):
    return APIClient(**headers).post(path, body or {}, format="json").status_code


def access(name="bob"):
    return APIClient().post("/token/", {"username": name, "password": PASSWORD}, format="json").json()["access"]


def test_a_reset_link_sets_one_password(post):
    make_user()
    send("/auth/users/reset_password/", {"email": BOB})
    pair = dict(zip(("uid", "token"), LINK.findall(post.to(BOB)[-1])[-1], strict=True))
    path = "/auth/users/reset_password_confirm/"
    statuses = race(lambda number: send(path, {**pair, "new_password": f"a-new-Secret-{number}"}), RACERS)
    assert sorted(statuses)[:1] == [204]
    assert statuses.count(204) == 1


def test_of_two_who_want_a_user_name_one_gets_it():
    names = ("amy", "eve", "ida", "kim")
    users = [make_user(f"{name}@example.org", name) for name in names]
    headers = [f"Bearer {access(name)}" for name in names]
    body = {"new_username": "Rob", "current_password": PASSWORD}
    path = "/auth/users/set_username/"
    statuses = race(lambda number: send(path, body, HTTP_AUTHORIZATION=headers[number]), len(users))
    assert sorted(statuses) == [204, 400, 400, 400]
    assert Identifier.objects.filter(kind="username", claim="rob").count() == 1
    assert Identifier.objects.filter(kind="username").count() == len(users)


def test_a_user_who_takes_many_names_at_once_ends_with_one():
    user = make_user()
    header = f"Bearer {access()}"

    def take(number):
        body = {"new_username": f"rob{number}", "current_password": PASSWORD}
        return send("/auth/users/set_username/", body, HTTP_AUTHORIZATION=header)

    assert set(race(take, RACERS)) == {204}
    user.refresh_from_db()
    assert [row.value for row in Identifier.objects.filter(kind="username")] == [user.username]


def test_one_of_many_sign_ups_with_a_name_wins():
    body = {"username": "amy", "password": PASSWORD}
    statuses = race(lambda number: send("/auth/users/", {**body, "email": f"amy{number}@example.org"}), RACERS)
    assert sorted(statuses) == [201] + [400] * (RACERS - 1)
    assert get_user_model().objects.count() == 1


def test_no_more_tokens_than_a_user_may_have(configure):
    configure(knox={"tokens_per_user": 3})
    make_user()
    basic = "Basic " + base64.b64encode(f"bob:{PASSWORD}".encode()).decode()
    statuses = race(lambda _: send("/knox/login/", HTTP_AUTHORIZATION=basic), RACERS)
    assert sorted(statuses) == [200] * 3 + [403] * (RACERS - 3)
    assert Token.objects.filter(kind=forms.KNOX).count() == 3


def test_h9_a_refresh_token_is_used_once(configure):
    configure(simple_jwt={"rotate_refresh_tokens": True, "blacklist_after_rotation": True})
    make_user()
    pair = APIClient().post("/token/", {"username": "bob", "password": PASSWORD}, format="json").json()
    statuses = race(lambda _: send("/token/refresh/", {"refresh": pair["refresh"]}), RACERS)
    assert statuses.count(200) == 1
    assert not RefreshFamily.objects.exists()


@pytest.fixture
def outstanding(configure):
    """Makes refresh tokens of bob's as simplejwt does."""
    configure(simple_jwt={"signing_key": SECRET, "take_over": True})
    user, now = make_user(), int(time.time()) - 60
    claims = {"token_type": "refresh", "exp": now + 86400, "iat": now, "user_id": str(user.pk)}
    return lambda: pyjwt.encode({**claims, "jti": uuid.uuid4().hex}, SECRET)


def test_a_token_of_simplejwt_is_exchanged_once_and_the_winner_goes_on(outstanding, configure):
    configure(simple_jwt={"rotate_refresh_tokens": True, "blacklist_after_rotation": True})
    for number in range(3):
        old = outstanding()
        answers = race(lambda _, old=old: APIClient().post("/token/refresh/", {"refresh": old}, format="json"), RACERS)
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * (RACERS - 1)
        assert RefreshFamily.objects.count() == number + 1
        (winner,) = [answer.json()["refresh"] for answer in answers if answer.status_code == 200]
        assert send("/token/refresh/", {"refresh": winner}) == 200


def test_a_token_of_simplejwt_becomes_one_login_where_tokens_do_not_rotate(outstanding):
    old = outstanding()
    assert race(lambda _: send("/token/refresh/", {"refresh": old}), RACERS) == [200] * RACERS
    assert RefreshFamily.objects.count() == 1


def test_a_token_of_simplejwt_ends_once(outstanding):
    old = outstanding()
    assert sorted(race(lambda _: send("/token/blacklist/", {"refresh": old}), RACERS)) == [200] + [401] * (RACERS - 1)
    assert send("/token/refresh/", {"refresh": old}) == 401


def test_a_token_of_simplejwt_that_meets_its_end_is_dead_afterwards(outstanding):
    for _ in range(5):
        old = outstanding()
        race(lambda number, old=old: send(f"/token/{'refresh' if number % 2 else 'blacklist'}/", {"refresh": old}), 4)
        assert send("/token/refresh/", {"refresh": old}) == 401
        assert not RefreshFamily.objects.exists()


def test_a_token_of_simplejwt_that_meets_the_end_of_all_logins_is_dead_afterwards(outstanding):
    user = get_user_model().objects.get()
    for _ in range(5):
        old = outstanding()

        def act(number, old=old):
            return send("/token/refresh/", {"refresh": old}) if number else everywhere.revoke(user.pk)

        race(act, 4)
        assert send("/token/refresh/", {"refresh": old}) == 401
        assert not RefreshFamily.objects.exists()
        Event.objects.all().delete()


def test_c3_a_login_ends_once():
    make_user()
    pair = APIClient().post("/token/", {"username": "bob", "password": PASSWORD}, format="json").json()
    statuses = race(lambda _: send("/token/blacklist/", {"refresh": pair["refresh"]}), RACERS)
    assert sorted(statuses) == [200] + [401] * (RACERS - 1)


def test_a_login_that_waits_for_a_code_is_completed_once():
    user = make_user()
    with_app(user)
    for _ in range(5):
        key = Rest().post("login/", GOOD).json()["ephemeral_token"]
        recovery = codes_of(user)

        def act(number, key=key, recovery=recovery):
            body = {"ephemeral_token": key, "code": recovery[number % len(recovery)]}
            return Rest().post("mfa/verify/", body).status_code

        statuses = race(act, 2)
        assert sorted(statuses) == [200, 400]

"""Many at once through the cookie dialect."""

import pytest
from django.contrib.auth import get_user_model
from tests.races.test_races import race
from tests.spa import Spa, reset_parts, verify_key
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts.models import Identifier
from gatepost.ground import limits

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
RACERS, ROUNDS = 8, 5


@pytest.fixture(autouse=True)
def _roomy(configure, monkeypatch):
    """Nobody is sent away for want of a place to hash."""
    configure(accounts={"email_verification": "mandatory"})
    monkeypatch.setattr(limits, "_places", limits.threading.BoundedSemaphore(RACERS))


def browsers():
    found = [Spa() for _ in range(RACERS)]
    for one in found:
        one.token()
    return found


def test_j1_many_signups_with_one_address_make_one_user(post):
    for number in range(ROUNDS):
        email, spas = f"u{number}@example.org", browsers()
        passwords = [f"a-long-Secret-{racer}" for racer in range(RACERS)]
        body = [{"email": email, "password": password} for password in passwords]
        statuses = race(lambda racer, spas=spas, body=body: spas[racer].post("signup/", body[racer]).status, RACERS)
        assert set(statuses) == {202}
        assert get_user_model().objects.filter(email=email).count() == 1
        assert Identifier.objects.filter(kind="email", claim=email).count() == 1
        assert Spa().post("signup/verify/", {"key": verify_key(post.to(email)[-1])}).status == 200
        assert [Spa().log_in(email, password).status for password in passwords].count(200) == 1


def test_j1_a_link_of_a_signup_works_once(post):
    for number in range(ROUNDS):
        email, spas = f"u{number}@example.org", browsers()
        spas[0].post("signup/", {"email": email, "password": PASSWORD})
        key = {"key": verify_key(post.to(email)[-1])}
        statuses = race(lambda racer, spas=spas, key=key: spas[racer].post("signup/verify/", key).status, RACERS)
        assert sorted(statuses) == [200] + [400] * (RACERS - 1)


def test_j1_a_link_that_sets_a_password_works_once(post):
    make_user()
    for _ in range(ROUNDS):
        spas = browsers()
        spas[0].post("password-reset/", {"email": BOB})
        link = reset_parts(post.to(BOB)[-1])
        bodies = [{**link, "password": f"{NEW}-{racer}"} for racer in range(RACERS)]
        statuses = race(
            lambda racer, spas=spas, bodies=bodies: spas[racer].post("password-reset/confirm/", bodies[racer]).status,
            RACERS,
        )
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 400, 409}
        assert Spa().log_in(BOB, f"{NEW}-{statuses.index(200)}").status == 200

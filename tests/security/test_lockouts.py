"""Strangers can't lock an owner out, and guesses count once for an account, whatever the entry point."""

import json
import re
from itertools import count
from pathlib import Path

import pytest
from django.test import Client
from tests.client import Api
from tests.factors import with_app
from tests.hashers import CountingHasher
from tests.users import BOB, NEW, PASSWORD, logged_in

from gatepost.ground import limits
from gatepost.ground.models import Bucket

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture(autouse=True)
def _project(settings, configure, clock):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(limits={"enabled": True, "network_factor": 1000}, headless={"trusted_proxies": 1})


def hashes(act):
    before = CountingHasher.calls
    act()
    return CountingHasher.calls - before


def at(number, client="app"):
    """A client of its own network."""
    return Api(client, **{"X-Forwarded-For": f"10.{number // 250}.0.{number % 250 + 1}"})


def attack(networks=1, times=40):
    """A stranger who knows the address alone."""
    for number in range(times):
        stranger = at(number % networks)
        stranger.post("auth/code/request", {"email": BOB})
        stranger.post("auth/password/request", {"email": BOB})
        stranger.post("auth/login", {"email": BOB, "password": f"wrong-{number}"})


@pytest.mark.parametrize("networks", [1, 4])
@pytest.mark.parametrize("by", ["link", "code"])
def test_row_31_an_owner_without_a_known_device_gets_codes_and_resets_after_a_strangers_attack(
    bob, post, configure, networks, by
):
    configure(password={"reset_by": by})
    attack(networks)
    post.all()
    owner = at(200)
    assert owner.post("auth/code/request", {"email": BOB}).pending == ["login_by_code"]
    assert owner.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200
    post.all()
    owner = at(201)
    assert owner.post("auth/password/request", {"email": BOB}).status in (200, 401)
    key = post.key(BOB) if by == "link" else post.code(BOB)
    assert owner.post("auth/password/reset", {"key": key, "password": NEW}).status in (200, 401)
    assert at(202).post("auth/login", {"email": BOB, "password": NEW}).status == 200


def test_row_31_the_mailbox_gets_one_mail_an_hour_while_strangers_go_on(bob, post, clock):
    attack(networks=50, times=100)
    for hour in range(1, 5):
        before = len(post.to(BOB))
        clock.forward(HOUR)
        attack(networks=50, times=20)
        assert 1 <= len(post.to(BOB)) - before <= 15, hour


def test_row_31_an_owner_in_the_strangers_network_gets_a_mail_within_an_hour(bob, post, clock):
    attack()
    assert at(0).post("auth/code/request", {"email": BOB}).codes == [("too_many_login_attempts", "email")]
    clock.forward(HOUR + 1)
    owner = at(0)
    assert owner.post("auth/code/request", {"email": BOB}).status == 401
    assert owner.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200


def test_row_31_a_known_browser_gets_mails_and_logs_in_from_the_strangers_network(bob, post):
    owner = at(0, "browser")
    assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    owner.delete("auth/session")
    attack()
    assert owner.post("auth/code/request", {"email": BOB}).status == 401
    assert owner.post("auth/password/request", {"email": BOB}).status == 200
    assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_row_31_a_stranger_does_not_touch_the_owners_pending_code(bob, post, configure):
    configure(code={"resends": 2}, password={"reset_by": "code"})
    owner, again = at(200), at(201)
    owner.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    again.post("auth/password/request", {"email": BOB})
    reset = post.code(BOB)
    for number in range(30):
        stranger = at(number)
        stranger.post("auth/code/request", {"email": BOB})
        stranger.post("auth/code/resend")
        stranger.post("auth/password/request", {"email": BOB})
        for _ in range(4):
            stranger.post("auth/code/confirm", {"code": "BBBB-BBBB"})
            stranger.post("auth/password/reset", {"key": "BBBB-BBBB", "password": NEW})
    post.all()
    assert owner.post("auth/code/resend").status == 200
    assert owner.post("auth/code/confirm", {"code": code}).status == 400
    assert owner.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200
    assert again.post("auth/password/reset", {"key": reset, "password": NEW}).status in (200, 401)


def test_row_31_the_owner_who_is_logged_in_reauthenticates_and_changes_the_password(bob, api):
    owner = logged_in(bob, api.client)
    attack(networks=20, times=60)
    assert owner.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    change = {"current_password": PASSWORD, "new_password": NEW}
    assert owner.post("account/password/change", change).status == 200


def test_row_31_guesses_in_one_session_do_not_lock_another(bob):
    thief, owner = logged_in(bob), logged_in(bob)
    codes = [thief.post("auth/reauthenticate", {"password": "wrong"}).codes[0] for _ in range(8)]
    assert codes == [("incorrect_password", "password")] * 5 + [("too_many_login_attempts", "password")] * 3
    assert owner.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_row_31_refused_attempts_of_one_session_use_up_nothing_of_the_account(bob, clock):
    thief, owner = logged_in(bob), logged_in(bob)
    for _ in range(100):
        thief.post("auth/reauthenticate", {"password": "wrong"})
        clock.forward(7)
    assert hashes(lambda: owner.post("auth/reauthenticate", {"password": PASSWORD})) == 1
    assert owner.post("auth/reauthenticate", {"password": PASSWORD}).status == 200


def test_row_31_a_stranger_who_is_refused_does_not_use_up_the_day(bob, clock):
    attack(networks=20, times=100)
    clock.forward(301)
    assert at(200).post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_row_31_sign_ups_with_an_address_leave_its_owner_a_mail(post, db):
    def sign_up(number):
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        body = {"email": BOB, "password": PASSWORD}
        client = Client()
        return client.post("/api/signup/", body, content_type="application/json", headers=headers).status_code

    assert {sign_up(1) for _ in range(40)} == {202}
    before = len(post.to(BOB))
    assert sign_up(2) == 202
    assert len(post.to(BOB)) == before + 1


# Row 32


def day_of(attempt, clock, seconds):
    """How many attempts reach the hasher in a day, one each so many seconds."""
    found = 0
    for _ in range(DAY // seconds):
        found += hashes(attempt)
        clock.forward(seconds)
    return found


def test_row_32_a_day_of_guesses_is_a_hundred_whatever_the_pace(bob, clock):
    numbers = count()
    for seconds in (150, 900):
        guess = lambda: at(next(numbers) % 200).post("auth/login", {"email": BOB, "password": "wrong"})  # noqa: E731
        assert day_of(guess, clock, seconds) <= 100
        clock.forward(DAY)


def test_row_32_the_owners_own_logins_hand_out_no_more_guesses(bob, clock):
    guesses = 0
    for _ in range(100):
        guesses += hashes(lambda: [at(0).post("auth/login", {"email": BOB, "password": "x"}) for _ in range(4)])
        at(1).post("auth/login", {"email": BOB, "password": PASSWORD})
        clock.forward(30)
    assert guesses <= 55


def test_row_32_right_passwords_are_no_guesses(bob, clock):
    for _ in range(60):
        assert at(1).post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    session = logged_in(bob)
    for _ in range(60):
        clock.forward(7)
        assert session.post("auth/reauthenticate", {"password": PASSWORD}).status == 200


def dj_rest_auth(bob):
    token = Client().post("/api/v1/dj-rest-auth/login/", {"username": "bob", "password": PASSWORD}).json()["key"]

    def guess():
        body = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
        Client().post("/api/v1/dj-rest-auth/password/change/", body, headers={"Authorization": f"Token {token}"})

    return guess


def native(path, body):
    def made(bob):
        session = logged_in(bob)
        return lambda: session.post(path, body)

    return made


def cookie(bob):
    browser = logged_in(bob, "browser").http
    browser.handler.enforce_csrf_checks = False
    body = {"old_password": "wrong", "new_password": NEW}
    return lambda: browser.post("/api/password-change/", body, content_type="application/json")


def djoser(verb, path, **body):
    def made(bob):
        token = Client().post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).json()["auth_token"]
        sent = json.dumps({"current_password": "wrong", **body})
        headers = {"Authorization": f"Token {token}"}
        return lambda: Client().generic(verb, f"/auth/{path}", sent, "application/json", headers=headers)

    return made


CURRENT = {
    "native, change": native("account/password/change", {"current_password": "wrong", "new_password": NEW}),
    "native, reauthenticate": native("auth/reauthenticate", {"password": "wrong"}),
    "cookie, change": cookie,
    "dj-rest-auth, change": dj_rest_auth,
    "djoser, set_password": djoser("POST", "users/set_password/", new_password=NEW),
    "djoser, set_username": djoser("POST", "users/set_username/", new_username="rob"),
    "djoser, delete": djoser("DELETE", "users/me/"),
}


@pytest.mark.parametrize("name", CURRENT)
def test_row_32_guesses_of_a_login_at_the_current_password_are_few(bob, clock, configure, name):
    configure(rest_auth={"old_password_field_enabled": True})
    guess = CURRENT[name](bob)
    assert hashes(lambda: [guess() for _ in range(20)]) == 5
    clock.forward(DAY)
    assert day_of(guess, clock, 600) <= 100


def test_row_32_all_logins_of_an_account_share_a_hundred_a_day(bob, clock, configure):
    configure(rest_auth={"old_password_field_enabled": True})
    guesses = [make(bob) for make in CURRENT.values()] + [CURRENT["native, reauthenticate"](bob) for _ in range(12)]
    assert hashes(lambda: [guess() for guess in guesses for _ in range(5)]) <= 100
    total = day_of(lambda: [guess() for guess in guesses], clock, 3000)
    assert total <= 100


def test_row_32_a_right_code_of_an_app_hands_out_no_more_guesses(bob, clock):
    totp = with_app(bob)
    guesses = 0
    for _ in range(60):
        thief, owner = at(0), at(1)
        for api in (thief, owner):
            assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
        for _ in range(3):
            codes = thief.post("auth/2fa/authenticate", {"code": totp.wrong()}).codes
            guesses += codes == [("incorrect_code", "code")]
        clock.forward(60)
        owner.post("auth/2fa/authenticate", {"code": totp.code()})
    assert guesses <= 60


def test_an_attempt_that_one_window_refuses_counts_in_none(db, configure, clock):
    configure(limits={"rates": {"login_failed": ["2/10", "4/1000"]}})
    passed = []
    for _ in range(10):
        passed += [not limits.wait(("login_failed", "user:1")) for _ in range(5)]
        clock.forward(11)
    assert passed.count(True) == 4
    assert passed[:7] == [True, True, False, False, False, True, True]


def test_a_success_empties_the_short_windows_and_gives_its_turn_back_in_the_long_ones(db, configure, clock):
    configure(limits={"rates": {"login_failed": ["5/300", "8/86400"]}})
    bucket = ("login_failed", "user:1")
    for _ in range(3):
        assert not limits.wait(bucket)
    limits.count(bucket).succeeded()
    assert [not limits.wait(bucket) for _ in range(6)] == [True] * 5 + [False]
    assert Bucket.objects.count() == 2
    limits.reset(*bucket)
    assert [not limits.wait(bucket) for _ in range(6)] == [True] * 5 + [False]


def test_redis_gives_turns_back_as_the_database_does(db, configure, clock, redis_url):
    configure(limits={"redis_url": redis_url, "rates": {"login_failed": ["5/300", "8/86400"]}})
    bucket = ("login_failed", "user:1")
    for _ in range(3):
        assert not limits.wait(bucket)
    limits.count(bucket).succeeded()
    assert [not limits.wait(bucket) for _ in range(9)] == [True] * 5 + [False] * 4
    assert not Bucket.objects.exists()


def test_every_bucket_is_documented_with_its_rates():
    page = (Path(__file__).parents[2] / "docs" / "limits.md").read_text()
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 6:
            names = re.findall(r"`(\w+)`", cells[1])
            rows |= dict.fromkeys(names, tuple(re.findall(r"`([\d/]+)`", cells[2])))
    assert rows == limits.known()

"""Rows A of the list of attacks: guessing and automation."""

import base64
import gzip
import threading
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, password_validation
from tests.client import Api
from tests.hashers import CountingHasher
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.password import rules
from gatepost.ground import limits
from gatepost.ground.models import Event
from gatepost.sessions import devices


@pytest.fixture(autouse=True)
def _limited(configure, clock):
    configure(limits={"enabled": True, "network_factor": 1000})


def hashes(act):
    before = CountingHasher.calls
    act()
    return CountingHasher.calls - before


def test_a1_all_doors_share_one_bucket(bob, client):
    doors = (
        lambda: Api("app").post("auth/login", {"email": BOB, "password": "wrong"}),
        lambda: Api("browser").post("auth/login", {"username": "bob", "password": "wrong"}),
        lambda: authenticate(None, username="bob", password="wrong"),
        lambda: authenticate(None, username=BOB, password="wrong"),
        lambda: client.post("/admin/login/", {"username": "bob", "password": "wrong"}),
    )
    assert hashes(lambda: [door() for _ in range(8) for door in doors]) == 5
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("too_many_login_attempts", None)
    ]


def test_a2_spellings_share_one_bucket(bob):
    app = Api("app")
    typed = [{"email": name} for name in (BOB, "BOB@example.org", " bob@EXAMPLE.org", "ｂｏｂ@example.org")]
    typed += [{"username": "bob"}, {"username": "BOB"}, {"username": "ｂｏｂ"}]
    assert hashes(lambda: [app.post("auth/login", {**name, "password": "x"}) for _ in range(5) for name in typed]) == 5


def test_a4_ones_own_success_does_not_reset_the_victims_bucket(bob):
    make_user("mallory@example.org", "mallory")
    codes = []
    for _ in range(3):
        codes += [Api("app").post("auth/login", {"email": BOB, "password": "x"}).codes[0][0] for _ in range(2)]
        assert Api("app").post("auth/login", {"email": "mallory@example.org", "password": PASSWORD}).status == 200
    assert codes == ["email_password_mismatch"] * 5 + ["too_many_login_attempts"]


def test_a5_two_windows_do_not_share_a_bucket(bob, configure, clock):
    configure(limits={"rates": {"login_failed": ["5/60", "8/3600"]}})

    def five():
        return [Api("app").post("auth/login", {"email": BOB, "password": "x"}).codes[0][0] for _ in range(5)]

    assert five() == ["email_password_mismatch"] * 5
    clock.forward(61)
    assert five() == ["email_password_mismatch"] * 3 + ["too_many_login_attempts"] * 2


def test_a6_one_network_is_one_source(bob, configure):
    configure(limits={"network_factor": 1}, headless={"trusted_proxies": 1})
    statuses = [
        Api("app", **{"X-Forwarded-For": f"2001:db8::{number:x}"})
        .post("auth/login", {"email": f"x{number}@example.org", "password": "x"})
        .status
        for number in range(40)
    ]
    assert statuses == [400] * 30 + [429] * 10


def test_a8_a_code_dies_after_three_guesses_and_a_resend_refills_none(bob, configure, post):
    configure(code={"resends": 3})
    app = Api("app")
    app.post("auth/code/request", {"email": BOB})
    assert app.post("auth/code/confirm", {"code": "BBBB-BBBB"}).status == 400
    assert app.post("auth/code/resend").status == 200
    assert [app.post("auth/code/confirm", {"code": "BBBB-BBBB"}).status for _ in range(3)] == [400, 400, 409]
    assert app.post("auth/code/confirm", {"code": post.code(BOB)}).status == 409


def test_a8_a_strangers_guesses_use_up_no_code_of_another_session(bob, post):
    owner, stranger = Api("app"), Api("app")
    owner.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    stranger.post("auth/code/request", {"email": BOB})
    assert stranger.post("auth/code/confirm", {"code": code}).status == 400
    assert [stranger.post("auth/code/confirm", {"code": "BBBB-BBBB"}).status for _ in range(2)] == [400, 400]
    assert owner.post("auth/code/confirm", {"code": code}).status == 200


def test_a8_codes_for_one_account_have_a_daily_cap(bob, clock):
    guessed = 0
    for _ in range(20):
        clock.forward(61)
        app = Api("app")
        if app.post("auth/code/request", {"email": BOB}).status == 401:
            guessed += sum(app.post("auth/code/confirm", {"code": "BBBB-BBBB"}).status == 400 for _ in range(4))
    assert guessed == 45


def test_a10_a_disabled_user_gets_in_nowhere(bob, post):
    api = logged_in(bob)
    bob.is_active = False
    bob.save()
    assert api.get("auth/session").status == 401
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("email_password_mismatch", "password")
    ]
    assert authenticate(None, username="bob", password=PASSWORD) is None
    Api("app").post("auth/code/request", {"email": BOB})
    assert "signup" in post.to(BOB)[-1]


def test_a10_the_admin_asks_for_a_proved_address_like_every_other_door(configure, client, db):
    configure(accounts={"email_verification": "mandatory"})
    make_user(verified=False)
    assert authenticate(None, username="bob", password=PASSWORD) is None
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["verify_email"]


@pytest.mark.parametrize("who", [BOB, "nobody@example.org"])
def test_a11_fifty_resets_are_few_mails(bob, post, who):
    answers = [Api("app").post("auth/password/request", {"email": who}) for _ in range(50)]
    assert len(post.to(who)) == 5
    assert [answer.status for answer in answers] == [200] * 5 + [429] * 45


def test_basic_authorization_is_no_login(client, bob):
    header = base64.b64encode(f"{BOB}:{PASSWORD}".encode()).decode()
    assert client.get("/whoami/", headers={"Authorization": f"Basic {header}"}).content == b"AnonymousUser"


def test_a7_nobody_locks_an_owner_out_of_a_known_browser_or_of_the_mailbox(bob, post):
    owner = Api("browser")
    assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    owner.delete("auth/session")
    for number in range(50):
        Api("app", **{"X-Forwarded-For": f"10.0.0.{number}"}).post("auth/login", {"email": BOB, "password": "x"})
    assert Api("browser").post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("too_many_login_attempts", None)
    ]
    assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    elsewhere = Api("app")
    elsewhere.post("auth/code/request", {"email": BOB})
    assert elsewhere.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200


def test_a7_the_mark_of_a_browser_is_the_users_own_and_cannot_be_changed(bob):
    owner = Api("browser")
    owner.post("auth/login", {"email": BOB, "password": PASSWORD})
    mark = owner.http.cookies["gatepost_device"].value
    ann = make_user("ann@example.org", "ann")
    assert devices.known(mark, bob.pk)
    assert not devices.known(mark, ann.pk)
    both = devices.remember(mark, ann.pk)
    assert devices.known(both, ann.pk) == devices.known(both, bob.pk) == mark[:32]
    for changed in (mark[:-1], "0" + mark[1:], mark + "0", mark[::-1], "", ".", "x" * 10_000, "\u00e9" * 32 + ".x"):
        assert changed == mark or not devices.known(changed, bob.pk)
    assert owner.http.cookies["gatepost_device"]["httponly"]


def test_a7_made_up_marks_and_those_of_another_user_give_no_further_guesses(bob):
    make_user("mallory@example.org", "mallory")

    def guess(mark):
        stranger = Api("browser")
        stranger.http.cookies["gatepost_device"] = mark
        stranger.post("auth/login", {"email": BOB, "password": "x"})

    own = Api("browser")
    own.post("auth/login", {"email": "mallory@example.org", "password": PASSWORD})
    tag = own.http.cookies["gatepost_device"].value[32:]
    marks = [own.http.cookies["gatepost_device"].value, *(f"{number:032x}{tag}" for number in range(20))]
    assert hashes(lambda: [guess(mark) for mark in marks]) == 5


def test_a6_a_network_that_tries_many_accounts_is_stopped_and_told_of_once(app, configure):
    configure(limits={"enabled": True, "network_factor": 1})
    for number in range(5):
        make_user(f"u{number}@example.org", f"u{number}")
    statuses = []
    for number in range(500):
        valid = number % 100 == 50
        body = {"email": f"u{number // 100 if valid else number + 1000}@example.org", "password": PASSWORD}
        statuses.append(Api("app").post("auth/login", body).status)
    assert statuses[:30] == [400] * 30
    assert set(statuses[31:]) == {429}
    assert Event.objects.filter(kind="network_limited").count() == 1


def test_a6_addresses_of_one_ipv6_network_are_one_visitor(app, configure):
    configure(limits={"enabled": True, "network_factor": 1})
    statuses = []
    for number in range(60):
        api = Api("app")
        api.http.defaults["REMOTE_ADDR"] = f"2001:db8:1:2::{number + 1:x}"
        statuses.append(api.post("auth/login", {"email": f"x{number}@example.org", "password": "p"}).status)
    assert statuses.count(400) == 30
    api.http.defaults["REMOTE_ADDR"] = "2001:db8:1:3::1"
    assert api.post("auth/login", {"email": "y@example.org", "password": "p"}).status == 400


def test_a12_more_hashes_than_can_wait_are_sent_away_with_a_time_to_come_back(app, monkeypatch):
    make_user()
    monkeypatch.setattr(limits, "_places", threading.BoundedSemaphore(1))
    with limits.hash_slot():
        answer = app.post("auth/login", {"email": BOB, "password": PASSWORD})
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert app.get("config").status == 200
    assert app.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_i6_the_three_thousand_commonest_passwords_are_refused(db):
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    common = gzip.decompress(path.read_bytes()).decode().split()
    assert len(common) > 10_000
    assert all(rules.faults(password, None, "password") for password in common[:3000])


def test_i6_common_passwords_are_refused_at_every_door(api, post):
    body = {"email": BOB, "username": "bob", "password": "password123"}
    assert ("password_too_common", "password") in api.post("auth/signup", body).codes
    app = logged_in(make_user())
    change = {"current_password": PASSWORD, "new_password": "password123"}
    assert ("password_too_common", "new_password") in app.post("account/password/change", change).codes
    Api("app").post("auth/password/request", {"email": BOB})
    reset = {"key": post.key(BOB), "password": "password123"}
    assert ("password_too_common", "password") in Api("app").post("auth/password/reset", reset).codes

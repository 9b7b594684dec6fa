"""Codes: how long they are pending, how often they may be tried, and where they can't be used."""

import pytest
from tests.client import Api
from tests.exchanges import CODE, NUMBER, PHONE, sign_up
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

MORE = "more@example.org"
SHORT = {"email": {"verification_by": "code", "code_seconds": 300}}


@pytest.fixture(autouse=True)
def _without_limits(configure):
    configure(limits={"enabled": False})


def pending(api):
    return api.get("auth/session").pending


# --- time


def test_a_login_code_stays_pending_until_it_is_tried(api, bob, clock, post):
    api.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    clock.forward(181)
    assert (pending(api), pending(api)) == (["login_by_code"], ["login_by_code"])
    assert api.post("auth/code/confirm", {"code": code}).body == {"status": 409}
    assert pending(api) == []


def test_a_login_code_of_nobody_stays_pending_as_long(api, db, clock):
    api.post("auth/code/request", {"email": "ghost@example.org"})
    clock.forward(181)
    assert pending(api) == ["login_by_code"]
    assert api.post("auth/code/confirm", {"code": "BCDF-GHJK"}).status == 409
    assert pending(api) == []


def test_a_required_code_stays_pending_until_it_is_tried(api, bob, clock, configure, post):
    configure(code={"required": True})
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    code = post.code(BOB)
    clock.forward(181)
    assert pending(api) == ["login_by_code"]
    assert api.post("auth/code/confirm", {"code": code}).body == {"status": 409}
    assert pending(api) == []


def test_an_expired_code_is_not_sent_again(api, bob, clock, configure):
    configure(code={"resends": 2})
    api.post("auth/code/request", {"email": BOB})
    clock.forward(181)
    assert api.post("auth/code/resend").body == {"status": 409}
    assert pending(api) == []


def test_a_code_for_an_address_stays_pending_until_it_is_tried(api, clock, configure, post):
    configure(**CODE | SHORT)
    sign_up(api)
    code = post.code(BOB)
    clock.forward(301)
    assert pending(api) == ["verify_email"]
    assert api.post("auth/email/verify", {"key": code}).body == {"status": 409}
    assert pending(api) == []


@pytest.mark.parametrize("seconds", [180, 3600])
def test_after_the_time_of_a_login_no_code_is_pending(api, clock, configure, post, seconds):
    make_user()
    configure(code={"seconds": seconds}, flow={"login_seconds": 900})
    api.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    clock.forward(899)
    assert pending(api) == ["login_by_code"]
    clock.forward(2)
    assert pending(api) == []
    assert api.post("auth/code/confirm", {"code": code}).body == {"status": 409}


@pytest.mark.parametrize("seconds", [180, 3600])
def test_after_the_time_of_a_login_no_required_code_is_pending(api, clock, configure, post, seconds):
    make_user()
    configure(code={"seconds": seconds, "required": True}, flow={"login_seconds": 900})
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    code = post.code(BOB)
    clock.forward(901)
    assert pending(api) == []
    for tried in ("BCDF-GHJK", code):
        assert api.post("auth/code/confirm", {"code": tried}).body == {"status": 409}


@pytest.mark.parametrize("seconds", [300, 3600])
def test_after_the_time_of_a_login_no_address_is_pending(api, clock, configure, post, seconds):
    configure(**CODE | {"email": {"verification_by": "code", "code_seconds": seconds}})
    sign_up(api)
    code = post.code(BOB)
    clock.forward(901)
    assert pending(api) == []
    for tried in ("BCDF-GHJK", code):
        assert api.post("auth/email/verify", {"key": tried}).body == {"status": 409}


@pytest.mark.parametrize("waited", [901, 3500])
def test_the_session_ended_with_its_login_so_that_apps_lost_their_token(app, bob, clock, post, waited):
    app.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    clock.forward(waited)
    assert app.post("auth/code/confirm", {"code": code}).body == {"status": 409}
    assert app.get("auth/session").status == 401
    assert app.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_a_code_that_was_requested_late_in_a_session_died_with_it(api, bob, clock, post):
    api.post("auth/code/request", {"email": "ghost@example.org"})
    clock.forward(890)
    api.post("auth/code/request", {"email": BOB})
    clock.forward(100)
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200


def test_a_session_without_a_user_ends_when_it_is_unused(app, clock):
    app.post("auth/code/request", {"email": BOB})
    clock.forward(3601)
    assert app.get("auth/session").status == 410


def test_a_reset_is_not_pending_once_its_code_expired(api, bob, clock, configure, post):
    configure(password={"reset_by": "code"})
    api.post("auth/password/request", {"email": BOB})
    code = post.code(BOB)
    clock.forward(181)
    assert api.get("auth/session").flows[-1] == {"id": "password_reset_by_code", "is_pending": False}
    assert api.post("auth/password/reset", {"key": code, "password": NEW}).body == {"status": 409}


def test_an_expired_code_ends_no_other_login(api, clock, configure):
    configure(**CODE)
    sign_up(api)
    assert api.post("auth/code/confirm", {"code": "BCDF-GHJK"}).status == 409
    assert pending(api) == ["verify_email"]


# --- tries


@pytest.mark.parametrize("missing", [{}, {"code": ""}, {"code": None}, {"code": []}])
def test_a_missing_login_code_counts_as_a_try(api, bob, post, missing):
    api.post("auth/code/request", {"email": BOB})
    for _ in range(3):
        assert api.post("auth/code/confirm", missing).codes == [("required", "code")]
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).body == {"status": 409}
    assert pending(api) == []


@pytest.mark.parametrize("missing", [{"password": NEW}, {"key": "", "password": NEW}, {"key": None}])
def test_a_missing_code_of_a_reset_counts_as_a_try(api, bob, configure, post, missing):
    configure(password={"reset_by": "code"})
    api.post("auth/password/request", {"email": BOB})
    for _ in range(3):
        assert ("required", "key") in api.post("auth/password/reset", missing).codes
    assert api.post("auth/password/reset", {"key": post.code(BOB), "password": NEW}).body == {"status": 409}


def test_a_missing_password_is_no_try(api, bob, configure, post):
    configure(password={"reset_by": "code"})
    api.post("auth/password/request", {"email": BOB})
    for _ in range(4):
        assert api.post("auth/password/reset", {"key": post.code(BOB)}).codes == [("required", "password")]
    assert api.post("auth/password/reset", {"key": post.code(BOB), "password": NEW}).status == 401


@pytest.mark.parametrize("missing", [{}, {"key": ""}, {"key": None}])
def test_a_missing_code_for_an_address_counts_as_a_try(api, configure, post, missing):
    configure(**CODE)
    sign_up(api)
    for _ in range(3):
        assert api.post("auth/email/verify", missing).codes == [("required", "key")]
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).body == {"status": 409}
    assert pending(api) == []


def test_a_missing_code_spoils_two_wrong_ones(api, bob, post):
    api.post("auth/code/request", {"email": BOB})
    for body in ({"code": "BCDF-GHJK"}, {}, {"code": "BCDF-GHJK"}):
        assert api.post("auth/code/confirm", body).status == 400
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 409


@pytest.mark.parametrize("wrong", [{"key": "BCDF-GHJK"}, {}])
@pytest.mark.parametrize("taken", [False, True])
def test_three_wrong_codes_remove_an_address_that_is_being_added(api, bob, configure, wrong, taken):
    configure(email={"verification_by": "code"})
    if taken:
        make_user(MORE, "other")
    api = logged_in(bob, api.client)
    assert len(api.post("account/email", {"email": MORE}).body["data"]) == 2
    for _ in range(3):
        assert api.post("auth/email/verify", wrong).status == 400
    assert api.post("auth/email/verify", {"key": "BCDF-GHJK"}).body == {"status": 409}
    data = api.get("account/email").body["data"]
    assert data == [{"email": BOB, "primary": True, "verified": True}]


def test_three_wrong_codes_leave_the_primary_address(api, configure, db):
    configure(email={"verification_by": "code", "resends": 2})
    api = logged_in(make_user(verified=False), api.client)
    assert api.put("account/email", {"email": BOB}).status == 200
    for _ in range(3):
        assert api.post("auth/email/verify", {"key": "BCDF-GHJK"}).status == 400
    assert [one["email"] for one in api.get("account/email").body["data"]] == [BOB]


# --- while logged in


@pytest.mark.parametrize("address", [BOB, "ghost@example.org"])
def test_a_code_that_is_asked_for_while_logged_in(api, bob, post, address):
    api = logged_in(bob, api.client)
    answer = api.post("auth/code/request", {"email": address})
    assert (answer.status, answer.body) == (200, api.get("auth/session").body)
    assert len(post.to(address)) == 1
    code = post.code(BOB) if address == BOB else "BCDF-GHJK"
    assert api.post("auth/code/confirm", {"code": code}).body == {"status": 409}
    assert api.post("auth/code/resend").body == {"status": 409}
    assert api.get("auth/session").status == 200


def test_a_number_is_sent_a_code_while_logged_in(api, configure, post):
    configure(**PHONE)
    api = logged_in(make_user(phone=NUMBER), api.client)
    assert api.post("auth/code/request", {"phone": NUMBER}).status == 200
    assert len(post.to(NUMBER)) == 1
    assert Api(api.client).post("auth/code/confirm", {"code": post.code(NUMBER)}).status == 409

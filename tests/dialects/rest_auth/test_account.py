"""Contract: dj-rest-auth 2.4 to 2.7, line by line."""

import pytest
from tests.dialects.rest import GOOD, Rest
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.features.password import hashing
from gatepost.sessions.models import Session
from gatepost.sessions.queries import ENDED
from gatepost.tokens.models import Token

INVALID_NAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
NAME_TAKEN = "A user with that username already exists."
COMMON = "This password is too common."
NUMERIC = "This password is entirely numeric."
LONG = "Ensure this field has no more than 128 characters."
MISMATCH = {"new_password2": ["The two password fields didn’t match."]}
TAKEN = {"username": [NAME_TAKEN]}
SHORT = "This password is too short. It must contain at least 8 characters."


def twice(password, **more):
    return {"new_password1": password, "new_password2": password, **more}


def test_one_s_own_record(keyed, bob):
    told = {"pk": bob.pk, "username": "bob", "email": BOB, "first_name": "", "last_name": ""}
    assert keyed.get("user/").json() == told
    answer = keyed.call("PATCH", "user/", {"first_name": " Rob ", "email": "x@example.org", "pk": 9, "is_staff": True})
    assert (answer.status_code, answer.json()) == (200, {**told, "first_name": "Rob"})
    bob.refresh_from_db()
    assert (bob.email, bob.is_staff, bob.first_name) == (BOB, False, "Rob")
    assert Rest().get("user/").status_code == 403


NAMES = [
    ("PUT", {}, {"username": ["This field is required."]}),
    ("PATCH", {"username": "eve"}, TAKEN),
    ("PATCH", {"username": "EVE"}, TAKEN),
    ("PATCH", {"username": "a b"}, {"username": [INVALID_NAME]}),
    ("PATCH", {"username": "x" * 151}, {"username": ["Ensure this field has no more than 150 characters."]}),
    ("PATCH", {"first_name": "x" * 151}, {"first_name": ["Ensure this field has no more than 150 characters."]}),
    ("PATCH", {"last_name": None}, {"last_name": ["This field may not be null."]}),
    ("PUT", {"username": "bob", "last_name": "B"}, None),
    ("PUT", {"username": "BOB"}, None),
    ("PATCH", {"username": "robert"}, None),
]


@pytest.mark.parametrize(("verb", "body", "told"), NAMES)
def test_what_may_be_written(keyed, verb, body, told):
    make_user("eve@example.org", "eve")
    answer = keyed.call(verb, "user/", body)
    if told is None:
        assert (answer.status_code, answer.json()["username"]) == (200, body["username"])
        assert keyed.get("user/").json()["username"] == body["username"]
    else:
        assert (answer.status_code, answer.json()) == (400, told)


def test_a_new_name_logs_in(keyed):
    keyed.call("PATCH", "user/", {"username": "robert"})
    assert Rest().post("login/", {**GOOD, "username": "robert"}).status_code == 200
    assert Rest().post("login/", GOOD).status_code == 400


CHANGES = [
    ({}, {"new_password1": ["This field is required."], "new_password2": ["This field is required."]}),
    ({"new_password1": NEW, "new_password2": "other"}, MISMATCH),
    (twice("short"), {"new_password2": [SHORT]}),
    (twice("12345"), {"new_password2": [SHORT, COMMON, NUMERIC]}),
    (twice("x" * 129), {"new_password1": [LONG], "new_password2": [LONG]}),
    (twice("bob@example.org"), {"new_password2": ["The password is too similar to the email address."]}),
]


@pytest.mark.parametrize(("body", "told"), CHANGES)
def test_faults_of_a_new_password(keyed, body, told):
    answer = keyed.post("password/change/", body)
    assert (answer.status_code, answer.json()) == (400, told)


def test_a_change_keeps_the_key_it_was_asked_with_and_ends_other_logins(keyed, rest, bob):
    other = Rest(Authorization=f"Token {Rest().log_in()}")
    answer = keyed.post("password/change/", twice(NEW))
    assert (answer.status_code, answer.json()) == (200, {"detail": "New password has been saved."})
    assert keyed.get("user/").status_code == 200
    assert other.get("user/").status_code == 403
    assert rest.get("user/").status_code == 403
    assert Rest().post("login/", {**GOOD, "password": NEW}).status_code == 200


def test_keys_live_on_by_setting(keyed, bob, configure):
    configure(tokens={"end_on_password_change": False})
    other = Rest(Authorization=f"Token {Rest().log_in()}")
    assert keyed.post("password/change/", twice(NEW)).status_code == 200
    assert other.get("user/").status_code == 200


@pytest.mark.parametrize("ends", [False, True])
def test_the_session_of_a_change_goes_on_with_a_new_key_unless_it_is_to_end(rest, bob, configure, ends):
    configure(rest_auth={"logout_on_password_change": ends})
    rest.log_in()
    before = rest.http.cookies["sessionid"].value
    assert rest.post("password/change/", twice(NEW), **rest.csrf).status_code == 200
    assert rest.http.cookies["sessionid"].value != before
    assert rest.get("user/").status_code == (403 if ends else 200)


@pytest.mark.parametrize("ends", [False, True])
def test_the_csrf_token_of_a_browser_stays_good_after_a_change(rest, bob, configure, ends):
    configure(rest_auth={"logout_on_password_change": ends})
    rest.log_in()
    held = rest.csrf
    answer = rest.post("password/change/", twice(NEW), **held)
    assert (answer.status_code, set(answer.cookies)) == (200, {"sessionid"})
    assert rest.csrf == held
    assert rest.call("PATCH", "user/", {"first_name": "Rob"}, **held).status_code == (403 if ends else 200)
    assert rest.post("logout/", **held).status_code == 200
    assert rest.csrf == held
    assert rest.post("login/", {**GOOD, "password": NEW}).status_code == 200
    assert rest.csrf != held


def test_the_present_password_by_setting(keyed, configure):
    configure(rest_auth={"old_password_field_enabled": True})
    assert keyed.post("password/change/", twice(NEW)).json() == {"old_password": ["This field is required."]}
    wrong = {"old_password": ["Your old password was entered incorrectly. Please enter it again."]}
    assert keyed.post("password/change/", twice("short", old_password="no")).json() == wrong
    assert (
        keyed.post("password/change/", {"new_password1": NEW, "new_password2": "x", "old_password": "no"}).json()
        == wrong
    )
    mismatch = keyed.post("password/change/", {"new_password1": NEW, "new_password2": "x", "old_password": PASSWORD})
    assert mismatch.json() == MISMATCH
    assert keyed.post("password/change/", twice(NEW, old_password=PASSWORD)).status_code == 200


def test_who_has_no_password_sets_a_first_one(keyed, bob, configure):
    configure(tokens={"end_on_password_change": False}, rest_auth={"old_password_field_enabled": False})
    bob.set_unusable_password()
    bob.save()
    assert keyed.post("password/change/", twice(NEW)).status_code == 200
    bob.refresh_from_db()
    assert hashing.verify(NEW, bob.password)


def asked(rest, links, email=BOB):
    rest.post("password/reset/", {"email": email})
    uid, token = links(BOB)[-1].rstrip("/").split("/")[-2:]
    return {"uid": uid, "token": token}


SENT = {"detail": "Password reset e-mail has been sent."}


def test_a_reset_tells_nothing(rest, bob, links):
    for email in (BOB, BOB.upper(), "nobody@example.org"):
        answer = rest.post("password/reset/", {"email": email})
        assert (answer.status_code, answer.json()) == (200, SENT)
    assert len(links(BOB)) == 2
    assert rest.post("password/reset/", {"email": "junk"}).json() == {"email": ["Enter a valid email address."]}
    lifecycle.set_active(bob.pk, active=False)
    rest.post("password/reset/", {"email": BOB})
    assert len(links(BOB)) == 2


def test_a_reset_goes_to_users_without_proof_and_without_password(rest, db, links):
    ann = make_user(verified=False)
    ann.set_unusable_password()
    ann.save()
    assert rest.post("password/reset/", {"email": BOB}).json() == SENT
    assert links(BOB)


def test_d6_the_host_of_a_request_builds_no_link(rest, bob, links):
    rest.post("password/reset/", {"email": BOB}, Host="app.example.org", **{"X-Forwarded-Host": "evil.example"})
    assert links(BOB)[-1].startswith("http://127.0.0.1:8000/api/v1/dj-rest-auth/password/reset/confirm/")


def test_a_reset_sets_the_password_once_and_logs_nobody_in(rest, bob, links):
    key = rest.log_in()
    fresh = Rest()
    pair = asked(fresh, links)
    answer = fresh.post("password/reset/confirm/", {**pair, **twice(NEW)})
    assert (answer.status_code, answer.json()) == (200, {"detail": "Password has been reset with the new password."})
    assert not answer.cookies
    assert Rest(Authorization=f"Token {key}").get("user/").status_code == 403
    again = fresh.post("password/reset/confirm/", {**pair, **twice(NEW)})
    assert (again.status_code, again.json()) == (400, {"token": ["Invalid value"]})
    assert not Token.objects.exists()
    assert not Session.objects.filter(user=bob).exclude(auth_hash=ENDED).exists()
    assert fresh.post("login/", {**GOOD, "password": NEW}).status_code == 200


def test_the_wire_form_of_a_reset(rest, bob, links):
    pair = asked(rest, links)
    assert int(pair["uid"], 36) == bob.pk
    front, _, back = pair["token"].partition("-")
    assert (len(front), len(back), int(back, 16) > 0) == (6, 32, True)


def test_what_is_told_of_a_bad_reset_and_in_which_order(rest, bob, links):
    pair = asked(rest, links)

    def told(**more):
        answer = rest.post("password/reset/confirm/", {**pair, **twice(NEW), **more})
        assert answer.status_code == 400
        return answer.json()

    for uid in ("zzz", "!", "0", "9" * 60, "ü"):
        assert told(uid=uid, token="x", new_password2="y") == {"uid": ["Invalid value"]}
    for token in ("x", pair["token"][:-1], pair["token"] + "0", pair["token"].upper(), "000000-" + "0" * 32):
        assert told(token=token, new_password2="y") == {"token": ["Invalid value"]}
    assert told(new_password2="y") == MISMATCH
    assert told(new_password1="short", new_password2="short") == {"new_password2": [SHORT]}
    assert told(uid=None, token="") == {
        "uid": ["This field may not be null."],
        "token": ["This field may not be blank."],
    }
    assert told(uid=[], token={}) == {"uid": ["Not a valid string."], "token": ["Not a valid string."]}
    assert told(uid=12345) == {"uid": ["Invalid value"]}


def test_f13_a_reset_dies_with_a_login_a_change_and_time(rest, bob, links, clock):
    pair = asked(rest, links)
    Rest().log_in()
    assert rest.post("password/reset/confirm/", {**pair, **twice(NEW)}).json() == {"token": ["Invalid value"]}
    pair = asked(rest, links)
    clock.forward(3 * 86400)
    assert rest.post("password/reset/confirm/", {**pair, **twice(NEW)}).json() == {"token": ["Invalid value"]}


def test_c4_a_disabled_user_resets_nothing(rest, bob, links):
    pair = asked(rest, links)
    lifecycle.set_active(bob.pk, active=False)
    assert rest.post("password/reset/confirm/", {**pair, **twice(NEW)}).json() == {"token": ["Invalid value"]}


def test_f10_a_link_of_one_user_opens_no_other(rest, bob, links):
    eve = make_user("eve@example.org", "eve")
    pair = asked(rest, links)
    assert rest.post("password/reset/confirm/", {**pair, "uid": format(eve.pk, "x"), **twice(NEW)}).status_code == 400


def test_the_link_of_a_mail_leads_to_a_form(rest, bob, links):
    pair = asked(rest, links)
    page = rest.http.get(links(BOB)[-1].removeprefix("http://127.0.0.1:8000"))
    assert page.status_code == 200
    assert all(f'value="{value}"' in page.content.decode() for value in pair.values())
    answer = rest.http.post("/api/v1/dj-rest-auth/password/reset/confirm/", {**pair, **twice(NEW)})
    assert answer.status_code == 200
    assert rest.http.get("/api/v1/dj-rest-auth/password/reset/confirm/1/junk/").status_code == 404

"""Contract: djoser, accounts and mailed links, line by line."""

import base64
import json
import re
from typing import get_args

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from rest_framework.test import APIClient
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, NEW, PASSWORD, made_by_staff, make_user

from gatepost import conf
from gatepost.accounts.accounts import load
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.djoser.forms import Record, SignUp
from gatepost.dialects.djoser.settings import DjoserSettings, Permit
from gatepost.dialects.djoser.tokens import LogIn, LogOut
from gatepost.dialects.djoser.urls import Root
from gatepost.dialects.djoser.users import Users
from gatepost.flow import account_links
from gatepost.ground import clock as ground_clock
from gatepost.ground.models import Event, OneTimeSecret
from gatepost.ground.secret_queries import delete_old_secrets
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import Plan, open_for

USERS, ME = "/auth/users/", "/auth/users/me/"
REQUIRED, NULL, BLANK, STRING = (
    "This field is required.",
    "This field may not be null.",
    "This field may not be blank.",
    "Not a valid string.",
)
TAKEN = "A user with that username already exists."
BAD_NAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
BAD_ADDRESS = "Enter a valid email address."
NUL, SURROGATE = "Null characters are not allowed.", "Surrogate characters are not allowed: U+D800."
PASSWORDS = "The two password fields didn't match."
USERNAMES = "The two username fields didn't match."
INVALID = "Invalid password."
UID, TOKEN = "Invalid user id or user doesn't exist.", "Invalid token for given user."
NOBODY = ["User with given email does not exist."]
NOT_PROVIDED = "Authentication credentials were not provided."
AMY = {"username": "amy", "email": "Amy@Example.ORG", "password": NEW}
LINK = re.compile(r"/([\w-]+)/([0-9a-z]{6}-[0-9a-f]{32})")


def person(user=None):
    """A client that shows a token of this user."""
    client = APIClient()
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Token {open_for(user, Plan())[0]}")
    return client


def call(client, verb, path, body=None):
    """Status and body, as any client sees them."""
    data = json.dumps(body) if body is not None else ""
    answer = client.generic(verb, path, data, content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture(autouse=True)
def _by_token(monkeypatch):
    """As in a project whose default is the token alone."""
    for view in (Users, LogIn, LogOut, Root):
        monkeypatch.setattr(view, "authentication_classes", (TokenAuthentication,))


@pytest.fixture
def link(post):
    """The uid and the token of the last mail to an address."""
    return lambda address=BOB: LINK.findall(post.to(address)[-1])[-1]


# --- users/: sign up


def test_a_sign_up_answers_with_the_record_and_logs_nobody_in(db):
    status, body = call(person(), "POST", USERS, AMY)
    user = get_user_model().objects.get()
    assert (status, body) == (201, {"email": "amy@example.org", "username": "amy", "id": user.pk})
    assert list(body) == ["email", "username", "id"]
    assert user.check_password(NEW)
    assert (user.last_login, Token.objects.count()) == (None, 0)
    assert list(Event.objects.values_list("kind", flat=True)) == ["signup"]


SIGN_UPS = [
    ({}, {"username": [REQUIRED], "password": [REQUIRED]}),
    ({"username": None, "email": None, "password": None}, {"username": [NULL], "email": [NULL], "password": [NULL]}),
    ({"username": " ", "password": " "}, {"username": [BLANK], "password": [BLANK]}),
    (
        {"username": [], "email": [], "password": {}},
        {"username": [STRING], "email": [BAD_ADDRESS], "password": [STRING]},
    ),
    (
        {"username": True, "email": 1, "password": False},
        {"username": [STRING], "email": [BAD_ADDRESS], "password": [STRING]},
    ),
    ({**AMY, "username": "a b"}, {"username": [BAD_NAME]}),
    ({**AMY, "username": "a\0b"}, {"username": [BAD_NAME, NUL]}),
    ({**AMY, "username": "a\ud800"}, {"username": [BAD_NAME, SURROGATE]}),
    ({**AMY, "username": "a" * 151}, {"username": ["Ensure this field has no more than 150 characters."]}),
    ({**AMY, "username": "bob"}, {"username": [TAKEN]}),
    ({**AMY, "username": "аdmin"}, {"username": [BAD_NAME]}),
    ({**AMY, "email": "nobody"}, {"email": [BAD_ADDRESS]}),
    ({**AMY, "email": "a\0@example.org"}, {"email": [NUL, BAD_ADDRESS]}),
    ({**AMY, "password": "a\0" + NEW}, {"password": [NUL]}),
    ({**AMY, "password": "x" * 257}, {"password": ["Ensure this field has no more than 256 characters."]}),
    (
        {**AMY, "password": "1234567"},
        {
            "password": [
                "This password is too short. It must contain at least 8 characters.",
                "This password is too common.",
                "This password is entirely numeric.",
            ]
        },
    ),
    (
        {**AMY, "username": "amelie", "password": "amelie12"},
        {"password": ["The password is too similar to the username."]},
    ),
    ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
    (1, {"non_field_errors": ["Invalid data. Expected a dictionary, but got int."]}),
]


@pytest.mark.parametrize(("body", "errors"), SIGN_UPS)
def test_a_sign_up_tells_what_is_wrong(bob, body, errors):
    assert call(person(), "POST", USERS, body) == (400, errors)


def test_a_name_is_a_number_and_a_password_is_trimmed(db):
    status, body = call(person(), "POST", USERS, {"username": 4711, "password": f" {NEW} ", "is_staff": True})
    assert (status, body["username"], body["email"]) == (201, "4711", "")
    user = get_user_model().objects.get()
    assert (user.check_password(NEW), user.is_staff) == (True, False)


def test_addresses_need_not_be_unique(bob):
    assert call(person(), "POST", USERS, {**AMY, "email": BOB})[0] == 201


def test_the_retype_check_comes_after_the_rules(db, configure):
    configure(djoser={"user_create_password_retype": True})
    assert call(person(), "POST", USERS, AMY) == (400, {"re_password": [REQUIRED]})
    short = call(person(), "POST", USERS, {**AMY, "password": "short", "re_password": "other"})
    assert list(short[1]) == ["password"]
    assert call(person(), "POST", USERS, {**AMY, "re_password": "other"}) == (400, {"non_field_errors": [PASSWORDS]})
    assert call(person(), "POST", USERS, {**AMY, "re_password": NEW})[0] == 201


def test_a_retype_field_is_ignored_where_it_is_not_configured(db):
    assert call(person(), "POST", USERS, {**AMY, "re_password": "other"})[0] == 201


def test_an_address_that_must_be_proved_is_mailed_a_link(configure, post):
    configure(accounts={"email_verification": "mandatory"})
    assert call(person(), "POST", USERS, AMY)[0] == 201
    login = {"username": "amy", "password": NEW}
    assert call(person(), "POST", "/auth/token/login/", login)[1]["code"] == "verify_email"
    Api("app").post("auth/email/verify", {"key": post.key("amy@example.org")})
    assert call(person(), "POST", "/auth/token/login/", login)[0] == 200


def test_b3_a_sign_up_with_a_taken_address_is_answered_alike(bob, configure, post):
    configure(accounts={"email_verification": "mandatory"})
    free = call(person(), "POST", USERS, AMY)
    taken = call(person(), "POST", USERS, {**AMY, "username": "eve", "email": BOB})
    assert (free[0], list(free[1])) == (taken[0], list(taken[1]))


def test_a_closed_sign_up_is_refused(db, configure):
    configure(accounts={"signup_open": False})
    assert call(person(), "POST", USERS, AMY)[0] == 403


STATEMENTS = [
    ("POST", USERS, AMY, 4),
    ("GET", ME, None, 1),
    ("PATCH", ME, {"email": "new@example.org"}, 10),
    ("DELETE", ME, {"current_password": PASSWORD}, 40),
    ("POST", f"{USERS}set_password/", {"new_password": NEW, "current_password": PASSWORD}, 14),
    ("POST", f"{USERS}set_username/", {"new_username": "rob", "current_password": PASSWORD}, 10),
    ("POST", f"{USERS}reset_password/", {"email": BOB}, 4),
    ("POST", f"{USERS}reset_username/", {"email": BOB}, 4),
]


@pytest.mark.parametrize("line", STATEMENTS, ids=lambda line: f"{line[0]} {line[1]}")
def test_an_act_costs_few_statements(bob, line):
    verb, path, body, most = line
    client = person(bob if "reset" not in path and path != USERS else None)
    call(client, "GET", ME)
    with Counted() as counted:
        call(client, verb, path, body)
    assert len(counted.statements) <= most, counted.statements


# --- users/, users/<id>/, users/me/: look


def record(user):
    return {"email": user.email, "id": user.pk, "username": user.username}


def test_the_list_holds_the_own_record_alone(bob):
    make_user("amy@example.org", "amy")
    assert call(person(bob), "GET", USERS) == (200, [record(bob)])


def test_staff_see_everybody_and_so_does_anybody_where_nobody_is_hidden(bob, configure):
    amy = make_user("amy@example.org", "amy")
    everybody = (200, [record(bob), record(amy)])
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    assert call(person(bob), "GET", USERS) == everybody
    configure(djoser={"hide_users": False})
    assert call(person(amy), "GET", USERS) == everybody


def test_lists_are_paged_as_the_project_says(bob, monkeypatch):
    from rest_framework.pagination import LimitOffsetPagination  # noqa: PLC0415
    from rest_framework.settings import api_settings  # noqa: PLC0415

    monkeypatch.setattr(api_settings, "DEFAULT_PAGINATION_CLASS", LimitOffsetPagination)
    status, body = call(person(bob), "GET", f"{USERS}?limit=1")
    assert (status, body["count"], body["results"]) == (200, 1, [record(bob)])


@pytest.mark.parametrize("path", ["me/", "{own}/", "me.json", "{own}.json"])
def test_the_own_record(bob, path):
    assert call(person(bob), "GET", USERS + path.format(own=bob.pk)) == (200, record(bob))


LOOKS = [
    ("hidden", "{other}/", "GET", 404, "Not found."),
    ("hidden", "{other}/", "PUT", 404, "Not found."),
    ("hidden", "{other}/", "PATCH", 404, "Not found."),
    ("hidden", "{other}/", "DELETE", 404, "Not found."),
    ("seen", "{other}/", "GET", 403, "You do not have permission to perform this action."),
    ("seen", "{other}/", "PATCH", 403, "You do not have permission to perform this action."),
    ("seen", "{other}/", "DELETE", 403, "You do not have permission to perform this action."),
    ("hidden", "4711/", "GET", 404, "No User matches the given query."),
    ("hidden", "x/", "GET", 404, "Not found."),
    ("hidden", "99999999999999999999999/", "GET", 404, "Not found."),
    ("hidden", "-1/", "GET", 404, "No User matches the given query."),
]


@pytest.mark.parametrize("line", LOOKS)
def test_strangers_records(bob, configure, line):
    who, path, verb, status, detail = line
    configure(djoser={"hide_users": who == "hidden"})
    other = make_user("amy@example.org", "amy")
    body = None if verb == "GET" else {"current_password": PASSWORD}
    assert call(person(bob), verb, USERS + path.format(other=other.pk), body) == (status, {"detail": detail})
    assert get_user_model().objects.count() == 2


def test_staff_look_at_anybody(bob):
    amy = make_user("amy@example.org", "amy")
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    assert call(person(bob), "GET", f"{USERS}{amy.pk}/") == (200, record(amy))


# --- change


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
@pytest.mark.parametrize("path", [ME, USERS + "{own}/"])
def test_only_the_address_can_be_written(bob, verb, path):
    body = {"email": "New@Example.ORG", "username": "x", "id": 7, "is_staff": True}
    answer = call(person(bob), verb, path.format(own=bob.pk), body)
    bob.refresh_from_db()
    assert answer == (200, {"email": "new@example.org", "id": bob.pk, "username": "bob"})
    assert (bob.email, bob.is_staff) == ("new@example.org", False)
    assert not load(bob).has_verified("email")


ADDRESSES = [
    ({"email": "x"}, {"email": [BAD_ADDRESS]}),
    ({"email": None}, {"email": [NULL]}),
    ({"email": []}, {"email": [BAD_ADDRESS]}),
    ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
]


@pytest.mark.parametrize(("body", "errors"), ADDRESSES)
def test_a_bad_address_is_told(bob, body, errors):
    assert call(person(bob), "PATCH", ME, body) == (400, errors)


def test_a_put_may_hold_nothing_and_an_address_may_be_blank(bob):
    assert call(person(bob), "PUT", ME, {}) == (200, record(bob))
    assert call(person(bob), "PUT", ME, {"email": ""})[1]["email"] == ""


def test_a_new_address_closes_the_account_until_it_is_proved(bob, configure, link):
    configure(djoser={"send_activation_email": True})
    client = person(bob)
    assert call(client, "PATCH", ME, {"email": "new@example.org"})[0] == 200
    assert call(client, "GET", ME) == (401, {"detail": "User inactive or deleted."})
    uid, token = link("new@example.org")
    assert call(person(), "POST", f"{USERS}activation/", {"uid": uid, "token": token}) == (204, None)
    assert call(client, "GET", ME)[0] == 200
    assert load(bob).has_verified("email")


def test_staff_who_change_an_address_close_the_account_too(bob, configure, post):
    configure(djoser={"send_activation_email": True})
    amy = make_user("amy@example.org", "amy")
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    assert call(person(bob), "PATCH", f"{USERS}{amy.pk}/", {"email": "new@example.org"})[0] == 200
    amy.refresh_from_db()
    assert (amy.is_active, len(post.to("new@example.org"))) == (False, 1)


# --- delete


DELETIONS = [
    ({}, {"current_password": [REQUIRED]}),
    ({"current_password": "wrong"}, {"current_password": [INVALID]}),
    ({"current_password": 1}, {"current_password": [INVALID]}),
    ({"current_password": []}, {"current_password": [STRING]}),
    ({"current_password": ""}, {"current_password": [BLANK]}),
]


@pytest.mark.parametrize(("body", "errors"), DELETIONS)
def test_a_deletion_asks_for_the_password(bob, body, errors):
    assert call(person(bob), "DELETE", ME, body) == (400, errors)
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("path", [ME, USERS + "{own}/"])
def test_a_deleted_user_is_gone_with_every_token(bob, path):
    client = person(bob)
    assert call(client, "DELETE", path.format(own=bob.pk), {"current_password": PASSWORD}) == (204, None)
    assert (get_user_model().objects.count(), Token.objects.count()) == (0, 0)
    assert call(client, "GET", ME) == (401, {"detail": "Invalid token."})


def test_staff_delete_others_with_their_own_password(bob):
    amy = make_user("amy@example.org", "amy", password=NEW)
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    path = f"{USERS}{amy.pk}/"
    assert call(person(bob), "DELETE", path, {"current_password": NEW}) == (400, {"current_password": [INVALID]})
    assert call(person(bob), "DELETE", path, {"current_password": PASSWORD}) == (204, None)


# --- set_password, set_username


CHANGES = [
    ("set_password", {}, {"new_password": [REQUIRED], "current_password": [REQUIRED]}),
    ("set_password", {"new_password": "short", "current_password": "wrong"}, {"current_password": [INVALID]}),
    (
        "set_password",
        {"new_password": "short", "current_password": PASSWORD},
        {"new_password": ["This password is too short. It must contain at least 8 characters."]},
    ),
    (
        "set_password",
        {"new_password": None, "current_password": []},
        {"new_password": [NULL], "current_password": [STRING]},
    ),
    ("set_username", {}, {"new_username": [REQUIRED], "current_password": [REQUIRED]}),
    (
        "set_username",
        {"new_username": "amy", "current_password": "wrong"},
        {"new_username": [TAKEN], "current_password": [INVALID]},
    ),
    ("set_username", {"new_username": "amy", "current_password": PASSWORD}, {"new_username": [TAKEN]}),
    ("set_username", {"new_username": "a b", "current_password": PASSWORD}, {"new_username": [BAD_NAME]}),
    ("set_username", {"new_username": "a\0", "current_password": PASSWORD}, {"new_username": [BAD_NAME, NUL]}),
    (
        "set_username",
        {"new_username": "a b", "current_password": "wrong"},
        {"new_username": [BAD_NAME], "current_password": [INVALID]},
    ),
]


@pytest.mark.parametrize(("act", "body", "errors"), CHANGES)
def test_a_change_tells_what_is_wrong(bob, act, body, errors):
    make_user("amy@example.org", "amy")
    assert call(person(bob), "POST", f"{USERS}{act}/", body) == (400, errors)


def test_a_new_password_ends_other_tokens_and_not_the_one_that_asked(bob):
    asks, other = person(bob), person(bob)
    assert call(asks, "POST", f"{USERS}set_password/", {"new_password": NEW, "current_password": PASSWORD}) == (
        204,
        None,
    )
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert [call(client, "GET", ME)[0] for client in (asks, other)] == [200, 401]


def test_a_user_without_a_password_can_not_change_it_here(bob):
    bob.set_unusable_password()
    bob.save()
    body = {"new_password": NEW, "current_password": "anything"}
    assert call(person(bob), "POST", f"{USERS}set_password/", body) == (400, {"current_password": [INVALID]})


def test_retyped_passwords_come_last(bob, configure):
    configure(djoser={"set_password_retype": True})
    body = {"new_password": NEW, "re_new_password": "other", "current_password": PASSWORD}
    path = f"{USERS}set_password/"
    assert list(call(person(bob), "POST", path, {**body, "current_password": "wrong"})[1]) == ["current_password"]
    assert list(call(person(bob), "POST", path, {**body, "new_password": "short"})[1]) == ["new_password"]
    assert call(person(bob), "POST", path, body) == (400, {"non_field_errors": [PASSWORDS]})
    assert call(person(bob), "POST", path, {**body, "re_new_password": NEW}) == (204, None)


def test_a_new_user_name(bob, configure):
    path, body = f"{USERS}set_username/", {"new_username": "rob", "current_password": PASSWORD}
    assert call(person(bob), "POST", path, body) == (204, None)
    configure(djoser={"set_username_retype": True})
    again = {**body, "new_username": "robert", "re_new_username": "other"}
    assert call(person(bob), "POST", path, again) == (400, {"non_field_errors": [USERNAMES]})
    assert call(person(bob), "POST", path, {**again, "re_new_username": "robert"}) == (204, None)
    bob.refresh_from_db()
    assert bob.username == "robert"


def test_a_name_of_its_own_in_another_spelling_is_not_taken(bob):
    body = {"new_username": "Bob", "current_password": PASSWORD}
    assert call(person(bob), "POST", f"{USERS}set_username/", body) == (204, None)


# --- activation


@pytest.fixture
def closed(configure, link):
    """Somebody who waits for activation: uid and token."""
    configure(djoser={"send_activation_email": True})
    call(person(), "POST", USERS, AMY)
    return link("amy@example.org")


def test_an_account_is_closed_until_its_link_is_used(closed):
    uid, token = closed
    login = {"username": "amy", "password": NEW}
    assert call(person(), "POST", "/auth/token/login/", login)[0] == 400
    assert call(person(), "POST", f"{USERS}activation/", {"uid": uid, "token": token}) == (204, None)
    assert call(person(), "POST", "/auth/token/login/", login)[0] == 200


def test_an_open_account_has_a_stale_token(closed):
    body = dict(zip(("uid", "token"), closed, strict=True))
    call(person(), "POST", f"{USERS}activation/", body)
    assert call(person(), "POST", f"{USERS}activation/", body) == (403, {"detail": "Stale token for given user."})


def test_only_who_waits_gets_another_link(closed, bob, post):
    path = f"{USERS}resend_activation/"
    for email in ("amy@example.org", "Amy@example.org", BOB, "nobody@example.org"):
        assert call(person(), "POST", path, {"email": email}) == (204, None)
    assert [to for to, _, _ in post.all()] == ["amy@example.org"] * 3


def test_without_activation_nothing_is_sent_again(db):
    answer = person().post(f"{USERS}resend_activation/", {"email": BOB}, format="json")
    assert (answer.status_code, answer.content) == (400, b"")


# --- reset_password, reset_username


@pytest.mark.parametrize("act", ["reset_password", "reset_username"])
@pytest.mark.parametrize("email", [BOB, "nobody@example.org", "BOB@example.org"])
def test_a_request_answers_alike_whoever_asks(bob, post, act, email):
    assert call(person(), "POST", f"{USERS}{act}/", {"email": email}) == (204, None)
    assert len(post.all()) == (email.lower() == BOB)


@pytest.mark.parametrize("act", ["reset_password", "reset_username", "resend_activation"])
def test_a_setting_lets_requests_tell(bob, configure, act):
    configure(djoser={"show_email_not_found": True, "send_activation_email": True})
    assert call(person(), "POST", f"{USERS}{act}/", {"email": "nobody@example.org"}) == (400, NOBODY)


MAIL_BODIES = [
    ({}, REQUIRED),
    ({"email": ""}, BLANK),
    ({"email": None}, NULL),
    ({"email": "x"}, BAD_ADDRESS),
    ({"email": 1}, BAD_ADDRESS),
]


@pytest.mark.parametrize("act", ["reset_password", "reset_username", "resend_activation"])
@pytest.mark.parametrize(("body", "text"), MAIL_BODIES)
def test_a_request_needs_an_address(db, configure, act, body, text):
    configure(djoser={"send_activation_email": True})
    assert call(person(), "POST", f"{USERS}{act}/", body) == (400, {"email": [text]})


def test_a_user_without_a_password_gets_a_mail(bob, post):
    bob.set_unusable_password()
    bob.save()
    assert call(person(), "POST", f"{USERS}reset_password/", {"email": BOB}) == (204, None)
    assert len(post.to(BOB)) == 1


@pytest.mark.parametrize("act", ["reset_password", "reset_username"])
def test_a_mailbox_gets_one_mail_whoever_typed_its_address(bob, post, act):
    for number in range(6):
        call(person(), "POST", USERS, {**AMY, "username": f"amy{number}", "email": BOB})
    mailed = len(post.to(BOB))
    assert call(person(), "POST", f"{USERS}{act}/", {"email": BOB}) == (204, None)
    (text,) = post.to(BOB)[mailed:]
    assert [account_links.read_uid(uid) for uid, _ in LINK.findall(text)] == [bob.pk]


def test_the_one_mail_names_every_account_that_the_project_gave_the_address(bob, post):
    others = [made_by_staff(f"staff{number}", BOB) for number in range(2)]
    assert call(person(), "POST", f"{USERS}reset_password/", {"email": BOB}) == (204, None)
    (text,) = post.to(BOB)
    links = {account_links.read_uid(uid): token for uid, token in LINK.findall(text)}
    assert set(links) == {bob.pk, *(user.pk for user in others)}
    assert all(user.username in text for user in others)
    body = {"uid": account_links.uid(others[1]), "token": links[others[1].pk], "new_password": NEW}
    assert call(person(), "POST", f"{USERS}reset_password_confirm/", body) == (204, None)
    others[1].refresh_from_db()
    assert others[1].check_password(NEW)


def test_a_disabled_user_gets_no_mail(bob, post):
    get_user_model().objects.update(is_active=False)
    call(person(), "POST", f"{USERS}reset_password/", {"email": BOB})
    assert post.all() == []


@pytest.fixture
def reset(bob, link):
    """Asks for a link; gives uid and token."""

    def ask(act):
        call(person(), "POST", f"{USERS}{act}/", {"email": BOB})
        return dict(zip(("uid", "token"), link(), strict=True))

    return ask


def test_a_reset_sets_password_and_last_login_and_ends_tokens(bob, reset):
    client, body = person(bob), {**reset("reset_password"), "new_password": NEW}
    assert call(person(), "POST", f"{USERS}reset_password_confirm/", body) == (204, None)
    bob.refresh_from_db()
    assert (bob.check_password(NEW), bob.last_login is not None) == (True, True)
    assert call(client, "GET", ME)[0] == 401
    assert call(person(), "POST", f"{USERS}reset_password_confirm/", body) == (400, {"token": [TOKEN]})


def test_a_reset_of_the_user_name_works_once(bob, reset):
    body = {**reset("reset_username"), "new_username": "rob"}
    assert call(person(), "POST", f"{USERS}reset_username_confirm/", body) == (204, None)
    bob.refresh_from_db()
    assert bob.username == "rob"
    again = {**body, "new_username": "robert"}
    assert call(person(), "POST", f"{USERS}reset_username_confirm/", again) == (400, {"token": [TOKEN]})


def test_retyped_fields_of_resets_come_last(bob, reset, configure):
    configure(djoser={"password_reset_confirm_retype": True, "username_reset_confirm_retype": True})
    body = {**reset("reset_password"), "new_password": NEW, "re_new_password": "other"}
    path = f"{USERS}reset_password_confirm/"
    assert call(person(), "POST", path, body) == (400, {"non_field_errors": [PASSWORDS]})
    assert call(person(), "POST", path, {**body, "re_new_password": NEW}) == (204, None)
    body = {**reset("reset_username"), "new_username": "rob", "re_new_username": "other"}
    path = f"{USERS}reset_username_confirm/"
    assert call(person(), "POST", path, body) == (400, {"non_field_errors": [USERNAMES]})


CONFIRMS = [
    ("activation", {}),
    ("reset_password_confirm", {"new_password": NEW}),
    ("reset_username_confirm", {"new_username": "rob"}),
]
PAIRS = [
    ({}, {"uid": [REQUIRED], "token": [REQUIRED]}),
    ({"uid": None, "token": []}, {"uid": [NULL], "token": [STRING]}),
    ({"uid": "!!", "token": "x"}, {"uid": [UID]}),
    ({"uid": 1, "token": 2}, {"uid": [UID]}),
    ({"uid": "NDcxMQ", "token": "x"}, {"uid": [UID]}),
    ({"uid": "{own}", "token": "x"}, {"token": [TOKEN]}),
    ({"uid": "{own}", "token": "aaaaaa-" + "0" * 32}, {"token": [TOKEN]}),
    ({"uid": "{own}", "token": 5}, {"token": [TOKEN]}),
]


@pytest.mark.parametrize(("act", "more"), CONFIRMS)
@pytest.mark.parametrize(("pair", "errors"), PAIRS)
def test_a_bad_pair_is_told_uid_before_token(bob, act, more, pair, errors):
    own = base64.urlsafe_b64encode(str(bob.pk).encode()).rstrip(b"=").decode()
    pair = {key: value.format(own=own) if isinstance(value, str) else value for key, value in pair.items()}
    if act == "reset_username_confirm" and "uid" in errors:
        errors = {"uid": [UID]}  # the link's parts are no fields there
    assert call(person(), "POST", f"{USERS}{act}/", {**pair, **more}) == (400, errors)


def test_a_bad_password_of_a_reset_is_told_after_the_pair(bob, reset):
    body = {**reset("reset_password"), "new_password": "short"}
    errors = {"new_password": ["This password is too short. It must contain at least 8 characters."]}
    assert call(person(), "POST", f"{USERS}reset_password_confirm/", body) == (400, errors)


@pytest.mark.parametrize("act", ["reset_password", "reset_username"])
def test_f14_a_link_serves_one_purpose_alone(bob, reset, act):
    pair = reset(act)
    for other, more in CONFIRMS:
        if other != f"{act}_confirm":
            assert call(person(), "POST", f"{USERS}{other}/", {**pair, **more}) == (400, {"token": [TOKEN]})


def test_d6_links_come_from_the_settings_alone(bob, post, configure):
    configure(djoser={"password_reset_confirm_url": "https://front.example.org/#/reset/{uid}/{token}"})
    APIClient(HTTP_HOST="localhost", HTTP_X_FORWARDED_HOST="evil.example").post(
        f"{USERS}reset_password/", {"email": BOB}, format="json"
    )
    assert "https://front.example.org/#/reset/" in post.to(BOB)[-1]
    assert "localhost" not in post.to(BOB)[-1]


# --- who may: methods, OPTIONS, browsers


CLOSED = [
    ("GET", USERS),
    ("OPTIONS", USERS),
    ("PUT", USERS),
    ("GET", ME),
    ("DELETE", ME),
    ("GET", f"{USERS}1/"),
    ("GET", f"{USERS}activation/"),
    ("OPTIONS", f"{USERS}activation/"),
    ("GET", f"{USERS}reset_password/"),
    ("PUT", f"{USERS}reset_username_confirm/"),
    ("POST", f"{USERS}set_password/"),
    ("POST", f"{USERS}set_username/"),
    ("GET", "/auth/"),
    ("POST", "/auth/token/logout/"),
]


@pytest.mark.parametrize(("verb", "path"), CLOSED)
def test_strangers_are_asked_who_they_are_before_anything_else(db, verb, path):
    answer = APIClient().generic(verb, path, "{}", content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"detail": NOT_PROVIDED})
    assert answer["WWW-Authenticate"] == "Token"


def test_a_wrong_method_is_told_to_users_alone(bob):
    assert call(person(bob), "GET", f"{USERS}activation/") == (405, {"detail": 'Method "GET" not allowed.'})


def test_bad_credentials_are_refused_even_where_none_are_needed(db):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token " + "0" * 40)
    assert call(client, "POST", USERS, AMY) == (401, {"detail": "Invalid token."})


def test_options_on_the_own_record_tell_its_fields(bob):
    status, body = call(person(bob), "OPTIONS", ME)
    assert (status, list(body["actions"]), set(body["actions"]["PUT"])) == (200, ["PUT"], {"email", "id", "username"})
    assert body["actions"]["PUT"]["username"]["read_only"] is True


def test_the_root_lists_what_is_here(bob):
    assert call(person(bob), "GET", "/auth/") == (200, {"users": "http://testserver/auth/users/"})


def test_a_path_without_its_slash_redirects(db):
    assert APIClient().post("/auth/users").status_code == 301


@pytest.mark.parametrize("path", [USERS, ME, f"{USERS}set_password/", f"{USERS}reset_password/"])
def test_browsers_get_a_page(bob, path):
    answer = person(bob).get(path, headers={"Accept": "text/html"})
    assert answer["Content-Type"].startswith("text/html")
    assert answer.status_code in (200, 405)


def test_limits_hold_for_a_network(db, configure):
    configure(limits={"enabled": True, "rates": {"signup_network": ["1/60"]}})
    call(person(), "POST", USERS, AMY)
    status, body = call(person(), "POST", USERS, AMY)
    assert (status, body["detail"][:23]) == (429, "Request was throttled. ")


def test_a1_guesses_at_the_password_of_an_action_count_for_the_login_that_makes_them(bob, configure):
    configure(limits={"enabled": True})
    client = person(bob)
    answers = [call(client, "DELETE", ME, {"current_password": "wrong"})[0] for _ in range(7)]
    assert answers == [400] * 5 + [429] * 2
    other = {"current_password": PASSWORD, "new_password": "another-Secret-9"}
    assert call(client, "POST", "/auth/users/set_password/", other)[0] == 429
    assert call(person(), "POST", "/auth/token/login/", {"username": "bob", "password": PASSWORD})[0] == 200


# --- replaced forms


class Longer(Record):
    """A record with the names of a person."""

    class Meta(Record.Meta):
        fields = ("id", "username", "email", "first_name")


class LongerSignUp(SignUp):
    """A sign-up that asks for a first name."""

    class Meta(SignUp.Meta):
        fields = ("id", "username", "email", "first_name")


def test_forms_can_be_replaced_and_their_columns_are_written(db, configure):
    here = "tests.dialects.djoser.test_users"
    longer = {"user": f"{here}.Longer", "current_user": f"{here}.Longer", "user_create": f"{here}.LongerSignUp"}
    configure(djoser={"serializers": longer})
    status, body = call(person(), "POST", USERS, {**AMY, "first_name": "Amelie"})
    assert (status, body["first_name"]) == (201, "Amelie")
    user = get_user_model().objects.get()
    assert call(person(user), "PATCH", ME, {"first_name": "Amy"}) == (200, {**body, "first_name": "Amy"})
    user.refresh_from_db()
    assert (user.first_name, user.email, user.check_password(NEW)) == ("Amy", "amy@example.org", True)


def test_mails_to_an_address_are_limited_whatever_its_spelling(bob, configure, post):
    configure(limits={"enabled": True, "rates": {"reset_address": ["2/60"]}})
    spellings = (BOB, BOB.upper(), "Bob@example.org")
    answers = [call(person(), "POST", f"{USERS}reset_password/", {"email": email})[0] for email in spellings]
    assert answers == [204, 204, 429]


def test_a_link_that_waits_for_activation_outlives_the_cleanup(closed, clock):
    clock.forward(90 * 86400)
    while delete_old_secrets(ground_clock.now(), 1000):
        pass
    assert call(person(), "POST", f"{USERS}resend_activation/", {"email": "amy@example.org"}) == (204, None)
    assert OneTimeSecret.objects.filter(purpose="activate").count() == 2


ADMIN = ["rest_framework.permissions.IsAdminUser"]


def test_permissions_by_setting_narrow_each_act(db, configure):
    bob, staff = make_user(), make_user(username="eve", email="eve@example.org")
    get_user_model().objects.filter(pk=staff.pk).update(is_staff=True)
    acts = {
        "user_create": ("POST", USERS, AMY),
        "user_list": ("GET", USERS, None),
        "user": ("GET", f"{USERS}{bob.pk}/", None),
        "user_delete": ("DELETE", ME, {"current_password": PASSWORD}),
        "activation": ("POST", f"{USERS}activation/", {}),
        "password_reset": ("POST", f"{USERS}reset_password/", {"email": BOB}),
        "password_reset_confirm": ("POST", f"{USERS}reset_password_confirm/", {}),
        "username_reset": ("POST", f"{USERS}reset_username/", {"email": BOB}),
        "username_reset_confirm": ("POST", f"{USERS}reset_username_confirm/", {}),
        "set_password": ("POST", f"{USERS}set_password/", {}),
        "set_username": ("POST", f"{USERS}set_username/", {}),
        "token_create": ("POST", "/auth/token/login/", {}),
        "token_destroy": ("POST", "/auth/token/logout/", None),
    }
    assert set(acts) == set(get_args(Permit))
    for name, (verb, path, body) in acts.items():
        configure(djoser={"hide_users": False, "permissions": {name: ADMIN}})
        assert call(person(bob), verb, path, body)[0] == 403, name
        assert call(person(), verb, path, body)[0] == 401, name
    for name in ("user_list", "user", "user_create"):
        configure(djoser={"permissions": {name: ADMIN}})
        verb, path, body = acts[name]
        assert call(person(staff), verb, path, body)[0] in (200, 201), name
    assert get_user_model().objects.filter(pk=bob.pk).exists()


def test_permissions_by_setting_open_nothing_and_have_known_names(db, configure):
    configure(djoser={"permissions": {"user_list": ["rest_framework.permissions.AllowAny"]}})
    assert call(person(), "GET", USERS)[0] == 401
    configure(djoser={"permissions": {"users": ADMIN}})
    with pytest.raises(ImproperlyConfigured, match="permissions"):
        conf.read(DjoserSettings)


def test_a_new_password_ends_the_token_that_asked_where_the_setting_says_so(bob, configure):
    configure(password={"logout_on_change": True})
    client = person(bob)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert call(client, "POST", f"{USERS}set_password/", body) == (204, None)
    assert call(client, "GET", ME) == (401, {"detail": "Invalid token."})

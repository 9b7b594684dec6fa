"""Several faults at once, and which of them are told alone; each found by the same request to the original packages."""

import base64
import json

import pytest
from rest_framework.test import APIClient
from tests.dialects.rest import PREFIX
from tests.users import NEW, PASSWORD, make_user

REQUIRED, NULL, STRING = "This field is required.", "This field may not be null.", "Not a valid string."
TAKEN, ADDRESS = "A user with that username already exists.", "Enter a valid email address."
INVALID = "Invalid password."
WRONG_OLD = "Your old password was entered incorrectly. Please enter it again."
PASSWORDS = {"non_field_errors": ["The two password fields didn't match."]}
USERNAMES = {"non_field_errors": ["The two username fields didn't match."]}
UID, TOKEN = {"uid": ["Invalid user id or user doesn't exist."]}, {"token": ["Invalid token for given user."]}
RETYPES = dict.fromkeys(
    (
        "user_create_password_retype",
        "set_username_retype",
        "password_reset_confirm_retype",
        "username_reset_confirm_retype",
    ),
    True,
)


@pytest.fixture(autouse=True)
def _eve(bob):
    make_user("eve@example.org", "eve")


def send(verb, path, body, client=None):
    answer = (client or APIClient()).generic(verb, path, json.dumps(body), content_type="application/json")
    return answer.status_code, list(answer.json().items())


SIGN_UP = {"username": "eve", "email": "new@example.org", "password": NEW}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"email": "junk"}, {"email": [ADDRESS], "username": [TAKEN]}),
        ({"email": None}, {"email": [NULL], "username": [TAKEN]}),
        ({"password": None}, {"username": [TAKEN], "password": [NULL]}),
        ({"password": []}, {"username": [TAKEN], "password": [STRING]}),
        ({"password": "x"}, {"username": [TAKEN]}),
        ({"username": " eve ", "email": []}, {"email": [ADDRESS], "username": [TAKEN]}),
    ],
)
@pytest.mark.parametrize("retype", [True, False])
def test_a_sign_up_of_djoser_tells_a_taken_name_beside_other_faults(more, told, retype, configure):
    configure(djoser={"user_create_password_retype": retype})
    again = {"re_password": {**SIGN_UP, **more}["password"]} if retype and "password" not in told else {}
    if retype and "password" in told:
        told = {**told, "re_password": [REQUIRED]}
    assert send("POST", "/auth/users/", {**SIGN_UP, **more, **again}) == (400, list(told.items()))


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"first_name": None}, {"username": [TAKEN], "first_name": [NULL]}),
        ({"last_name": []}, {"username": [TAKEN], "last_name": [STRING]}),
        ({"first_name": [], "last_name": None}, {"username": [TAKEN], "first_name": [STRING], "last_name": [NULL]}),
        ({"username": "bob", "first_name": None}, {"first_name": [NULL]}),
    ],
)
def test_a_record_of_dj_rest_auth_tells_a_taken_name_beside_other_faults(verb, more, told, keyed):
    client = APIClient(headers=keyed.headers)
    assert send(verb, f"{PREFIX}user/", {"username": "eve", **more}, client) == (400, list(told.items()))
    assert keyed.get("user/").json()["username"] == "bob"


CHANGE = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"new_password1": None}, {"old_password": [WRONG_OLD], "new_password1": [NULL]}),
        ({"new_password2": []}, {"old_password": [WRONG_OLD], "new_password2": [STRING]}),
        ({"old_password": PASSWORD, "new_password1": None}, {"new_password1": [NULL]}),
        ({"old_password": None, "new_password1": None}, {"old_password": [NULL], "new_password1": [NULL]}),
        ({"new_password2": "other"}, {"old_password": [WRONG_OLD]}),
    ],
)
def test_a_password_change_of_dj_rest_auth_tells_a_wrong_old_one_beside_other_faults(more, told, keyed, configure):
    configure(rest_auth={"old_password_field_enabled": True})
    client = APIClient(headers=keyed.headers)
    assert send("POST", f"{PREFIX}password/change/", {**CHANGE, **more}, client) == (400, list(told.items()))


def test_guesses_beside_other_faults_are_counted(keyed, configure):
    configure(rest_auth={"old_password_field_enabled": True}, limits={"enabled": True})
    client = APIClient(headers=keyed.headers)
    statuses = {send("POST", f"{PREFIX}password/change/", {"old_password": f"wrong{n}"}, client)[0] for n in range(20)}
    assert statuses == {400, 429}


LINK = {"uid": "x", "token": "x"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"re_new_password": "other"}, PASSWORDS),
        ({"new_password": "x", "re_new_password": "other"}, None),
        ({"re_new_password": NEW}, UID),
        ({"re_new_password": NEW, "uid": "{own}"}, TOKEN),
    ],
)
def test_a_reset_of_djoser_judges_the_retyped_password_before_the_link(more, told, bob, configure):
    configure(djoser=RETYPES)
    body = _for(bob, {**LINK, "new_password": NEW, **more})
    status, errors = send("POST", "/auth/users/reset_password_confirm/", body)
    assert status == 400
    assert dict(errors) == told if told else [name for name, _ in errors] == ["new_password"]


def _for(user, body):
    own = base64.urlsafe_b64encode(str(user.pk).encode()).rstrip(b"=").decode()
    return {name: value.format(own=own) if isinstance(value, str) else value for name, value in body.items()}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"new_username": "eve"}, {"new_username": [TAKEN]}),
        ({"new_username": "eve", "re_new_username": "other"}, {"new_username": [TAKEN]}),
        ({"re_new_username": "other"}, USERNAMES),
        ({"re_new_username": "other", "uid": None}, USERNAMES),
        ({"re_new_username": "other", "token": []}, USERNAMES),
        ({"re_new_username": None}, {"re_new_username": [NULL]}),
        ({}, UID),
        ({"token": None}, UID),
        ({"uid": "{own}"}, TOKEN),
        ({"uid": "{own}", "token": None}, TOKEN),
        ({"uid": "OTk5", "token": None}, UID),
    ],
)
def test_a_reset_of_the_user_name_judges_name_retyped_name_uid_and_token(more, told, bob, configure):
    configure(djoser=RETYPES)
    body = _for(bob, {**LINK, "new_username": "free", "re_new_username": "free", **more})
    assert send("POST", "/auth/users/reset_username_confirm/", body) == (400, list(told.items()))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"re_new_username": "other"}, {"new_username": [TAKEN]}),
        ({"re_new_username": None}, {"new_username": [TAKEN], "re_new_username": [NULL]}),
        ({"current_password": "x"}, {"current_password": [INVALID], "new_username": [TAKEN]}),
        ({"new_username": "free", "re_new_username": "other"}, USERNAMES),
    ],
)
def test_a_change_of_the_user_name_tells_what_fields_have_in_common_last(more, told, keyed, configure):
    configure(djoser=RETYPES)
    body = {"current_password": PASSWORD, "new_username": "eve", "re_new_username": "eve", **more}
    client = APIClient(headers=keyed.headers)
    assert send("POST", "/auth/users/set_username/", body, client) == (400, list(told.items()))


def test_a_registration_tells_how_long_a_password_may_be():
    body = {"username": "new", "email": "new@example.org", "password1": "x" * 257, "password2": "x" * 257}
    told = [("password1", ["Ensure this field has no more than 256 characters."])]
    assert send("POST", f"{PREFIX}registration/", body) == (400, told)
    field = APIClient().options(f"{PREFIX}registration/").json()["actions"]["POST"]["password1"]
    assert "max_length" not in field

"""Contract: dj-rest-auth 2.8, line by line."""

import pytest
from django.contrib.auth import get_user_model
from tests.dialects.rest import Rest
from tests.users import BOB, PASSWORD, make_user

from gatepost.sessions.models import Session
from gatepost.tokens.models import Token

INVALID_NAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
NAME_TAKEN = "A user with that username already exists."
EMAIL_TAKEN = "User is already registered with this e-mail address."
SIMILAR = "The password is too similar to the username."
MISMATCH = {"non_field_errors": ["The two password fields didn't match."]}
COMMON = "This password is too common."
NUMERIC = "This password is entirely numeric."
ANN = "ann@example.org"
NEW = {"username": "ann", "email": ANN, "password1": PASSWORD, "password2": PASSWORD}
SENT = {"detail": "Verification e-mail sent."}
SHORT = "This password is too short. It must contain at least 8 characters."
REQUIRED = ["This field is required."]


def register(rest, **more):
    return rest.post("registration/", {**NEW, **more})


def test_an_account_with_a_key_and_a_session(rest, links):
    answer = register(rest)
    assert (answer.status_code, list(answer.json())) == (201, ["key"])
    assert rest.get("user/").json()["email"] == ANN
    assert len(links(ANN)) == 1
    assert Rest(Authorization=f"Token {answer.json()['key']}").get("user/").json()["username"] == "ann"


def test_without_verification_no_mail_goes_out(rest, links, configure):
    configure(accounts={"email_verification": "none"})
    assert register(rest).status_code == 201
    assert not links(ANN)


def test_without_keys_a_registration_is_empty(rest, configure):
    configure(rest_auth={"token": False})
    answer = register(rest)
    assert (answer.status_code, answer.content) == (204, b"")
    assert rest.get("user/").status_code == 200


def test_without_sessions_a_registration_opens_none(rest, configure):
    configure(rest_auth={"session_login": False})
    assert not register(rest).cookies
    assert not Session.objects.exists()


def test_the_address_must_be_proved_first(rest, links, configure):
    configure(accounts={"email_verification": "mandatory"})
    answer = register(rest)
    assert (answer.status_code, answer.json()) == (201, SENT)
    assert (Token.objects.count(), Session.objects.count()) == (0, 0)
    login = {"username": "ann", "password": PASSWORD}
    assert Rest().post("login/", login).json()["non_field_errors"] == ["E-mail is not verified."]
    key = links(ANN)[-1].rstrip("/").split("/")[-1]
    assert links(ANN)[-1] == f"http://127.0.0.1:8000/api/v1/dj-rest-auth/registration/account-confirm-email/{key}/"
    answer = Rest().post("registration/verify-email/", {"key": key})
    assert (answer.status_code, answer.json()) == (200, {"detail": "ok"})
    assert not answer.cookies
    assert Rest().post("login/", login).status_code == 200
    assert Rest().post("registration/verify-email/", {"key": key}).status_code == 404


FAULTS = [
    ({"username": None}, {"username": ["This field may not be null."]}),
    ({"username": ""}, {"username": ["This field may not be blank."]}),
    ({"username": "a b"}, {"username": [INVALID_NAME]}),
    ({"username": "x" * 151}, {"username": ["Ensure this field has no more than 150 characters."]}),
    ({"username": "BOB"}, {"username": [NAME_TAKEN]}),
    ({"email": BOB.upper()}, {"email": [EMAIL_TAKEN]}),
    ({"email": "junk"}, {"email": ["Enter a valid email address."]}),
    ({"email": 5}, {"email": ["Enter a valid email address."]}),
    ({"password1": "123", "password2": "124"}, {"password1": [SHORT, COMMON, NUMERIC]}),
    ({"username": "bob", "password1": "short"}, {"username": [NAME_TAKEN], "password1": [SHORT]}),
    ({"password2": "other"}, MISMATCH),
    (
        {"username": "annabella", "password1": "annabella", "password2": "annabella"},
        {"non_field_errors": [SIMILAR]},
    ),
    (
        {"username": "annabella", "password1": "annabella", "password2": "other"},
        MISMATCH,
    ),
    ({"username": "bob", "email": BOB}, {"username": [NAME_TAKEN], "email": [EMAIL_TAKEN]}),
]


@pytest.mark.parametrize(("body", "told"), FAULTS)
def test_faults(rest, bob, body, told):
    answer = register(rest, **body)
    assert (answer.status_code, answer.json()) == (400, told)
    assert get_user_model().objects.count() == 1


def test_fields_that_are_asked_for(rest, configure):
    told = rest.post("registration/", {}).json()
    assert told == {"username": REQUIRED, "password1": REQUIRED, "password2": REQUIRED}
    assert rest.post("registration/", {name: NEW[name] for name in told}).status_code == 201
    configure(
        rest_auth={"signup_fields": ["email*", "first_name"]},
        accounts={"extra_fields": {"first_name": {"max_length": 10}}},
    )
    fresh = Rest()
    told = fresh.post("registration/", {"first_name": "x" * 11}).json()
    assert told["email"] == REQUIRED
    assert told["first_name"] == ["Ensure this field has no more than 10 characters."]
    body = {**NEW, "email": "kim@example.org", "first_name": "Kim"}
    assert fresh.post("registration/", body).status_code == 201
    assert get_user_model().objects.get(email="kim@example.org").first_name == "Kim"


def test_b3_a_taken_address_is_not_told_where_it_must_be_proved(rest, bob, links, post, configure):
    configure(accounts={"email_verification": "mandatory"})
    answer = register(rest, email=BOB)
    assert (answer.status_code, answer.json()) == (201, SENT)
    assert get_user_model().objects.count() == 1
    assert "account" in post.to(BOB)[-1]
    assert not [link for link in links(BOB) if "confirm-email" in link]


def test_an_address_that_nobody_proved_is_taken_all_the_same(rest, db):
    make_user(verified=False)
    assert register(rest, email=BOB).status_code == 400


def test_addresses_may_be_shared_by_setting(rest, bob, configure):
    configure(rest_auth={"unique_email": False})
    assert register(rest, email=BOB).status_code == 201
    assert get_user_model().objects.filter(email=BOB).count() == 2


def test_signed_in_browsers_need_a_csrf_token_and_keys_do_not(rest, keyed):
    rest.log_in()
    assert register(rest).json() == {"detail": "CSRF Failed: CSRF token missing."}
    assert register(keyed).status_code == 201


def test_who_may_register_is_a_setting(rest, configure):
    configure(rest_auth={"register_permission_classes": ["rest_framework.permissions.IsAdminUser"]})
    assert register(rest).json() == {"detail": "Authentication credentials were not provided."}
    configure(rest_auth={"register_permission_classes": []}, accounts={"signup_open": False})
    assert register(rest).json() == {"detail": "You do not have permission to perform this action."}


@pytest.mark.parametrize("key", ["x", "gpv_" + "0" * 49, "123456", "x" * 500])
def test_a_bad_key_proves_nothing(rest, key):
    answer = rest.post("registration/verify-email/", {"key": key})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_keys_expire_after_three_days_and_are_posted(rest, links, clock, configure):
    configure(email={"verification_by": "both"})
    register(rest)
    key = links(ANN)[-1].rstrip("/").split("/")[-1]
    assert rest.get("registration/verify-email/").status_code == 405
    fresh = Rest()
    assert fresh.post("registration/verify-email/", {}).json() == {"key": REQUIRED}
    clock.forward(3 * 86400 - 1)
    assert fresh.http.get(f"/api/v1/dj-rest-auth/registration/account-confirm-email/{key}/").url.endswith(key)
    assert fresh.http.get("/api/v1/dj-rest-auth/registration/account-confirm-email/x/").status_code == 404
    clock.forward(1)
    assert fresh.post("registration/verify-email/", {"key": key}).status_code == 404


@pytest.mark.parametrize("by", ["link", "code", "both"])
def test_a_mail_goes_out_again_to_exactly_that_address_while_it_is_not_proved(rest, links, clock, configure, by):
    configure(accounts={"email_verification": "mandatory"}, limits={"enabled": True}, email={"verification_by": by})
    register(rest)
    for email, mails in ((ANN, 1), ("Ann@example.org", 1), ("nobody@example.org", 1), (ANN, 2)):
        answer = rest.post("registration/resend-email/", {"email": email})
        assert (answer.status_code, answer.json()) == (200, {"detail": "ok"})
        clock.forward(200)
        if by == "link":
            assert len(links(ANN)) == mails
    key = links(ANN)[-1].rstrip("/").split("/")[-1]
    assert rest.post("registration/verify-email/", {"key": key}).status_code == 200
    before = len(links(ANN))
    rest.post("registration/resend-email/", {"email": ANN})
    assert len(links(ANN)) == before

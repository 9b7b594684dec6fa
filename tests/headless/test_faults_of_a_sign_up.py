"""Every fault of a sign-up is listed at once."""

import pytest
from tests.exchanges import CODE
from tests.oracle import FORM, give, oracle
from tests.users import BOB, PASSWORD, logged_in

from gatepost.accounts import lifecycle

__all__ = ["oracle"]

PLAIN = {"prevent_enumeration": False}
EMAIL_TAKEN, NAME_TAKEN = ("email_taken", "email"), ("username_taken", "username")


def sign_up(api, **body):
    return api.post("auth/signup", body)


def test_taken_names_and_a_weak_password_together(api, bob, configure):
    configure(accounts=PLAIN)
    answer = sign_up(api, email=BOB, username="bob", password="123")
    assert answer.status == 400
    assert {EMAIL_TAKEN, NAME_TAKEN, ("password_too_short", "password")} <= set(answer.codes)


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"email": BOB, "username": "bob"}, [EMAIL_TAKEN, ("required", "password"), NAME_TAKEN]),
        ({"email": "x", "username": "bob", "password": PASSWORD}, [("invalid", "email"), NAME_TAKEN]),
        ({"email": BOB, "password": PASSWORD}, [EMAIL_TAKEN, ("required", "username")]),
        ({"username": "bob"}, [("required", "email"), ("required", "password"), NAME_TAKEN]),
    ],
)
def test_a_malformed_field_hides_no_other_fault(api, bob, configure, body, codes):
    configure(accounts=PLAIN)
    assert sign_up(api, **body).codes == codes


def test_a_malformed_field_hides_no_weak_password(api, bob):
    answer = sign_up(api, email="x", username="bob", password="abc")
    assert {("invalid", "email"), NAME_TAKEN, ("password_too_short", "password")} <= set(answer.codes)


@pytest.mark.parametrize("email", [BOB, "free@example.org"])
def test_a_fault_does_not_give_a_taken_address_away(api, bob, configure, email):
    configure(**CODE)
    assert sign_up(api, email=email).codes == [("required", "password")]
    assert {param for _, param in sign_up(api, email=email, password="123").codes} == {"password"}


def test_a_closed_sign_up_tells_nothing_of_names(api, bob, configure):
    configure(accounts=PLAIN | {"signup_open": False})
    assert sign_up(api, email=BOB, username="bob").codes == [("required", "password")]
    assert sign_up(api, email=BOB, username="bob", password=PASSWORD).body == {"status": 403}


def test_faults_of_a_sign_up_with_a_passkey(api, bob, configure):
    configure(accounts=PLAIN, passkey={"signup": True})
    codes = [EMAIL_TAKEN, ("required", "username")]
    assert api.post("auth/webauthn/signup", {"email": BOB}).codes == codes


def test_faults_of_a_sign_up_from_a_provider(api, bob, oracle, configure):
    configure(**FORM, social=oracle.section | {"auto_signup": False})
    assert give(api, oracle).pending == ["provider_signup"]
    body = {"email": "x", "username": "bob"}
    assert api.post("auth/provider/signup", body).codes == [("invalid", "email"), NAME_TAKEN]


def test_a_password_like_a_name_is_refused_wherever_it_is_chosen(api, bob):
    answer = sign_up(api, email="wonderful-name@ex.org", username="wonderful-name", password="wonderful-name")
    assert answer.codes == [("password_too_similar", "password")]
    body = {"current_password": PASSWORD, "new_password": BOB}
    answer = logged_in(bob, api.client).post("account/password/change", body)
    assert answer.codes == [("password_too_similar", "new_password")]


def test_a_password_may_be_like_a_name_that_was_made_up(api, configure, monkeypatch):
    configure(accounts={"signup_fields": ["email*", "password*"], "email_verification": "none"})
    monkeypatch.setattr(lifecycle, "suffix", lambda: PASSWORD.removeprefix("bob-"))
    assert api.post("auth/signup", {"email": BOB, "password": PASSWORD}).status == 200

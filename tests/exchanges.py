"""Settings of the contract's exchanges, and what many of them begin with."""

from tests.users import BOB, PASSWORD

ANONYMOUS = {"login", "login_by_code", "mfa_login_webauthn", "signup"}


CODE = {
    "accounts": {
        "login_methods": ["email"],
        "signup_fields": ["email*", "password*"],
        "email_verification": "mandatory",
    },
    "email": {"verification_by": "code", "resends": 2, "changes": 2},
    "password": {"reset_by": "code", "login_on_reset": True},
    "code": {"resends": 2},
}
LINK = {
    "accounts": {
        "login_methods": ["email"],
        "signup_fields": ["email*", "password*"],
        "email_verification": "mandatory",
        "max_emails": 3,
    }
}
PHONE = {
    "accounts": {"login_methods": ["phone", "email"], "signup_fields": ["phone*", "email", "password*"]},
    "phone": {"resends": 2, "changes": 2},
    "code": {"resends": 1},
    "flow": {"reauthentication_for_account": True},
}


def sign_up(api, email=BOB):
    answer = api.post("auth/signup", {"email": email, "password": PASSWORD})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    return answer


NUMBER, OTHER_NUMBER = "+316312727525", "+316744267987"

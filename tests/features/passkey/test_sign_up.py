"""An account with a passkey and no password."""

import pytest
from tests.client import Api
from tests.exchanges import CODE
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts.models import Authenticator
from gatepost.testing.authenticator import USER_PRESENT, SoftwareAuthenticator, encode

PATH = "auth/webauthn/signup"


@pytest.fixture(autouse=True)
def _on(configure):
    configure(**CODE)
    configure(passkey={"signup": True})


def begun(api, post):
    assert api.post(PATH, {"email": BOB}).pending == ["verify_email"]
    answer = api.post("auth/email/verify", {"key": post.code(BOB)})
    assert (answer.status, answer.pending) == (401, ["mfa_signup_webauthn"])
    return api.get(PATH).body["data"]["creation_options"]


def test_a_sign_up_with_a_passkey(api, post):
    assert api.get(PATH).status == 409
    assert api.put(PATH, {}).status == 409
    assert api.post(PATH, {}).codes == [("required", "email")]
    assert api.post(PATH, {"email": "x"}).codes == [("invalid", "email")]
    answer = api.post(PATH, {"email": BOB})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert api.get("auth/session").pending == ["verify_email"]
    assert api.get(PATH).status == 409
    assert api.post("auth/email/verify", {"key": "BBBB-BBBB"}).codes == [("incorrect_code", "key")]
    answer = api.post("auth/email/verify", {"key": post.code(BOB)})
    assert (answer.status, answer.pending) == (401, ["mfa_signup_webauthn"])
    assert "session_token" not in answer.body["meta"]
    assert api.get("auth/session").pending == ["mfa_signup_webauthn"]
    public = api.get(PATH).body["data"]["creation_options"]["publicKey"]
    chosen = public["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert public["user"]["name"] == BOB
    for body in (None, {"credential": {}}):
        assert api.put(PATH, body).codes == [("required", "credential")]
    assert api.put(PATH, {"credential": {"id": "x"}}).codes == [("incorrect_code", None)]
    key = SoftwareAuthenticator()
    old = api.token or api.http.cookies["sessionid"].value
    answer = api.put(PATH, {"credential": key.create({"publicKey": public})})
    assert (answer.status, answer.body["data"]["methods"]) == (200, [])
    assert answer.body["data"]["user"]["has_usable_password"] is False
    assert (api.token or api.http.cookies["sessionid"].value) != old
    assert api.get("auth/session").status == 200
    (held,) = api.get("account/authenticators").body["data"]
    assert (held["name"], held["is_passwordless"], held["last_used_at"]) == ("Master key", True, None)
    assert api.get(PATH).status == 409

    other = Api(api.client)
    public = other.get("auth/webauthn/login").body["data"]["request_options"]
    assert other.post("auth/webauthn/login", {"credential": key.get(public)}).status == 200
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("email_password_mismatch", "password")
    ]


def test_a_name_may_be_given(api, post):
    options = begun(api, post)
    answer = api.put(PATH, {"credential": SoftwareAuthenticator().create(options), "name": "Laptop"})
    assert answer.status == 200
    assert Authenticator.objects.get().name == "Laptop"


@pytest.mark.parametrize(
    "lie", [{"flags": USER_PRESENT | 0x40}, {"challenge": encode(b"y" * 32)}, {"origin": "https://evil.example"}]
)
def test_a_lying_key_makes_no_login(app, post, lie):
    options = begun(app, post)
    assert app.put(PATH, {"credential": SoftwareAuthenticator().create(options, **lie)}).codes == [
        ("incorrect_code", None)
    ]
    assert app.get("auth/session").pending == ["mfa_signup_webauthn"]
    assert not Authenticator.objects.exists()


def test_who_gave_up_before_the_key_gets_in_by_the_mailbox(app, post):
    begun(app, post)
    later = Api("app")
    assert later.post("auth/code/request", {"email": BOB}).pending == ["login_by_code"]
    assert later.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200


def test_a_taken_address_looks_like_a_free_one(app, post):
    make_user()
    answer = app.post(PATH, {"email": BOB})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert "account" in post.to(BOB)[-1]
    assert app.post("auth/email/verify", {"key": "BBBB-BBBB"}).codes == [("incorrect_code", "key")]
    assert app.get(PATH).status == 409


def test_a_sign_up_with_a_password_asks_for_no_key(app, post):
    app.post("auth/signup", {"email": BOB, "password": PASSWORD})
    assert app.post("auth/email/verify", {"key": post.code(BOB)}).status == 200


def test_where_it_is_closed_or_off(api, configure):
    configure(accounts={"signup_open": False})
    assert api.post(PATH, {"email": BOB}).body == {"status": 403}
    assert api.post(PATH, {}).codes == [("required", "email")]
    configure(passkey={"signup": False})
    for verb in ("GET", "POST", "PUT"):
        assert api.call(verb, PATH, {} if verb != "GET" else None).status == 404


def test_who_is_logged_in_signs_nobody_up(app, post):
    options = begun(app, post)
    assert app.put(PATH, {"credential": SoftwareAuthenticator().create(options)}).status == 200
    assert app.post(PATH, {"email": "ben@example.org"}).status == 409


def made(api, post):
    """An account with the key of its sign-up."""
    api.post(PATH, {"email": BOB})
    api.post("auth/email/verify", {"key": post.code(BOB)})
    key = SoftwareAuthenticator()
    options = api.get(PATH).body["data"]["creation_options"]
    return key, api.put(PATH, {"credential": key.create(options)})


def test_a_sign_up_with_a_passkey_does_not_ask_to_trust_the_browser(api, post, configure):
    configure(flow={"trust_browser": True})
    key, answer = made(api, post)
    assert (answer.status, answer.body["meta"]["is_authenticated"]) == (200, True)
    fresh = Api(api.client)
    options = fresh.get("auth/webauthn/login").body["data"]["request_options"]
    assert fresh.post("auth/webauthn/login", {"credential": key.get(options)}).status == 200


def test_the_second_key_is_the_backup_key(api, post):
    key, _ = made(api, post)
    options = api.get("auth/webauthn/reauthenticate").body["data"]["request_options"]
    assert api.post("auth/webauthn/reauthenticate", {"credential": key.get(options)}).status == 200
    path = "account/authenticators/webauthn"
    options = api.get(path).body["data"]["creation_options"]
    answer = api.post(path, {"credential": SoftwareAuthenticator().create(options)})
    assert answer.body["data"]["name"] == "Backup key"

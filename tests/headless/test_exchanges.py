"""The contract's exchanges, step by step, for the operations that exist."""

import pytest
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

ANONYMOUS = {"login", "login_by_code", "signup"}


@pytest.fixture
def bob(db):
    return make_user()


@pytest.fixture
def bobs(bob):
    return logged_in(bob)


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


def test_config(api):
    body = api.get("config").body
    assert body["data"]["account"] == {
        "authentication_method": "username_email",
        "email_verification_by_code_enabled": False,
        "is_open_for_signup": True,
        "login_by_code_enabled": True,
        "login_methods": ["email", "username"],
        "password_reset_by_code_enabled": False,
    }
    assert body["data"]["usersessions"] == {"track_activity": False}
    assert api.post("config").status == 405
    assert {flow["id"] for flow in api.get("auth/session").flows} == ANONYMOUS


def test_csrf(settings, db):
    api = Api("browser")
    body = {"email": "alice@example.org", "username": "alice", "password": PASSWORD}
    raw = api.http.post("/_allauth/browser/v1/auth/signup", body, content_type="application/json")
    assert raw.status_code == 403
    api.get("config")
    assert api.http.cookies["csrftoken"].value
    for header in ("", "x" * 32, "short"):
        assert api.post("auth/signup", body, **{"X-CSRFToken": header}).status == 403
    assert api.post("auth/signup", body, Origin="https://evil.example").status == 403
    settings.CSRF_TRUSTED_ORIGINS = ["https://front.example"]
    assert api.post("auth/signup", body).status == 200
    assert api.delete("auth/session", **{"X-CSRFToken": ""}).status == 403
    assert api.get("auth/session").status == 200


def test_browser_session_rotates_at_login_and_goes_at_logout(browser, bob):
    browser.post("auth/code/request", {"email": "ghost@example.org"})
    before, token = browser.http.cookies["sessionid"].value, browser.http.cookies["csrftoken"].value
    assert browser.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert browser.http.cookies["sessionid"].value != before
    assert browser.http.cookies["csrftoken"].value != token
    assert browser.delete("auth/session").status == 401
    assert not browser.http.cookies["sessionid"].value
    assert browser.get("auth/session").status == 401


def test_app_sets_no_cookie(app, bob):
    answer = app.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert (answer.status, dict(answer.response.cookies)) == (200, {})
    assert "session_token" not in app.get("auth/session").body["meta"]


def test_code_login(api, bob, configure, post):
    configure(code={"resends": 2})
    assert api.post("auth/code/confirm", {"code": "x"}).status == 409
    assert api.post("auth/code/resend").status == 409
    assert api.post("auth/code/request", {"email": BOB}).pending == ["login_by_code"]
    assert api.get("auth/session").pending == ["login_by_code"]
    assert api.post("auth/code/confirm", {}).codes == [("required", "code")]
    assert api.post("auth/code/confirm", {"code": "wrong"}).codes == [("incorrect_code", "code")]
    answer = api.post("auth/code/confirm", {"code": post.code(BOB)})
    assert answer.status == 200
    method = answer.body["data"]["methods"][0]
    assert (method["method"], method["email"]) == ("code", BOB)
    assert api.post("auth/code/confirm", {"code": "again"}).status == 409


def test_code_login_unknown(api, post, configure):
    assert api.post("auth/code/request", {"email": "ghost@example.org"}).pending == ["login_by_code"]
    assert "signup" in post.to("ghost@example.org")[0]
    for _ in range(3):
        assert api.post("auth/code/confirm", {"code": "ABCD-EFGH"}).codes == [("incorrect_code", "code")]
    assert api.post("auth/code/confirm", {"code": "ABCD-EFGH"}).status == 409
    answer = api.get("auth/session")
    assert (answer.status, answer.pending) == (401, [])


def test_email_add_by_link(bobs, post, configure):
    second = "second@example.org"
    assert bobs.get("account/email").body["data"] == [{"email": BOB, "primary": True, "verified": True}]
    assert len(bobs.post("account/email", {"email": second}).body["data"]) == 2
    assert bobs.post("account/email", {"email": second}).codes == [("duplicate_email", "email")]
    assert bobs.post("account/email", {"email": BOB}).codes == [("duplicate_email", "email")]
    assert bobs.patch("account/email", {"email": second, "primary": True}).codes == [
        ("unverified_primary_email", "email")
    ]
    assert bobs.patch("account/email", {"email": second}).codes == [("required", "primary")]
    assert bobs.post("auth/email/verify", {"key": post.key(second)}).status == 200
    assert [row["primary"] for row in bobs.patch("account/email", {"email": second, "primary": True}).body["data"]] == [
        False,
        True,
    ]
    assert bobs.get("auth/session").body["data"]["user"]["email"] == second
    assert bobs.delete("account/email", {"email": second}).codes == [("cannot_remove_primary_email", "email")]
    assert len(bobs.delete("account/email", {"email": BOB}).body["data"]) == 1
    assert bobs.delete("account/email", {"email": second}).body == {"status": 200, "data": []}
    assert "email" not in bobs.get("auth/session").body["data"]["user"]


def test_password_change(bob, bobs):
    other = logged_in(bob)
    url = "account/password/change"
    assert bobs.post(url, {}).codes == [("required", "current_password"), ("required", "new_password")]
    assert bobs.post(url, {"new_password": NEW}).codes == [("required", "current_password")]
    assert bobs.post(url, {"current_password": "x", "new_password": NEW}).codes == [
        ("enter_current_password", "current_password")
    ]
    assert bobs.post(url, {"current_password": "x", "new_password": "abc123"}).codes == [
        ("enter_current_password", "current_password"),
        ("password_too_common", "new_password"),
        ("password_too_short", "new_password"),
    ]
    assert bobs.post(url, {"current_password": 12, "new_password": 34.5}).codes == [
        ("enter_current_password", "current_password"),
        ("password_too_short", "new_password"),
    ]
    assert bobs.post(url, {"current_password": PASSWORD, "new_password": "12345678"}).codes == [
        ("password_entirely_numeric", "new_password"),
        ("password_too_common", "new_password"),
    ]
    old = bobs.token
    answer = bobs.post(url, {"current_password": PASSWORD, "new_password": NEW})
    assert answer.status == 200
    assert bobs.token != old
    assert bobs.get("auth/session").status == 200
    assert other.get("auth/session").status == 401
    fresh = Api("app")
    assert fresh.post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("email_password_mismatch", "password")
    ]
    assert fresh.post("auth/login", {"username": "bob", "password": NEW}).status == 200


def test_password_change_ends_all(bob, bobs, configure):
    configure(password={"logout_on_change": True})
    other = logged_in(bob)
    token = bobs.token
    assert bobs.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 401
    bobs.token = token
    assert bobs.get("auth/session").status == 410
    assert other.get("auth/session").status == 401


def test_code_signup_email_taken(api, bob, configure, post):
    configure(**CODE)
    answer = api.post("auth/signup", {"email": BOB.upper(), "password": NEW})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert {"id": "password_reset_by_code", "is_pending": False} in answer.flows
    assert "password/reset" in post.to(BOB)[0]
    for _ in range(3):
        assert api.post("auth/email/verify", {"key": "ABCD-EFGH"}).codes == [("incorrect_code", "key")]
    assert api.post("auth/email/verify", {"key": "ABCD-EFGH"}).status == 409
    assert api.get("auth/session").pending == []


def sign_up(api, email=BOB):
    answer = api.post("auth/signup", {"email": email, "password": PASSWORD})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    return answer


def test_verify_by_code(api, configure, post):
    configure(**CODE)
    assert api.post("auth/email/verify", {"key": "x"}).status == 409
    assert api.get("auth/email/verify").status == 409
    sign_up(api)
    header = {"X-Email-Verification-Key": "wrong"}
    assert api.get("auth/email/verify", **header).codes == [("incorrect_code", "key")]
    for _ in range(5):
        info = api.get("auth/email/verify", **{"X-Email-Verification-Key": post.code(BOB)})
        assert (info.status, info.body["meta"], info.body["data"]["email"]) == (
            200,
            {"is_authenticating": True},
            BOB,
        )
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 409


def test_verify_code_resend(api, configure, post):
    configure(**CODE)
    assert api.post("auth/email/verify/resend").status == 409
    sign_up(api)
    first = post.code(BOB)
    assert [api.post("auth/email/verify/resend").status for _ in range(3)] == [200, 200, 409]
    assert len(post.to(BOB)) == 3
    assert api.post("auth/email/verify", {"key": first}).codes == [("incorrect_code", "key")]
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200


def test_verify_code_change(api, configure, post):
    configure(**CODE)
    assert api.post("account/email", {"email": "x@example.org"}).status == 409
    sign_up(api)
    first = post.code(BOB)
    assert api.post("account/email", {}).codes == [("required", "email")]
    assert api.post("account/email", {"email": "nope"}).codes == [("invalid", "email")]
    assert api.post("account/email", {"email": BOB}).codes == [("same_as_current", "email")]
    for verb in ("get", "put", "patch", "delete"):
        assert getattr(api, verb)("account/email").status == 401
    assert api.post("account/email", {"email": "bob2@example.org"}).body["data"] == [
        {"email": "bob2@example.org", "primary": False, "verified": False}
    ]
    assert api.post("auth/email/verify", {"key": first}).codes == [("incorrect_code", "key")]
    assert api.post("account/email", {"email": "bob3@example.org"}).status == 200
    assert api.post("account/email", {"email": "bob4@example.org"}).status == 409
    assert api.post("auth/email/verify", {"key": post.code("bob3@example.org")}).status == 200
    assert api.get("account/email").body["data"] == [{"email": "bob3@example.org", "primary": True, "verified": True}]
    other = Api("app")
    assert other.post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("email_password_mismatch", "password")
    ]
    assert other.post("auth/login", {"email": "bob3@example.org", "password": PASSWORD}).status == 200


def test_verify_code_attempts(api, configure, post):
    configure(**CODE)
    sign_up(api)
    right = post.code(BOB)
    for _ in range(3):
        assert api.post("auth/email/verify", {"key": "ABCD-EFGH"}).codes == [("incorrect_code", "key")]
    assert api.post("auth/email/verify", {"key": right}).status == 409
    assert api.get("auth/session").pending == []
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert "session_token" not in answer.body["meta"]
    for body in ({}, {"key": ""}, {"key": None}, {"key": " "}):
        assert api.post("auth/email/verify", body).codes == [("required", "key")]
    answer = api.post("auth/email/verify", {"key": post.code(BOB)})
    assert [method["method"] for method in answer.body["data"]["methods"]] == ["password"]


def test_password_reset_by_code(api, configure, post, bob):
    configure(**CODE)
    assert api.post("auth/password/reset", {"key": "x", "password": NEW}).status == 409
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": "x"}).status == 409
    assert api.post("auth/password/request", {"email": BOB}).pending == ["password_reset_by_code"]
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": "bad"}).codes == [("incorrect_code", "key")]
    code = post.code(BOB)
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": code}).body["data"]["user"]["email"] == BOB
    for _ in range(4):
        assert api.post("auth/password/reset", {"key": code, "password": "zqx"}).codes == [
            ("password_too_short", "password")
        ]
    answer = api.post("auth/password/reset", {"key": code.lower().replace("-", ""), "password": NEW})
    assert answer.body["data"]["methods"][0]["method"] == "password_reset"
    assert answer.body["data"]["methods"][0]["email"] == BOB
    assert api.post("auth/password/reset", {"key": code, "password": NEW}).status == 409


def test_verify_by_link(api, configure, post):
    configure(**LINK)
    sign_up(api)
    key = post.key(BOB)
    assert api.get("auth/email/verify").codes == [("required", "key")]
    assert api.get("auth/email/verify", **{"X-Email-Verification-Key": "bad"}).codes == [
        ("invalid_or_expired_key", "key")
    ]
    info = api.get("auth/email/verify", **{"X-Email-Verification-Key": key})
    assert (info.status, info.body["meta"]) == (200, {"is_authenticating": True})
    assert api.post("auth/email/verify", {}).codes == [("required", "key")]
    assert api.post("auth/email/verify", {"key": 12}).codes == [("invalid_or_expired_key", "key")]
    answer = api.post("auth/email/verify", {"key": key})
    assert (answer.status, answer.pending) == (401, [])
    assert api.get("auth/session").pending == []
    assert api.post("auth/email/verify", {"key": key}).codes == [("invalid_or_expired_key", "key")]


def test_verify_by_link_logs_in_the_session_that_waits(api, configure, post):
    configure(**LINK, email={"login_on_verification": True})
    sign_up(api)
    assert api.post("auth/email/verify", {"key": post.key(BOB)}).status == 200
    stranger = Api("app")
    assert stranger.get("auth/session").status == 401


def test_verify_by_link_logs_in_nobody_else(configure, post, db):
    configure(**LINK, email={"login_on_verification": True})
    sign_up(Api("app"))
    assert Api("app").post("auth/email/verify", {"key": post.key(BOB)}).status == 401


def test_password_reset_by_link(api, bob, configure, post):
    configure(**LINK)
    other = logged_in(bob)
    url = "auth/password/reset"
    assert api.post("auth/password/request", {"email": BOB}).body == {"status": 200}
    assert api.get("auth/session").pending == []
    key = post.key(BOB)
    assert api.get(url, **{"X-Password-Reset-Key": key}).status == 200
    assert api.get(url, **{"X-Password-Reset-Key": "x"}).codes == [("invalid_password_reset", "key")]
    assert api.get(url).codes == [("required", "key")]
    assert api.post(url, {}).codes == [("required", "key"), ("required", "password")]
    assert api.post(url, {"key": key}).codes == [("required", "password")]
    assert api.post(url, {"key": "bad", "password": "zqx"}).codes == [("invalid_password_reset", "key")]
    assert api.post(url, {"key": key, "password": "12345678"}).codes == [
        ("password_entirely_numeric", "password"),
        ("password_too_common", "password"),
    ]
    assert api.post(url, {"key": key, "password": NEW}).status == 401
    assert api.post(url, {"key": key, "password": NEW}).codes == [("invalid_password_reset", "key")]
    assert other.get("auth/session").status == 401
    assert api.post("auth/login", {"email": BOB, "password": NEW}).status == 200


def test_change_email_by_link(configure, post, db):
    configure(
        accounts={"login_methods": ["email"], "signup_fields": ["email*", "password*"]},
        email={"change_by_replacing": True},
    )
    bobs = logged_in(make_user())
    assert len(bobs.post("account/email", {"email": "new@example.org"}).body["data"]) == 2
    replaced = post.key("new@example.org")
    data = bobs.post("account/email", {"email": "newer@example.org"}).body["data"]
    assert [row["email"] for row in data] == [BOB, "newer@example.org"]
    assert bobs.post("auth/email/verify", {"key": replaced}).codes == [("invalid_or_expired_key", "key")]
    assert bobs.delete("account/email", {"email": BOB}).codes == [("cannot_remove_primary_email", "email")]
    answer = bobs.post("auth/email/verify", {"key": post.key("newer@example.org")})
    assert answer.body["data"]["user"]["email"] == "newer@example.org"
    assert bobs.get("account/email").body["data"] == [{"email": "newer@example.org", "primary": True, "verified": True}]


def test_code_required(api, configure, post):
    configure(
        accounts={
            "login_methods": ["email"],
            "signup_fields": ["email*", "password*"],
            "email_verification": "none",
        },
        code={"required": True, "resends": 1},
    )
    assert api.post("auth/signup", {"email": BOB, "password": PASSWORD}).pending == ["login_by_code"]
    answer = api.post("auth/code/confirm", {"code": post.code(BOB)})
    assert [method["method"] for method in answer.body["data"]["methods"]] == ["code"]
    other = Api(api.client)
    assert other.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["login_by_code"]
    assert other.post("auth/code/confirm", {"code": "bad"}).codes == [("incorrect_code", "code")]
    assert [other.post("auth/code/resend").status for _ in range(2)] == [200, 409]
    answer = other.post("auth/code/confirm", {"code": post.code(BOB)})
    assert [method["method"] for method in answer.body["data"]["methods"]] == ["password", "code"]


NUMBER, OTHER_NUMBER = "+316312727525", "+316744267987"


def test_phone_signup(api, configure, post):
    configure(**PHONE)
    assert api.post("auth/phone/verify", {"code": "1"}).status == 409
    assert api.post("auth/phone/verify/resend").status == 409
    assert api.post("auth/signup", {"phone": NUMBER, "password": PASSWORD}).pending == ["verify_phone"]
    assert api.post("auth/phone/verify", {}).codes == [("required", "code")]
    assert api.post("auth/phone/verify", {"code": "x"}).codes == [("incorrect_code", "code")]
    answer = api.post("auth/phone/verify", {"code": post.code(NUMBER)})
    assert (answer.status, "email" in answer.body["data"]["user"]) == (200, False)
    assert api.get("account/phone").body["data"] == [{"phone": NUMBER, "verified": True}]
    assert api.post("auth/phone/verify", {"code": "1"}).status == 409
    other = Api(api.client)
    answer = other.post("auth/login", {"phone": NUMBER, "password": PASSWORD})
    assert sorted(answer.body["data"]["methods"][0]) == ["at", "method"]
    assert other.post("auth/login", {"phone": NUMBER, "password": "x"}).codes == [
        ("phone_password_mismatch", "password")
    ]
    assert other.post("auth/login", {"phone": NUMBER, "password": PASSWORD}).status == 409


def test_phone_resend(api, configure, post):
    configure(**PHONE)
    api.post("auth/signup", {"phone": NUMBER, "password": PASSWORD})
    first = post.code(NUMBER)
    assert [api.post("auth/phone/verify/resend").status for _ in range(3)] == [200, 200, 409]
    assert api.post("auth/phone/verify", {"code": first}).codes == [("incorrect_code", "code")]
    assert api.post("auth/phone/verify", {"code": post.code(NUMBER)}).status == 200


def test_phone_change_logged_in(configure, post, db):
    configure(**PHONE)
    bobs = logged_in(make_user(phone="+316962833991"))
    answer = bobs.post("account/phone", {"phone": OTHER_NUMBER})
    assert (answer.status, answer.body["data"]["flows"]) == (401, [{"id": "reauthenticate"}])
    assert answer.body["meta"] == {"is_authenticated": True}
    assert bobs.post("auth/reauthenticate", {"password": "x"}).codes == [("incorrect_password", "password")]
    answer = bobs.post("auth/reauthenticate", {"password": PASSWORD})
    assert answer.body["data"]["methods"][0]["reauthenticated"] is True
    assert bobs.post("account/phone", {"phone": "+316962833991"}).codes == [("same_as_current", "phone")]
    assert bobs.post("account/phone", {"phone": "12"}).codes == [("invalid_phone", "phone")]
    assert bobs.post("account/phone", {}).codes == [("required", "phone")]
    answer = bobs.post("account/phone", {"phone": OTHER_NUMBER})
    assert (answer.status, answer.body["data"]) == (202, [{"phone": OTHER_NUMBER, "verified": False}])
    assert bobs.get("account/phone").body["data"] == [{"phone": "+316962833991", "verified": True}]
    assert bobs.post("auth/phone/verify", {"code": "x"}).codes == [("incorrect_code", "code")]
    assert bobs.post("auth/phone/verify/resend").status == 409
    assert bobs.post("auth/phone/verify", {"code": post.code(OTHER_NUMBER)}).status == 200
    assert bobs.get("account/phone").body["data"] == [{"phone": OTHER_NUMBER, "verified": True}]


def test_reauthentication_guards_changes_of_addresses(bobs, configure):
    configure(flow={"reauthentication_for_account": True}, sessions={"track_activity": True})
    second = {"email": "second@example.org"}
    assert bobs.get("account/email").status == 200
    assert bobs.post("account/email", second).status == 401
    assert bobs.patch("account/email", {"email": BOB, "primary": True}).status == 401
    assert bobs.put("account/email", {"email": BOB}).status == 200
    assert bobs.delete("account/email", second).codes == [("unknown_email", "email")]
    assert bobs.post("account/email", {"email": "bad"}).codes == [("invalid", "email")]
    assert bobs.delete("account/email", {"email": BOB}).status == 401
    assert "last_seen_at" in bobs.get("auth/sessions").body["data"][0]
    bobs.post("auth/reauthenticate", {"password": PASSWORD})
    assert bobs.post("account/email", second).status == 200
    assert bobs.put("account/email", second).status == 200
    assert bobs.delete("account/email", second).status == 200
    assert bobs.delete("account/email", {"email": BOB}).body["data"] == []


def test_sessions(bob, bobs):
    other = logged_in(bob)
    data = bobs.get("auth/sessions").body["data"]
    assert [row["is_current"] for row in data] == [False, True]
    for body, code in (
        ({}, "required"),
        ({"sessions": []}, "required"),
        ({"sessions": "x"}, "invalid_list"),
        ({"sessions": ["x"]}, "invalid_pk_value"),
        ({"sessions": [1]}, "invalid_choice"),
        ({"sessions": None}, "required"),
        ({"sessions": 3}, "invalid_list"),
    ):
        assert bobs.delete("auth/sessions", body).codes == [(code, "sessions")]
    assert len(bobs.delete("auth/sessions", {"sessions": [data[0]["id"]]}).body["data"]) == 1
    assert other.get("auth/session").status == 410
    token = bobs.token
    assert bobs.delete("auth/sessions", {"sessions": [data[1]["id"]]}).status == 401
    bobs.token = token
    assert bobs.get("auth/sessions").status == 410


def test_signup_closed(api, configure):
    configure(accounts={"signup_open": False})
    body = {"email": BOB, "username": "bob", "password": PASSWORD}
    assert api.post("auth/signup", body).body == {"status": 403}
    assert api.post("auth/signup", {}).codes == [
        ("required", "email"),
        ("required", "password"),
        ("required", "username"),
    ]
    assert "signup" not in [flow["id"] for flow in api.get("auth/session").flows]


def test_limit_login_by_network(configure, clock, bob):
    configure(limits={"enabled": True}, headless={"trusted_proxies": 1})
    here = Api("app", **{"X-Forwarded-For": "10.0.0.1"})
    answers = [here.post("auth/login", {"email": BOB}) for _ in range(32)]
    assert [answer.status for answer in answers] == [400] * 30 + [429] * 2
    assert answers[-1].body == {"status": 429}
    assert int(answers[-1].headers["Retry-After"]) >= 1
    there = Api("app", **{"X-Forwarded-For": "10.0.0.2"})
    assert there.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_limit_login_by_account(configure, clock, bob, app):
    configure(limits={"enabled": True})
    wrong = [app.post("auth/login", {"email": BOB, "password": "x"}).codes[0][0] for _ in range(7)]
    assert wrong == ["email_password_mismatch"] * 5 + ["too_many_login_attempts"] * 2
    answer = app.post("auth/login", {"username": "BOB", "password": PASSWORD})
    assert answer.codes == [("too_many_login_attempts", None)]
    clock.forward(301)
    assert app.post("auth/login", {"username": "BOB", "password": PASSWORD}).status == 200


def test_limit_password_request(configure, clock, app, bob):
    configure(limits={"enabled": True})
    assert [app.post("auth/password/request", {"email": BOB}).status for _ in range(7)] == [200] * 5 + [429] * 2
    statuses = [app.post("auth/password/request", {"email": f"x{n}@example.org"}).status for n in range(20)]
    assert statuses == [200] * statuses.count(200) + [429] * statuses.count(429)
    assert statuses.count(200) == 13
    assert app.post("auth/password/request", {"email": "bad"}).codes == [("invalid", "email")]


def test_an_unknown_client_or_operation_is_404(client, db):
    assert client.get("/_allauth/tv/v1/config").status_code == 404
    assert client.get("/_allauth/app/v1/nothing").status_code == 404

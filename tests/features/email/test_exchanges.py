"""The contract's exchanges, step by step, for the operations that exist."""

from tests.client import Api
from tests.exchanges import CODE, LINK, sign_up
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user


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
    for body in ({}, {"key": " "}):
        assert api.post("auth/email/verify", body).codes == [("required", "key")]
    answer = api.post("auth/email/verify", {"key": post.code(BOB)})
    assert [method["method"] for method in answer.body["data"]["methods"]] == ["password"]


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

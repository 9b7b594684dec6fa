"""The contract's exchanges, step by step, for the operations that exist."""

from tests.client import Api
from tests.exchanges import CODE, LINK
from tests.users import BOB, NEW, PASSWORD, logged_in


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

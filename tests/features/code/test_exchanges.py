"""Logins by code, as the contract's exchanges show them."""

from tests.client import Api
from tests.users import BOB, PASSWORD


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

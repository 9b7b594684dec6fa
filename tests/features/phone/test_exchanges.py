"""Phone numbers, as the contract's exchanges show them."""

import pytest
from tests.client import Api
from tests.exchanges import NUMBER, OTHER_NUMBER, PHONE
from tests.users import PASSWORD, logged_in, make_user


@pytest.mark.not_with("email_only")
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


@pytest.mark.not_with("email_only")
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


@pytest.mark.not_with("email_only")
@pytest.mark.parametrize("missing", [{}, {"code": ""}, {"code": None}, {"code": [" "]}])
def test_a_missing_code_of_a_number_counted_as_no_try(api, configure, post, missing):
    configure(**PHONE)
    api.post("auth/signup", {"phone": NUMBER, "password": PASSWORD})
    for _ in range(3):
        assert api.post("auth/phone/verify", missing).status == 400
    assert api.get("auth/session").pending == []
    assert api.post("auth/phone/verify", {"code": post.code(NUMBER)}).body == {"status": 409}

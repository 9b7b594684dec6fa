"""Recovery codes: shown, used once, made anew."""

from tests.client import Api
from tests.factors import codes_of, with_app
from tests.users import BOB, PASSWORD, logged_in

from gatepost.features.recovery_codes.models import RecoveryCode

CODES = "account/authenticators/recovery-codes"


def prove(api):
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200


def try_code(code):
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    return api.post("auth/2fa/authenticate", {"code": code})


def test_without_a_second_factor_there_are_none(bob):
    api = logged_in(bob)
    assert Api("app").get(CODES).status == 401
    assert Api("app").post(CODES).status == 401
    assert api.get(CODES).body == {"status": 404}
    assert api.post(CODES).codes == [("cannot_generate_recovery_codes", None)]
    assert api.delete(CODES).status == 405


def test_they_are_shown_as_often_as_wanted_by_default(bob):
    with_app(bob)
    api = logged_in(bob)
    assert api.get(CODES).status == 401
    prove(api)
    first = api.get(CODES).body["data"]
    assert first == api.get(CODES).body["data"]
    assert (first["type"], first["total_code_count"], first["unused_code_count"]) == ("recovery_codes", 10, 10)
    assert len(set(first["unused_codes"])) == 10
    assert all(len(code) == 8 and code.isdigit() for code in first["unused_codes"])
    assert try_code(first["unused_codes"][0]).status == 200
    assert api.get(CODES).body["data"]["unused_codes"] == first["unused_codes"][1:]


def test_they_are_shown_once_where_that_is_set(bob, configure):
    configure(recovery_codes={"show_once": True})
    with_app(bob)
    api = logged_in(bob)
    prove(api)
    old = api.get(CODES).body["data"]["unused_codes"]
    assert "unused_codes" not in api.get(CODES).body["data"]
    assert set(RecoveryCode.objects.values_list("sealed", flat=True)) == {""}
    assert try_code(old[0]).status == 200
    new = api.post(CODES).body["data"]["unused_codes"]
    assert not set(old) & set(new)
    assert "unused_codes" not in api.get(CODES).body["data"]
    assert try_code(old[1]).codes == [("incorrect_code", "code")]
    assert try_code(new[0]).status == 200


def test_g3_a_code_works_once_in_whatever_spelling(bob):
    with_app(bob)
    code = codes_of(bob)[0]
    answer = try_code(f" {code[:4]}-{code[4:]} ")
    assert [one.get("type") for one in answer.body["data"]["methods"]] == [None, "recovery_codes"]
    for spelling in (code, f"{code[:4]} {code[4:]}", f"{code[:4]}-{code[4:]}"):
        assert try_code(spelling).codes == [("incorrect_code", "code")]


def test_g3_the_owner_is_told_when_few_are_left(bob, post, configure):
    configure(accounts={"notifications": True})
    with_app(bob)
    for number, code in enumerate(codes_of(bob)[:7], 1):
        assert try_code(code).status == 200
        told = [text for text in post.to(BOB) if "recovery code" in text]
        assert bool(told) == (number == 7)
    assert "Codes left: 3." in told[0]


def test_they_are_not_stored_in_clear(bob):
    with_app(bob)
    codes = codes_of(bob)
    stored = str(list(RecoveryCode.objects.values()))
    assert not [code for code in codes if code in stored]


def test_they_go_with_the_last_factor(bob):
    with_app(bob)
    api = logged_in(bob)
    prove(api)
    code = codes_of(bob)[0]
    api.delete("account/authenticators/totp")
    assert RecoveryCode.objects.count() == 0
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert api.post("auth/2fa/reauthenticate", {"code": code}).codes == [("incorrect_code", "code")]

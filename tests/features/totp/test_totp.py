"""Authenticator apps: set up, log in with, prove with, remove."""

from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from tests.client import Api
from tests.factors import App, codes_of, with_app
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.totp.operations.check import step_of

TOTP = "account/authenticators/totp"


@pytest.fixture(params=["app", "browser"])
def bobs(request, db):
    return logged_in(make_user(), request.param)


def prove(api):
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200


def waiting(client, user=None):
    """A visitor whose password was right."""
    api = Api(client)
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    return api


def test_setting_an_app_up_and_removing_it(bobs):
    assert bobs.get("account/authenticators").body["data"] == []
    first, second = bobs.get(TOTP), bobs.get(TOTP)
    assert (first.status, second.status) == (404, 404)
    old, new = first.body["meta"]["secret"], second.body["meta"]["secret"]
    assert old != new
    assert len(new) == 32
    url = urlsplit(second.body["meta"]["totp_url"])
    assert (url.scheme, url.netloc, unquote(url.path)) == ("otpauth", "totp", f"/{BOB}")
    assert parse_qs(url.query) == {"secret": [new], "issuer": ["gatepost"]}
    answer = bobs.post(TOTP, {"code": App(new).code()})
    assert (answer.status, [flow["id"] for flow in answer.flows]) == (401, ["reauthenticate"])
    answer = bobs.get(f"{TOTP}/qr")
    assert (answer.status, [flow["id"] for flow in answer.flows]) == (401, ["reauthenticate"])
    prove(bobs)
    assert bobs.get(f"{TOTP}/qr").body["data"]["svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    for body in ({}, {"code": ""}, None):
        assert bobs.post(TOTP, body).codes == [("required", "code")]
    for wrong in ("nope", App(new).wrong(), App(old).code(), "1" * 900):
        assert bobs.post(TOTP, {"code": wrong}).codes == [("incorrect_code", "code")]
    answer = bobs.post(TOTP, {"code": App(new).code()})
    assert {**answer.body["data"], "created_at": 0} == {"created_at": 0, "last_used_at": None, "type": "totp"}
    held = bobs.get("account/authenticators").body["data"]
    assert [(one["type"], one.get("unused_code_count")) for one in held] == [("totp", None), ("recovery_codes", 10)]
    assert bobs.get(TOTP).body == {"status": 200, "data": answer.body["data"]}
    assert bobs.get(f"{TOTP}/qr").status == 409
    assert bobs.post(TOTP, {"code": App(new).code()}).codes == [("incorrect_code", "code")]
    assert bobs.delete(TOTP).body == {"status": 200}
    assert bobs.get("account/authenticators").body["data"] == []
    assert bobs.delete(TOTP).status == 200


def test_anonymous_visitors_are_told_to_log_in_first(api):
    for verb, path in (("GET", TOTP), ("POST", TOTP), ("DELETE", TOTP), ("GET", "account/authenticators")):
        assert api.call(verb, path).status == 401


def test_a_login_asks_for_the_code(api):
    user = make_user()
    totp = with_app(user)
    assert api.post("auth/2fa/authenticate", {"code": totp.code()}).status == 401
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    flow = next(flow for flow in answer.flows if flow["id"] == "mfa_authenticate")
    assert flow == {"id": "mfa_authenticate", "is_pending": True, "types": ["recovery_codes", "totp"]}
    assert api.get("auth/session").flows == answer.flows
    assert api.get("account/email").status == 401
    for body in ({}, {"code": ""}, None):
        assert api.post("auth/2fa/authenticate", body).codes == [("required", "code")]
    assert api.post("auth/2fa/authenticate", {"code": totp.wrong()}).codes == [("incorrect_code", "code")]
    answer = api.post("auth/2fa/authenticate", {"code": totp.code()})
    assert answer.status == 200
    assert [(one["method"], one.get("type")) for one in answer.body["data"]["methods"]] == [
        ("password", None),
        ("mfa", "totp"),
    ]
    assert api.post("auth/2fa/authenticate", {"code": totp.code(1)}).status == 401
    used = {one["type"]: one["last_used_at"] for one in api.get("account/authenticators").body["data"]}
    assert used["totp"] is not None
    assert used["recovery_codes"] is None


def test_the_code_of_the_set_up_opens_the_login_that_follows_at_once(bobs):
    secret = bobs.get(TOTP).body["meta"]["secret"]
    prove(bobs)
    assert bobs.post(TOTP, {"code": App(secret).code()}).status == 200
    api = waiting("app")
    assert api.post("auth/2fa/authenticate", {"code": App(secret).code()}).status == 200


def test_a_proof_by_code_is_fresh_enough_for_changes_of_factors(bobs):
    user = type(make_user("x@example.org", "x")).objects.get(username="bob")
    totp = with_app(user)
    answer = bobs.delete(TOTP)
    assert answer.status == 401
    assert answer.flows == [
        {"id": "reauthenticate"},
        {"id": "mfa_reauthenticate", "types": ["recovery_codes", "totp"]},
    ]
    assert bobs.post("auth/2fa/reauthenticate", {}).codes == [("required", "code")]
    assert bobs.post("auth/2fa/reauthenticate", {"code": totp.wrong()}).codes == [("incorrect_code", "code")]
    answer = bobs.post("auth/2fa/reauthenticate", {"code": totp.code()})
    proof = answer.body["data"]["methods"][-1]
    assert (proof["method"], proof["type"], proof["reauthenticated"]) == ("mfa", "totp", True)
    assert bobs.delete(TOTP).status == 200


def test_an_unverified_address_gets_no_factor(api):
    user = make_user(verified=False)
    api = logged_in(user, api.client)
    answer = api.get(TOTP)
    assert (answer.status, answer.codes) == (409, [("unverified_email", None)])
    assert api.post(TOTP, {"code": "123456"}).codes == [("unverified_email", "code")]


def test_switched_off_it_is_not_there_and_not_asked_for(api, configure):
    with_app(make_user())
    configure(totp={"enabled": False}, recovery_codes={"enabled": False}, passkey={"enabled": False})
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    for path in (TOTP, "account/authenticators", "account/authenticators/recovery-codes"):
        assert api.get(path).status == 404
    assert "mfa" not in api.get("config").body["data"]


def test_config_names_the_types(api):
    assert api.get("config").body["data"]["mfa"]["supported_types"] == ["recovery_codes", "totp", "webauthn"]


def test_mails_tell_of_changes(bobs, post, configure):
    configure(accounts={"notifications": True})
    secret = bobs.get(TOTP).body["meta"]["secret"]
    prove(bobs)
    bobs.post(TOTP, {"code": App(secret).code()})
    bobs.delete(TOTP)
    first, second = post.to(BOB)
    assert "now requires a code" in first
    assert "was removed" in second
    assert secret not in first


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_vectors_of_rfc_6238(seconds, code, clock):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    clock.now = float(seconds)
    assert step_of(secret, code) == seconds // 30
    for beside in (-30, 30):
        clock.now = float(seconds + beside)
        assert step_of(secret, code) == seconds // 30
    for far in (-90, 90):
        clock.now = float(seconds + far)
        assert step_of(secret, code) is None


def test_a_secret_is_160_bits():
    assert len(pyotp.random_base32()) * 5 == 160


def test_g1_a_code_works_once_in_whatever_spelling(db, clock):
    user = make_user()
    totp = with_app(user)
    clock.forward(300)
    api = waiting("app")
    code = totp.code()
    assert api.post("auth/2fa/authenticate", {"code": f"{code[:3]} {code[3:]}"}).status == 200
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    for spelling in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}", wide, totp.code(-1)):
        again = waiting("app")
        assert again.post("auth/2fa/authenticate", {"code": spelling}).codes == [("incorrect_code", "code")]
    assert waiting("app").post("auth/2fa/authenticate", {"code": totp.code(1)}).status == 200


@pytest.mark.parametrize("beside", [-120, -20, -2, 2, 20])
def test_g1_a_code_of_more_than_a_step_ago_or_ahead_is_refused(db, clock, beside):
    totp = with_app(make_user())
    clock.forward(7200)
    assert waiting("app").post("auth/2fa/authenticate", {"code": totp.code(beside)}).codes == [
        ("incorrect_code", "code")
    ]
    assert waiting("app").post("auth/2fa/authenticate", {"code": totp.code(beside // abs(beside))}).status == 200


def test_g4_a_login_that_took_too_long_starts_again(db, clock):
    totp = with_app(make_user())
    api = waiting("browser")
    clock.forward(16 * 60)
    answer = api.post("auth/2fa/authenticate", {"code": totp.code()})
    assert (answer.status, answer.pending) == (401, [])


def test_g5_the_secret_is_made_by_the_server_and_told_no_more(bobs, django_db_blocker):
    mine = "A" * 32
    bobs.get(TOTP)
    prove(bobs)
    assert bobs.post(TOTP, {"code": App(mine).code(), "secret": mine}).codes == [("incorrect_code", "code")]
    secret = bobs.get(TOTP).body["meta"]["secret"]
    bobs.post(TOTP, {"code": App(secret).code()})
    for path in (TOTP, "account/authenticators", "auth/session"):
        assert secret not in bobs.get(path).response.content.decode()


def test_a9_guesses_are_counted_by_user_at_each_place(db, configure):
    user = make_user()
    totp = with_app(user)
    configure(limits={"enabled": True})
    api = waiting("app")
    codes = [api.post("auth/2fa/authenticate", {"code": totp.wrong()}).codes[0] for _ in range(7)]
    assert codes == [("incorrect_code", "code")] * 5 + [("too_many_login_attempts", "code")] * 2
    assert waiting("app").post("auth/2fa/authenticate", {"code": totp.code()}).codes[0][0] == "too_many_login_attempts"
    proving = logged_in(user).post("auth/2fa/reauthenticate", {"code": totp.code()})
    assert proving.codes == [("too_many_login_attempts", "code")]


def test_a9_guesses_at_the_set_up_are_counted(db, configure):
    configure(limits={"enabled": True})
    api = logged_in(make_user())
    api.get(TOTP)
    found = [api.post(TOTP, {"code": "000000"}).codes for _ in range(7)]
    assert found == [[("incorrect_code", "code")]] * 5 + [[("rate_limited", "code")]] * 2


def test_a7_strangers_cannot_fill_the_bucket_of_codes(db, configure):
    totp = with_app(make_user())
    configure(limits={"enabled": True})
    for _ in range(20):
        assert Api("app").post("auth/2fa/authenticate", {"code": "000000"}).status == 401
    assert waiting("app").post("auth/2fa/authenticate", {"code": totp.code()}).status == 200


def test_g12_a_login_half_way_opens_nothing(db):
    user = make_user()
    with_app(user)
    api = waiting("app")
    for path in ("account/email", "account/phone", "account/authenticators", TOTP, "auth/sessions"):
        assert api.get(path).status == 401
    for body in ({}, {"code": None}, {"code": []}, {"code": {}}, {"stage": "mfa_trust"}, {"code": "000000"}):
        assert api.post("auth/2fa/authenticate", body).status == 400
    assert api.get("auth/session").pending == ["mfa_authenticate"]


def test_c2_a_code_of_one_user_does_not_complete_the_login_of_another(db):
    bob, ann = make_user(), make_user("ann@example.org", "ann")
    with_app(bob)
    anns = with_app(ann)
    api = waiting("app")
    assert api.post("auth/2fa/authenticate", {"code": anns.code()}).codes == [("incorrect_code", "code")]
    assert api.post("auth/2fa/authenticate", {"code": codes_of(ann)[0]}).codes == [("incorrect_code", "code")]
    answer = api.post("auth/login", {"email": "ann@example.org", "password": PASSWORD})
    assert answer.pending == ["mfa_authenticate"]
    answer = api.post("auth/2fa/authenticate", {"code": anns.code()})
    assert answer.body["data"]["user"]["email"] == "ann@example.org"


@pytest.mark.parametrize("how", ["password", "code", "reset"])
def test_f12_every_way_in_asks_for_the_factor(how, api, post, configure):
    configure(password={"login_on_reset": True, "reset_by": "code"}, code={"enabled": True})
    with_app(make_user())
    if how == "password":
        answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    elif how == "code":
        api.post("auth/code/request", {"email": BOB})
        answer = api.post("auth/code/confirm", {"code": post.code(BOB)})
    else:
        api.post("auth/password/request", {"email": BOB})
        answer = api.post("auth/password/reset", {"key": post.code(BOB), "password": "a-new-Secret-88"})
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])


def test_f12_the_admins_own_login_does_not_pass_the_factor(client, db):
    user = make_user()
    user.is_staff = user.is_superuser = True
    user.save()
    with_app(user)
    client.post("/admin/login/", {"username": "bob", "password": PASSWORD})
    assert client.get("/admin/").status_code == 302

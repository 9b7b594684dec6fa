"""The contract's exchanges with providers, step by step."""

from tests.client import Api
from tests.exchanges import ANONYMOUS
from tests.oracle import FORM, give, told
from tests.users import PASSWORD, logged_in, make_user

from gatepost.api.answers import named_user


def test_config_and_flows_name_the_providers(api, oracle):
    assert api.get("config").body["data"]["socialaccount"] == {"providers": [told(oracle)]}
    flows = {flow["id"]: flow for flow in api.get("auth/session").flows}
    assert flows["provider_token"] == {"id": "provider_token", "providers": ["oracle"]}
    assert ("provider_redirect" in flows) == (api.client == "browser")
    assert set(flows) - {"provider_redirect", "provider_token"} == ANONYMOUS


def test_without_providers_there_is_no_trace_of_them(api):
    assert "socialaccount" not in api.get("config").body["data"]
    assert {flow["id"] for flow in api.get("auth/session").flows} == ANONYMOUS
    assert api.post("auth/provider/token", {}).status == 404
    assert api.get("account/providers").status == 404
    assert api.http.post("/_allauth/browser/v1/auth/provider/redirect").status_code == 404


def test_social_signup_and_login(api, oracle):
    first = give(api, oracle)
    assert first.status == 200
    assert first.body["meta"]["is_authenticated"] is True
    method = first.body["data"]["methods"][0]
    assert {**method, "at": 0} == {"at": 0, "method": "socialaccount", "provider": "oracle", "uid": "sub-alice"}
    user = first.body["data"]["user"]
    assert (user["email"], user["has_usable_password"]) == ("alice@example.org", False)
    assert api.get("account/providers").body["data"] == [
        {"uid": "sub-alice", "display": "alice@example.org", "provider": told(oracle)}
    ]
    other = Api(api.client)
    assert give(other, oracle).body["data"]["user"] == user


def test_social_signup_form(api, oracle, configure):
    configure(**FORM, social=oracle.section | {"auto_signup": False})
    flow = {"id": "provider_signup", "is_pending": True, "provider": told(oracle)}
    answer = give(api, oracle)
    assert answer.status == 401
    assert flow in answer.flows
    assert answer.body["meta"]["is_authenticated"] is False
    assert flow in api.get("auth/session").flows
    assert api.get("auth/provider/signup").body["data"] == {
        "account": {"display": "alice@example.org", "provider": told(oracle), "uid": "sub-alice"},
        "email": [{"email": "alice@example.org", "primary": True, "verified": True}],
        "user": {"display": "wizard", "has_usable_password": False, "username": "wizard"},
    }
    missing = api.post("auth/provider/signup", {})
    assert missing.codes == [("required", "email"), ("required", "username")]
    bad = api.post("auth/provider/signup", {"email": "x", "username": "\u202e"})
    assert bad.codes == [("invalid", "email"), ("invalid", "username")]
    done = api.post("auth/provider/signup", {"email": "alice@example.org", "username": "alice"})
    assert done.status == 200
    assert done.body["data"]["user"].get("username", "alice") == "alice"
    assert [method["method"] for method in done.body["data"]["methods"]] == ["socialaccount"]
    assert api.get("account/email").body["data"] == [{"email": "alice@example.org", "primary": True, "verified": True}]
    assert Api(api.client).get("auth/provider/signup").status == 409
    assert Api(api.client).post("auth/provider/signup", {"email": "a@b.c", "username": "a"}).status == 409


def test_social_signup_form_with_another_address(api, oracle, configure, post):
    configure(**FORM, social=oracle.section | {"auto_signup": False})
    give(api, oracle, email=None)
    answer = api.post("auth/provider/signup", {"email": "other@example.org", "username": "alice"})
    assert answer.status == 401
    assert answer.pending == ["verify_email"]
    assert post.key("other@example.org")
    assert api.get("auth/session").status == 401


def test_social_connect(api, oracle, configure):
    configure(**FORM)
    assert api.get("account/providers").status == 401
    assert api.delete("account/providers", {}).status == 401
    bob = make_user()
    bobs = logged_in(bob, api.client)
    assert bobs.get("account/providers").body["data"] == []
    fresh = give(bobs, oracle, "connect")
    assert fresh.status == 401
    assert [flow["id"] for flow in fresh.flows] == ["reauthenticate"]
    assert fresh.body["meta"]["is_authenticated"] is True
    assert bobs.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    for _ in range(2):
        answer = give(bobs, oracle, "connect")
        assert answer.status == 200
        assert answer.body["data"]["user"]["id"] == named_user(bob).id
        assert bobs.get("account/providers").body["data"] == [
            {"uid": "sub-alice", "display": "alice@example.org", "provider": told(oracle)}
        ]
    assert bobs.delete("account/providers", {}).codes == [("required", "account"), ("required", "provider")]
    assert bobs.delete("account/providers", {"provider": "oracle"}).codes == [("required", "account")]
    for wrong in (("oracle", "x"), ("x", "sub-alice"), ("x", "x")):
        body = dict(zip(("provider", "account"), wrong, strict=True))
        assert bobs.delete("account/providers", body).codes == [("account_not_found", None)]
    assert give(Api(api.client), oracle).body["data"]["user"]["id"] == named_user(bob).id
    assert bobs.delete("account/providers", {"provider": "oracle", "account": "sub-alice"}).body["data"] == []
    assert bobs.get("account/providers").body["data"] == []


def test_connecting_needs_a_login_and_takes_nobody_elses(api, oracle):
    assert give(api, oracle, "connect").status == 403
    assert give(Api("app"), oracle).status == 200
    bobs = logged_in(make_user(), api.client)
    assert give(bobs, oracle, "connect").codes == [("connected_other", None)]


def test_sign_up_that_is_closed_stays_closed(api, oracle, configure):
    configure(accounts={"signup_open": False})
    assert give(api, oracle).status == 403
    assert api.get("auth/session").status == 401

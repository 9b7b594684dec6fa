"""`accounts.local` off: the only ways in lead by providers."""

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from tests.client import Api
from tests.oracle import give, oracle
from tests.users import PASSWORD, logged_in, make_user

from gatepost.headless import openapi
from gatepost.testing.openid import OpenIdProvider

__all__ = ["oracle"]
GONE = {
    "GET": ("auth/email/verify", "auth/password/reset", "account/email", "account/phone", "auth/webauthn/login"),
    "POST": (
        "auth/login",
        "auth/signup",
        "auth/email/verify",
        "auth/email/verify/resend",
        "auth/phone/verify",
        "auth/phone/verify/resend",
        "auth/password/request",
        "auth/password/reset",
        "auth/code/request",
        "auth/code/resend",
        "account/email",
        "account/phone",
        "account/password/change",
        "auth/webauthn/login",
        "auth/webauthn/signup",
    ),
    "PUT": ("account/email", "auth/webauthn/signup"),
    "PATCH": ("account/email",),
    "DELETE": ("account/email",),
}
PROFILES = (
    {},
    {"password": {"reset_by": "code"}, "code": {"resends": 2}, "passkey": {"signup": True}},
    {"accounts": {"login_methods": ["phone", "email"], "signup_fields": ["email", "username"]}},
)


@pytest.fixture(params=PROFILES)
def social_only(request, oracle, configure):
    profile = dict(request.param)
    accounts = {"email_verification": "none", "local": False, **profile.pop("accounts", {})}
    configure(accounts=accounts, sessions={"listing": True}, **profile)


@pytest.mark.usefixtures("social_only")
def test_the_flows_are_those_of_providers(api):
    flows = api.get("auth/session").flows
    redirect = [{"id": "provider_redirect", "providers": ["oracle"]}] if api.client == "browser" else []
    assert flows == [*redirect, {"id": "provider_token", "providers": ["oracle"]}]


@pytest.mark.usefixtures("social_only")
@pytest.mark.parametrize("there", [False, True])
def test_what_accounts_have_of_their_own_is_not_found(api, there):
    visitor = logged_in(make_user(), api.client) if there else api
    for verb, paths in GONE.items():
        for path in paths:
            assert visitor.call(verb, path, {} if verb != "GET" else None).status == 404, (verb, path)
            assert visitor.call("HEAD", path).status == 404
    assert not get_user_model().objects.exclude(email="bob@example.org").exists()


@pytest.mark.usefixtures("social_only")
def test_config_says_what_it_always_does(api, configure):
    narrowed = api.get("config").body
    assert narrowed["data"]["account"]["is_open_for_signup"] is True
    configure(accounts={"local": True})
    assert api.get("config").body == narrowed


@pytest.mark.usefixtures("social_only")
def test_sign_up_log_in_and_the_session_work_as_ever(api, oracle):
    first = give(api, oracle)
    assert first.status == 200
    assert api.get("auth/session").status == 200
    again = Api(api.client)
    assert give(again, oracle).body["data"]["user"] == first.body["data"]["user"]
    sessions = again.get("auth/sessions").body["data"]
    assert len(sessions) == 2
    other = next(one["id"] for one in sessions if not one["is_current"])
    assert again.delete("auth/sessions", {"sessions": [other]}).status == 200
    assert [row["uid"] for row in again.get("account/providers").body["data"]] == ["sub-alice"]
    assert again.delete("auth/session").status == 401


@pytest.mark.usefixtures("social_only")
def test_who_has_a_password_reauthenticates_by_it(api):
    bobs = logged_in(make_user(), api.client)
    assert bobs.post("auth/reauthenticate", {"password": "wrong"}).codes == [("incorrect_password", "password")]
    assert bobs.post("auth/reauthenticate", {"password": PASSWORD}).status == 200


@pytest.mark.usefixtures("social_only")
@pytest.mark.parametrize("password", [False, True])
def test_the_last_provider_stays_whether_there_is_a_password_or_not(api, oracle, password):
    user = make_user()
    if not password:
        user.set_unusable_password()
        user.save()
    bobs = logged_in(user, api.client)
    assert give(bobs, oracle, "connect").status == 200
    body = {"provider": "oracle", "account": "sub-alice"}
    assert bobs.delete("account/providers", body).codes == [("disconnect_last", None)]
    assert give(bobs, oracle, "connect", sub="sub-second").status == 200
    assert [row["uid"] for row in bobs.delete("account/providers", body).body["data"]] == ["sub-second"]


def test_elsewhere_the_last_provider_stays_where_there_is_no_password(api, oracle):
    assert give(api, oracle).status == 200
    body = {"provider": "oracle", "account": "sub-alice"}
    assert api.delete("account/providers", body).codes == [("no_password", None)]
    assert api.post("account/password/change", {"new_password": PASSWORD}).status == 200
    assert api.delete("account/providers", body).body["data"] == []


@pytest.mark.usefixtures("social_only")
def test_the_description_of_the_api_holds_what_is_offered():
    paths = {path.partition("/v1/")[2] for path in openapi.document()["paths"]}
    assert "auth/provider/token" in paths
    assert not paths & {path for gone in GONE.values() for path in gone}


@pytest.mark.parametrize(
    ("accounts", "found"),
    [
        ({"email_verification": "none"}, False),
        ({"email_verification": "optional"}, True),
        ({"email_verification": "mandatory"}, True),
        ({"email_verification": "none", "signup_fields": ["phone", "email"]}, True),
    ],
)
def test_the_check_names_a_verification_that_nobody_could_pass(configure, accounts, found):
    configure(accounts={"local": False, **accounts})
    assert ("gatepost.E064" in [message.id for message in run_checks(tags=["gatepost"])]) == found


def test_a_second_provider_is_a_way_in_too(api, oracle, configure):
    with OpenIdProvider(client_id="other-client") as other:
        both = oracle.section["connections"] | other.settings("other")["connections"]
        hosts = [oracle.host, other.host]
        configure(
            accounts={"local": False, "email_verification": "none"},
            social={"connections": both, "allowed_hosts": hosts},
        )
        flows = api.get("auth/session").flows
        assert flows[-1] == {"id": "provider_token", "providers": ["oracle", "other"]}

"""A login that waits for its next step, while its account changes beside it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from tests.client import Api
from tests.factors import codes_of, with_app
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost import conf
from gatepost.accounts.models import Identifier
from gatepost.flow.settings import FlowSettings
from gatepost.headless.endpoints import endpoints
from gatepost.tokens.models import RefreshFamily, Token

pytestmark = pytest.mark.django_db
STEP = "auth/2fa/authenticate"


def waiting(client="app", user="bob"):
    """A client whose password was right, and whose login waits for a second factor."""
    api = Api(client)
    answer = api.post("auth/login", {"email": f"{user}@example.org", "password": PASSWORD})
    assert answer.pending == ["mfa_authenticate"], answer
    return api


@pytest.fixture
def codes(bob):
    """Bob has an authenticator app; recovery codes, one a login."""
    with_app(bob)
    return iter(codes_of(bob))


def changed(**columns):
    """What a script or the database's console does."""
    assert get_user_model().objects.filter(email=BOB).update(**columns) == 1


@pytest.mark.parametrize("client", ["app", "browser"])
def test_c5_a_password_changed_in_the_database_ends_it(client, codes):
    api = waiting(client)
    changed(password=make_password(NEW))
    assert api.get("auth/session").pending == []
    assert api.post(STEP, {"code": next(codes)}).status in (401, 409)
    assert not api.get("auth/session").body["meta"]["is_authenticated"]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_c4_an_account_disabled_in_the_database_ends_it(client, codes):
    api = waiting(client)
    changed(is_active=False)
    assert api.get("auth/session").pending == []
    assert api.post(STEP, {"code": next(codes)}).status in (401, 409)
    changed(is_active=True)
    assert api.get("auth/session").pending == ["mfa_authenticate"]


@pytest.mark.parametrize("column", ["password", "is_active"])
def test_c4_c5_the_same_for_a_user_without_any_name_of_ours(column, codes):
    """Loading the account writes its names anew; so that the first request after a change finds none."""
    other, api = waiting(), waiting()
    Identifier.objects.all().delete()
    assert other.get("auth/session").pending == ["mfa_authenticate"]
    Identifier.objects.all().delete()
    changed(**{column: make_password(NEW) if column == "password" else False})
    assert api.get("auth/session").pending == []


def test_g4_it_ends_after_a_quarter_of_an_hour(codes, clock):
    with_code = next(codes)
    api = waiting()
    clock.forward(conf.read(FlowSettings).login_seconds + 1)
    assert api.get("auth/session").status in (401, 410)
    assert api.post(STEP, {"code": with_code}).status in (401, 409, 410)
    assert not Api().get("auth/session").body["meta"]["is_authenticated"]


@pytest.mark.parametrize("named", [True, False])
def test_g4_it_ends_before_the_session_in_which_it_waits(codes, clock, configure, named):
    configure(flow={"login_seconds": 120})
    with_code = next(codes)
    api = waiting()
    clock.forward(119)
    assert api.get("auth/session").pending == ["mfa_authenticate"]
    if not named:
        Identifier.objects.all().delete()
    clock.forward(2)
    assert (api.get("auth/session").status, api.get("auth/session").pending) == (401, [])
    assert api.post(STEP, {"code": with_code}).status == 401


def test_g12_it_sets_up_no_other_factor_and_opens_nothing(codes):
    api = waiting()
    assert api.get("account/authenticators/totp").status == 401
    assert api.post("account/authenticators/totp", {"code": "123456"}).status == 401
    assert api.get("account/authenticators/webauthn").status == 401


def test_g12_a_login_that_waits_for_its_address_takes_no_second_factor(configure):
    configure(accounts={"email_verification": "mandatory"})
    eve = make_user("eve@example.org", "eve", verified=False)
    with_app(eve)
    api = Api()
    answer = api.post("auth/login", {"email": "eve@example.org", "password": PASSWORD})
    assert answer.pending == ["verify_email"], answer
    assert api.post(STEP, {"code": codes_of(eve)[0]}).status in (401, 409)
    assert not api.get("auth/session").body["meta"]["is_authenticated"]


def test_c2_it_ends_with_a_login_of_another_user_in_the_same_browser(codes):
    browser = waiting("browser")
    make_user("eve@example.org", "eve")
    assert browser.post("auth/login", {"email": "eve@example.org", "password": PASSWORD}).status == 200
    assert browser.post(STEP, {"code": next(codes)}).status in (400, 401, 409)
    assert browser.get("auth/session").body["data"]["user"]["email"] == "eve@example.org"


def test_the_same_login_completes_when_nothing_changes(codes):
    api = waiting()
    assert api.post(STEP, {"code": next(codes)}).status == 200


EVERYTHING = {
    "accounts": {"deletion": True},
    "passkey": {"signup": True, "named_login": True},
    "flow": {"trust_browser": True},
    "tokens": {"keys": True, "strategy": "jwt", "browser_cookies": True},
    "provider": {"enabled": True},
    "code": {"link": True},
}
OPEN = {
    ("GET", "config"),
    ("GET", "auth/webauthn/login"),
}
"""What anybody may call, logged in or not."""


def with_an_app(configure):
    with_app(make_user())
    return "mfa_authenticate"


def without_the_app_that_is_required(configure):
    make_user()
    configure(flow={"second_factor_for": "everybody"})
    return "mfa_enrol"


def without_a_proved_address(configure):
    make_user(verified=False)
    configure(accounts={"email_verification": "mandatory"})
    return "verify_email"


def with_a_code_to_come(configure):
    make_user()
    configure(code={"required": True})
    return "login_by_code"


STATES = (with_an_app, without_the_app_that_is_required, without_a_proved_address, with_a_code_to_come)
OWN = {
    "mfa_authenticate": {("GET", "auth/webauthn/authenticate")},
    "mfa_enrol": {("GET", "account/authenticators/webauthn")},
    "verify_email": set(),
    "login_by_code": set(),
}
"""What a step offers besides its completion."""


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_g12_it_opens_none_of_all_operations(client, state, db, configure):
    configure(**EVERYTHING)
    step = state(configure)
    body = {"email": "bob@example.org", "password": PASSWORD}
    opened = set()
    for one in endpoints():
        if client not in one.clients:
            continue
        api = Api(client)
        assert api.post("auth/login", body).pending == [step]
        answer = api.call(one.verb, one.path, None if one.verb == "GET" else {})
        assert answer.status < 500, one.path
        if answer.status < 300:
            opened.add((one.verb, one.path))
        assert not (answer.body or {}).get("meta", {}).get("is_authenticated"), one.path
        assert not Api.get(api, "auth/session").body["meta"]["is_authenticated"]
    assert opened == OPEN | OWN[step]
    assert not Token.objects.exists()
    assert not RefreshFamily.objects.exists()


def nobody(configure):
    configure(accounts={"email_verification": "optional"})
    return Api


def who_waits(configure):
    step = with_an_app(configure)

    def log_in(client):
        api = Api(client)
        assert api.post("auth/login", {"email": "bob@example.org", "password": PASSWORD}).pending == [step]
        return api

    return log_in


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize("visitor", [nobody, who_waits], ids=lambda one: one.__name__)
def test_g12_what_needs_a_login_is_refused_before_anything_is_read(client, visitor, db, configure):
    """Otherwise the answer to a broken body tells who may do something, and code for users runs for nobody."""
    configure(**EVERYTHING)
    api = visitor(configure)(client)
    asked = [one for one in endpoints() if one.login and client in one.clients and one.offered()]
    assert len(asked) > 20
    for one in asked:
        for raw in (None,) if one.verb == "GET" else ("{", "[]", "{}", '{"email": 5, "password": [1], "code": {}}'):
            assert api.call(one.verb, one.path, raw=raw).status == 401, (one.verb, one.path, raw)

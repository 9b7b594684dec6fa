"""What a sensitive action requires, whatever API it comes by and whatever the user shows."""

import base64
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from rest_framework.test import APIClient
from tests.client import Api
from tests.credentials import (
    FOREIGN,
    KNOX,
    ME,
    OWN,
    RECORD,
    REST_LOGIN,
    Shown,
    answered,
    mount,
    name_and_password,
    pair,
    token,
)
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts import columns
from gatepost.dialects.rest_auth.answers import opener
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.errors import Refused
from gatepost.flow import sensitive
from gatepost.flow.endings import SingleRequest
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Bearer, Visit
from gatepost.tokens import opaque
from gatepost.tokens.models import RefreshFamily, Token

pytestmark = pytest.mark.django_db
OLD_REQUIRED = {"old_password": ["This field is required."]}
CURRENT_REQUIRED = {"current_password": ["This field is required."]}
RECORD_HAS_ADDRESS = get_user_model().get_email_field_name() in get_user_model().REQUIRED_FIELDS
"""Whether djoser's record of a user has an address that can be changed: it has `REQUIRED_FIELDS`."""


@pytest.fixture(autouse=True)
def _mounted(settings, monkeypatch, clock):
    mount(settings, monkeypatch)


@pytest.fixture
def bob():
    return make_user()


@pytest.fixture(params=FOREIGN)
def foreign(request, bob, configure):
    configure(knox=KNOX)
    return FOREIGN[request.param]()


@pytest.fixture(params=OWN)
def own(request, bob):
    return OWN[request.param]()


def test_row_7_the_password_is_not_changed_without_the_old_one_by_a_login_of_another_wire(foreign, bob):
    assert foreign.change() == (400, OLD_REQUIRED)
    status, errors = foreign.change(old_password="wrong")
    assert (status, list(errors)) == (400, ["old_password"])
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)
    assert foreign.change(old_password=PASSWORD)[0] == 200
    bob.refresh_from_db()
    assert bob.check_password(NEW)


def test_row_7_what_dj_rest_auth_leaves_open_stays_open_to_its_own_logins(own, clock):
    clock.forward(3600)
    assert own.change()[0] == 200


def test_a_pair_of_dj_rest_auth_is_a_login_of_its_own(bob, configure):
    configure(rest_auth={"use_jwt": True, "session_login": False})
    made = answered(REST_LOGIN, name_and_password(REST_LOGIN))
    assert RefreshFamily.objects.get().wire == "rest_auth"
    assert Shown(Authorization=f"Bearer {made['access']}").change()[0] == 200


@pytest.mark.parametrize("stateless", [True, False])
def test_a_stateless_pair_is_judged_by_its_login(bob, configure, stateless):
    configure(simple_jwt={"stateless": stateless})
    assert pair().change() == (400, OLD_REQUIRED)
    configure(rest_auth={"use_jwt": True, "session_login": False})
    made = answered(REST_LOGIN, name_and_password(REST_LOGIN))
    assert Shown(Authorization=f"Bearer {made['access']}").change()[0] == 200


def test_row_7_the_server_requires_a_recent_login_or_the_old_password(own, configure, clock, bob):
    configure(flow={"proof_on_every_wire": True})
    clock.forward(301)
    assert own.change() == (400, OLD_REQUIRED)
    assert own.change(old_password=PASSWORD)[0] == 200


def test_the_server_takes_a_recent_login_of_the_same_wire(own, configure, clock):
    configure(flow={"proof_on_every_wire": True})
    clock.forward(299)
    assert own.change()[0] == 200


def test_row_7_djoser_replaces_no_address_without_reauthentication(foreign, bob, configure):
    configure(flow={"reauthentication_for_account": True})
    if not RECORD_HAS_ADDRESS:
        assert foreign.readdress()[0] == 200
        bob.refresh_from_db()
        assert bob.email == BOB
        return
    assert foreign.readdress() == (400, CURRENT_REQUIRED)
    assert foreign.readdress(current_password="wrong") == (400, {"current_password": ["Invalid password."]})
    bob.refresh_from_db()
    assert bob.email == BOB
    assert foreign.readdress(current_password=PASSWORD)[0] == 200
    bob.refresh_from_db()
    assert bob.email == "evil@example.org"


def test_the_present_address_is_no_change(foreign, configure):
    configure(flow={"reauthentication_for_account": True})
    assert foreign.call("PATCH", ME, {"email": BOB})[0] == 200


def test_a_reauthenticated_session_is_enough_for_djoser(bob, configure):
    configure(flow={"reauthentication_for_account": True})
    api = Api()
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    shown = Shown(**{"X-Session-Token": api.token})
    assert shown.readdress()[0] == (400 if RECORD_HAS_ADDRESS else 200)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert shown.readdress()[0] == 200


def test_on_the_server_djoser_and_dj_rest_auth_need_a_recent_login_for_names(foreign, configure, clock):
    configure(flow={"proof_on_every_wire": True})
    clock.forward(301)
    if "Bearer" in foreign.headers.get("Authorization", ""):
        pytest.skip("the access token has expired by then")
    if RECORD_HAS_ADDRESS:
        assert foreign.readdress() == (400, CURRENT_REQUIRED)
    if columns.has_column("username"):
        assert foreign.call("PATCH", RECORD, {"username": "robert"}) == (400, OLD_REQUIRED)
    assert foreign.call("PATCH", RECORD, {"username": "robert", "old_password": PASSWORD})[0] == 200


def test_basic_authentication_carries_the_current_password(bob, configure):
    configure(flow={"reauthentication_for_account": True, "proof_on_every_wire": True})
    shown = Shown(Authorization="Basic " + base64.b64encode(f"bob:{PASSWORD}".encode()).decode())
    assert shown.readdress()[0] == 200
    assert shown.change()[0] == 200


@pytest.mark.parametrize("on", [True, False])
def test_a_key_never_acts_on_the_account(bob, configure, on):
    configure(flow={"reauthentication_for_account": on})
    text, _row = opaque.make(bob.pk, name="x", scope="", expires_at=None)
    shown = Shown(Authorization=f"Bearer {text}")
    assert shown.readdress()[0] in (401, 403)
    assert shown.change()[0] in (401, 403)
    assert shown.call("PATCH", RECORD, {"first_name": "Eve"})[0] in (401, 403)
    assert shown.call("DELETE", ME, {"current_password": PASSWORD})[0] in (401, 403)
    bob.refresh_from_db()
    assert (bob.email, getattr(bob, "first_name", "")) == (BOB, "")


def test_a_token_that_a_token_bought_is_no_newer_than_its_login(bob, configure, clock):
    configure(knox={"body_login": True})
    bought_with = answered("/knox/login/", name_and_password())["token"]
    clock.forward(301)
    answer = APIClient().post("/knox/login/", headers={"Authorization": f"Token {bought_with}"})
    assert answer.status_code in (200, 401, 403)
    first = Token.objects.order_by("created_at").first()
    assert all(row.logged_in_at == first.logged_in_at and row.wire == "knox" for row in Token.objects.all())


def test_a_key_that_connecting_a_provider_gives_keeps_the_wire_of_the_login(bob):
    visit = Visit(wire="rest_auth", bearer=Bearer(user=bob, wire="native", authenticated_at=1_700_000_000.0))
    SingleRequest(opens=opener()).signed_in(visit)
    row = Token.objects.get()
    assert (row.wire, row.logged_in_at.timestamp()) == ("native", 1_700_000_000.0)


def test_the_same_token_at_each_login_notes_the_latest_one(bob, configure, clock):
    configure(rest_auth={"one_token_per_user": True, "session_login": False}, flow={"proof_on_every_wire": True})
    shown = OWN["a key"]()
    clock.forward(3600)
    assert shown.change() == (400, OLD_REQUIRED)
    OWN["a key"]()
    assert shown.change()[0] == 200


def test_a_first_password_follows_the_setting_on_every_wire(bob, configure):
    configure(flow={"reauthentication_for_account": True})
    shown = token("/auth/token/login/", "auth_token")()
    bob.set_unusable_password()
    bob.save()
    Token.objects.update(auth_hash="", authenticated_at=None, created_at="2020-01-01T00:00:00Z")
    assert shown.change()[0] == 403
    configure(flow={"reauthentication_for_account": False})
    assert shown.change()[0] == 200


@pytest.mark.parametrize("action", sensitive.ACTIONS)
def test_nobody_may_do_anything(action):
    with pytest.raises(Refused) as refused:
        sensitive.require(Visit(), action)
    assert refused.value.refusals[0].code == "login_required"


def test_only_what_a_dialect_s_contract_leaves_open_is_left_open():
    assert {RestAuthSettings.section: {"change_password", "set_first_password"}} == sensitive.LEFT_OPEN


def documented(needs, setting):
    if not setting:
        return needs
    if needs is sensitive.Needs.NOTHING:
        return f"nothing; recent reauthentication with `flow.{setting}`"
    return f"{needs}; nothing without `flow.{setting}`"


def test_the_documentation_has_the_same_table():
    text = (Path(__file__).parents[2] / "docs/security.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)[2:]
    own = [
        (action.summary, str(documented(action.needs(FlowSettings()), action.setting)))
        for action in sensitive.ACTIONS.values()
    ]
    assert rows[: len(own)] == own


def warned():
    return {message.id for message in run_checks(tags=["gatepost"])} & {"gatepost.W040", "gatepost.W041"}


def test_a_check_reports_the_weaker_configurations(configure, settings):
    assert warned() == {"gatepost.W040", "gatepost.W041"}
    configure(rest_auth={"old_password_field_enabled": True})
    assert warned() == {"gatepost.W041"}
    configure(flow={"proof_on_every_wire": True})
    assert warned() == set()
    configure(flow={"proof_on_every_wire": False})
    settings.ROOT_URLCONF = "tests.urls"
    assert warned() == set()

"""Row 9 and its class: signing out everywhere revokes everything that grants access, of every kind, at once."""

from unittest.mock import Mock

import pytest
from click.testing import CliRunner
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.credentials import FOREIGN, KNOX, ME, OWN, Shown, mount
from tests.users import BOB, NEW, logged_in, make_user

from gatepost.accounts import lifecycle
from gatepost.admin import pages
from gatepost.cli.sessions import sessions
from gatepost.flow.models import PendingLogin
from gatepost.ground.models import Event, OneTimeSecret
from gatepost.sessions import trusted
from gatepost.sessions.models import Session, TrustedBrowser
from gatepost.sessions.queries import ENDED
from gatepost.tokens import opaque
from gatepost.tokens.models import RefreshFamily, Token
from gatepost.tokens.refresh import families

pytestmark = pytest.mark.django_db
ALL = FOREIGN | {f"dj-rest-auth, {name}": act for name, act in OWN.items()}


@pytest.fixture(autouse=True)
def _mounted(settings, monkeypatch, configure):
    mount(settings, monkeypatch)
    configure(knox=KNOX, code={"enabled": True})


@pytest.fixture
def bob():
    return make_user()


@pytest.fixture
def shown(bob):
    """One credential of every kind, each let in."""
    found = {name: act() for name, act in ALL.items()}
    text, _row = opaque.make(bob.pk, name="ci", scope="", expires_at=None)
    found["a key"] = Shown(Authorization=f"Bearer {text}")
    assert refused(found) == set()
    return found


def refused(shown):
    return {name for name, one in shown.items() if one.call("GET", ME, {})[0] != 200}


def others(bob):
    """What grants access without being shown in a header: trust, a pending login, a mailed secret, a native family."""
    trusted.remember(bob.pk, ["mfa_authenticate"], ip="", user_agent="")
    families.start(bob)
    assert Api().post("auth/code/request", {"email": BOB}).status == 401
    assert Api().post("auth/password/request", {"email": BOB}).status == 200


def nothing_left(bob):
    assert not Session.objects.filter(user=bob).exclude(auth_hash=ENDED).exists()
    assert not Token.objects.filter(user=bob).exists()
    assert not RefreshFamily.objects.filter(user=bob).exists()
    assert not TrustedBrowser.objects.filter(user=bob).exists()
    assert not PendingLogin.objects.filter(user=bob).exists()
    assert not OneTimeSecret.objects.filter(user_id=bob.pk, used_at__isnull=True).exists()


def by_the_list(bob):
    api = logged_in(bob)
    numbers = [row["id"] for row in api.get("auth/sessions").body["data"]]
    assert api.delete("auth/sessions", {"sessions": numbers}).status == 401


def by_the_endpoint(bob):
    for client in ("app", "browser"):
        api = logged_in(bob, client)
        assert api.delete("account/logins/all").status == 401
        assert api.get("auth/session").status in (401, 410)


def by_command(bob):
    answer = CliRunner().invoke(sessions, ["revoke", BOB, "--all"])
    assert answer.exit_code == 0, answer.output


def by_the_admin(bob):
    request = RequestFactory().post("/")
    request.user = bob
    request._messages = Mock()
    pages.end_sessions(admin.site, request, get_user_model().objects.filter(pk=bob.pk))


def by_disabling(bob):
    lifecycle.set_active(bob.pk, active=False)


WAYS = [by_the_list, by_the_endpoint, by_command, by_the_admin, by_disabling]


@pytest.mark.parametrize("way", WAYS)
def test_row_9_nothing_grants_access_any_more(way, bob, shown):
    others(bob)
    way(bob)
    assert refused(shown) == set(shown)
    nothing_left(bob)


def test_recovery_revokes_every_kind(bob, shown, post):
    others(bob)
    Api().post("auth/password/request", {"email": BOB})
    assert Api().post("auth/password/reset", {"key": post.key(BOB), "password": NEW}).status == 401
    assert refused(shown) == set(shown)
    nothing_left(bob)


def test_one_event_says_so(bob, shown):
    by_the_endpoint(bob)
    assert Event.objects.filter(kind="logged_out_everywhere", user_key=str(bob.pk)).count() == 2


def test_ending_some_sessions_leaves_the_rest(bob, shown):
    api = logged_in(bob)
    rows = api.get("auth/sessions").body["data"]
    current = next(row["id"] for row in rows if row["is_current"])
    assert api.delete("auth/sessions", {"sessions": [row["id"] for row in rows if row["id"] != current]}).status == 200
    assert Token.objects.filter(user=bob).exists()
    assert api.get("auth/session").status == 200


def test_nobody_else_is_signed_out(bob, shown):
    amy = make_user("amy@example.org", "amy")
    api, (text, _row) = logged_in(amy), opaque.make(amy.pk, name="ci", scope="", expires_at=None)
    by_the_list(bob)
    assert api.get("auth/session").status == 200
    assert Shown(Authorization=f"Bearer {text}").call("GET", ME, {})[0] == 200


def test_knox_s_logoutall_keeps_its_contract(bob, shown):
    assert shown["a knox token"].call("POST", "/knox/logoutall/", {})[0] == 204
    assert "a key" not in refused(shown)
    assert "a native browser session" not in refused(shown)


# --- the list


def listed(api):
    answer = api.get("account/logins")
    assert answer.status == 200, answer
    return answer.body["data"]


WIRES = {
    ("token", "authtoken"),
    ("token", "djoser"),
    ("token", "knox"),
    ("token", "rest_auth"),
    ("refresh_token", "simple_jwt"),
    ("key", ""),
}


def test_the_list_names_every_kind_of_login(api, bob, shown):
    api = logged_in(bob, api.client)
    rows = listed(api)
    assert {(row["kind"], row["wire"]) for row in rows} == WIRES
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    assert [row["name"] for row in rows if row["kind"] == "key"] == ["ci"]


def test_each_of_them_can_be_ended(api, bob, shown):
    api = logged_in(bob, api.client)
    ids = [row["id"] for row in listed(api)]
    for number in ids:
        answer = api.delete("account/logins", {"logins": [number]})
        assert number not in [row["id"] for row in answer.body["data"]]
    assert listed(api) == []
    sessions = {name for name in shown if "session" in name.lower()}
    assert refused(shown) == set(shown) - sessions
    assert api.delete("account/logins", {"logins": ids[:1]}).codes == [("invalid_choice", "logins")]


def test_a_stranger_s_login_is_not_ended(bob, shown):
    amy = logged_in(make_user("amy@example.org", "amy"))
    mine = [row["id"] for row in listed(logged_in(bob))]
    assert listed(amy) == []
    assert amy.delete("account/logins", {"logins": mine[:1]}).codes == [("invalid_choice", "logins")]
    assert [row["id"] for row in listed(logged_in(bob))] == mine


@pytest.mark.parametrize("body", [{}, {"logins": None}, {"logins": "x"}, {"logins": [2**80]}, {"logins": [-1]}])
def test_bad_input_is_refused(bob, body):
    assert logged_in(bob).delete("account/logins", body).status == 400


def test_what_a_changed_password_ended_is_not_listed(bob, shown):
    bob.set_password(NEW)
    bob.save()
    assert {row["kind"] for row in listed(logged_in(bob))} == {"key"}


def test_the_list_is_two_statements_whatever_the_number(bob, shown):
    api, counts = logged_in(bob), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            listed(api)
        counts.append([one["sql"] for one in counted if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])
        for act in FOREIGN.values():
            act()
    assert len(counts[0]) == len(counts[1]) == 3, counts  # one of them is the session


@pytest.mark.parametrize("verb", ["get", "delete"])
def test_strangers_see_nothing(api, verb):
    assert getattr(api, verb)("account/logins").status == 401
    assert api.delete("account/logins/all").status == 401


def test_the_list_may_be_switched_off_and_signing_out_may_not(bob, configure):
    configure(sessions={"listing": False})
    api = logged_in(bob)
    assert api.get("account/logins").status == 404
    assert api.delete("account/logins/all").status == 401

"""Lists of one user that could grow without end are cut, and what is cut can still be revoked."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.urls import reverse
from tests.users import BOB, logged_in, make_user

from gatepost import cli
from gatepost.features.provider import queries as provider
from gatepost.features.provider.models import Consent, OAuthClient
from gatepost.ground import clock
from gatepost.ground.prebuilt_row_queries import Statement
from gatepost.sessions import queries as sessions
from gatepost.sessions.models import Session, TrustedBrowser
from gatepost.tokens import opaque, opaque_queries
from gatepost.tokens.models import RefreshFamily, Token
from gatepost.tokens.opaque import Plan
from gatepost.tokens.refresh import family_queries

pytestmark = pytest.mark.django_db
MOST, MORE = 5, 8


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    for module in (sessions, opaque_queries, family_queries, provider):
        monkeypatch.setattr(module, "MOST_LISTED", MOST)
        for one in [one for one in vars(module).values() if isinstance(one, Statement)]:
            monkeypatch.setattr(one, "_built", {})  # what is built contains the limit
    monkeypatch.setattr("gatepost.admin.pages.MOST_LISTED", MOST)
    for module in ("sessions", "tokens", "clients"):
        monkeypatch.setattr(f"gatepost.cli.{module}.migrate", lambda: None)


def newer_sessions(user, count):
    """Sessions that were opened after all others, and last used before them."""
    now = clock.now()
    for number in range(count):
        Session.objects.create(
            digest=uuid4().hex * 2,
            number=number,
            user=user,
            client="app",
            created_at=now + timedelta(seconds=1),
            last_seen_at=now - timedelta(minutes=1),
            expires_at=now + timedelta(days=1),
            absolute_expires_at=now + timedelta(days=1),
        )


def test_a_list_of_sessions_is_cut_but_has_the_one_that_asks():
    user = make_user()
    api = logged_in(user)
    newer_sessions(user, MORE)
    listed = api.get("auth/sessions").body["data"]
    assert len(listed) == MOST
    assert [one["is_current"] for one in listed] == [True] + [False] * (MOST - 1)


def test_sessions_that_are_not_listed_end_with_log_out_everywhere():
    user = make_user()
    newer_sessions(user, MORE)
    result = CliRunner().invoke(cli.gatepost, ["sessions", "list", BOB])
    assert f"{MOST} last used" in result.output
    assert CliRunner().invoke(cli.gatepost, ["sessions", "revoke", BOB, "--all"]).exit_code == 0
    assert not Session.objects.exists()


def test_a_list_of_tokens_is_cut():
    user = make_user()
    for _ in range(MORE):
        opaque.open_for(user, Plan())
    assert len(opaque_queries.of_user(user.pk, clock.now())) == MOST
    assert f"{MOST} newest" in CliRunner().invoke(cli.gatepost, ["tokens", "list", BOB]).output


def test_the_limit_of_tokens_counts_those_that_are_not_listed(configure):
    user = make_user()
    plan = Plan(most=MORE)
    for _ in range(MORE):
        opaque.open_for(user, plan)
    with pytest.raises(opaque.Refused):
        opaque.open_for(user, plan)
    assert Token.objects.count() == MORE


def test_lists_of_families_browsers_and_apps_are_cut():
    user, now = make_user(), clock.now()
    later = now + timedelta(days=1)
    for number in range(MORE):
        app = OAuthClient.objects.create(client_id=f"app{number}", name="App", created_at=now)
        Consent.objects.create(number=number, user=user, client=app, granted_at=now)
        trusted = {"digest": uuid4().hex * 2, "steps": "code", "created_at": now, "expires_at": later}
        TrustedBrowser.objects.create(number=number, user=user, **trusted)
        family = {"lookup": f"l{number}", "created_at": now, "expires_at": later, "absolute_expires_at": later}
        RefreshFamily.objects.create(number=number, user=user, kind="jwt", **family)
    assert len(provider.consents_of_user(user.pk, now)) == MOST
    assert len(sessions.trusted_of_user(user.pk, now)) == MOST
    assert len(family_queries.without_session(user.pk, now)) == MOST


def test_clients_are_listed_in_pages():
    now = clock.now()
    for number in range(MORE):
        OAuthClient.objects.create(client_id=f"app{number}", name=f"App {number}", created_at=now)
    first = listed_clients("--limit", "5")
    second = listed_clients("--limit", "5", "--after", first[-1])
    assert (len(first), len(second)) == (5, 3)
    assert {*first, *second} == {f"app{number}" for number in range(MORE)}


def listed_clients(*options):
    result = CliRunner().invoke(cli.gatepost, ["clients", "list", "--json", *options])
    return [one["client_id"] for one in json.loads(result.stdout)]


def test_the_admin_shows_the_last_used_sessions_of_a_user(client):
    staff = get_user_model().objects.create_superuser(username="root", password="x")
    user = make_user()
    newer_sessions(user, MORE)
    client.force_login(staff)
    page = client.get(reverse("admin:auth_user_change", args=[user.pk]))
    (shown,) = [one for one in page.context["inline_admin_formsets"] if one.opts.model is Session]
    assert len(shown.formset.forms) == MOST

"""What a login sends to PostgreSQL, on the wire, and that it writes what the transaction of other databases writes."""

import os
import tempfile

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost.ground import clock, database
from gatepost.ground.models import Bucket, Event
from gatepost.sessions import login_queries
from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily, Token

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="other databases have no such statement"),
]
LOGIN = {"email": BOB, "password": PASSWORD}


def log_in(**changed):
    return Api("app").post("auth/login", LOGIN | changed)


def sent(act):
    """What libpq sent meanwhile: the kinds of messages after each of which it waits, and the commits."""
    connection.ensure_connection()
    with tempfile.TemporaryFile("w+") as trace:
        connection.connection.pgconn.trace(trace.fileno())
        try:
            act()
        finally:
            connection.connection.pgconn.untrace()
        os.lseek(trace.fileno(), 0, os.SEEK_SET)
        lines = [[part.strip() for part in line.split("\t")] for line in trace.read().splitlines()]
    asked = [kind for line in lines for kind in ("Query", "Sync") if "F" in line[:2] and kind in line]
    return asked, sum('"COMMIT"' in line for line in lines)


@pytest.fixture
def bob(configure):
    configure(limits={"enabled": True}, accounts={"email_verification": "optional"})
    return make_user()


def test_a_login_is_three_round_trips_without_a_transaction_of_its_own(bob):
    log_in()
    for _ in range(3):
        asked, commits = sent(log_in)
        assert (len(asked), commits) == (3, 0)


DIALECTS = {
    "authtoken": "/api-token-auth/",
    "dj-rest-auth": "/api/v1/dj-rest-auth/login/",
    "djoser": "/auth/token/login/",
    "djoser, jwt": "/auth/jwt/create/",
    "knox": "/knox/login/",
    "simplejwt": "/token/",
    "sliding": "/token/sliding/",
}


@pytest.fixture
def post(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    names = {"username": "bob", "email": BOB, "password": PASSWORD}
    return lambda path, **changed: Client().post(path, names | changed, content_type="application/json").status_code


@pytest.mark.parametrize("path", DIALECTS.values(), ids=DIALECTS)
def test_a_login_with_a_rest_dialect_is_three_round_trips_too(bob, post, path):
    assert post(path) == 200
    asked, commits = sent(lambda: post(path))
    assert (len(asked), commits) == (3, 0)


@pytest.mark.parametrize("path", DIALECTS.values(), ids=DIALECTS)
def test_a_rest_login_in_one_statement_writes_what_the_transaction_writes(bob, post, path, monkeypatch):
    written = []
    for combined in (True, False):
        monkeypatch.setattr(database, "combines_writes", lambda combined=combined: combined)
        for model in (Session, Token, RefreshFamily, Event, Bucket):
            model.objects.all().delete()
        type(bob).objects.update(last_login=None)
        assert post(path, password="wrong-Secret-1") in (400, 401)
        assert post(path) == 200
        bob.refresh_from_db()
        written.append(
            (
                bob.last_login is not None,
                [*Session.objects.values_list("user_id", "client", "auth_hash", "wire")],
                [*Token.objects.values_list("user_id", "kind", "name", "auth_hash", "wire", "scope", "single")],
                [*RefreshFamily.objects.values_list("user_id", "kind", "auth_hash", "wire", "ip", "generation")],
                sorted(Event.objects.values_list("kind", "outcome", "user_key", "network")),
                sorted(round(bucket.arrival - clock.unix()) // 60 for bucket in Bucket.objects.all()),
            )
        )
    assert written[0] == written[1]
    assert any(written[0][1:4])


@pytest.mark.parametrize("path", DIALECTS.values(), ids=DIALECTS)
def test_a_rest_login_of_a_user_who_was_deleted_meanwhile_writes_nothing(bob, post, path, monkeypatch):
    original = login_queries.write

    def late(*arguments):
        get_user_model().objects.filter(pk=bob.pk).delete()
        return original(*arguments)

    monkeypatch.setattr(login_queries, "write", late)
    assert post(path) in (400, 401)
    assert not any(model.objects.exists() for model in (Session, Token, RefreshFamily))
    assert not Event.objects.filter(kind="login", outcome="done").exists()


ONLY = {"authtoken": "/api-token-auth/", "djoser": "/auth/token/login/"}


@pytest.fixture
def only(bob, configure, post):
    """Logins that return the only token of their kind that a user has; the first made it."""
    configure(authtoken={"one_per_user": True}, djoser={"one_token_per_user": True})

    def log_in(path):
        assert post(path) == 200
        return Token.objects.get()

    return log_in


@pytest.mark.parametrize("path", ONLY.values(), ids=ONLY)
def test_a_login_that_returns_the_only_token_took_nine_round_trips(only, post, path):
    only(path)
    asked, commits = sent(lambda: post(path))
    assert (len(asked), commits) == (4, 0)


@pytest.mark.parametrize("path", ONLY.values(), ids=ONLY)
def test_a_login_that_returns_the_only_token_writes_what_the_transaction_writes(bob, only, path, monkeypatch, clock):
    first, written = only(path), []
    for combined in (True, False):
        monkeypatch.setattr(database, "combines_writes", lambda combined=combined: combined)
        Token.objects.update(wire="native", authenticated_at=first.created_at)
        type(bob).objects.update(last_login=None)
        Event.objects.all().delete()
        clock.forward(90)
        row = only(path)
        bob.refresh_from_db()
        written.append((row.id, row.digest, row.wire, row.logged_in_at - bob.last_login, Event.objects.get().kind))
        assert row.logged_in_at == bob.last_login > first.logged_in_at
    assert written[0] == written[1]


def test_a_login_makes_the_only_token_again_after_it_expired(only, configure, clock):
    configure(authtoken={"one_per_user": True, "seconds": 60})
    first = only(ONLY["authtoken"])
    clock.forward(61)
    assert only(ONLY["authtoken"]).digest != first.digest


def test_the_only_token_of_a_user_who_was_deleted_meanwhile_is_not_returned(bob, only, post, monkeypatch):
    only(ONLY["authtoken"])
    original = login_queries.write

    def late(*arguments):
        get_user_model().objects.filter(pk=bob.pk).delete()
        return original(*arguments)

    monkeypatch.setattr(login_queries, "write", late)
    assert post(ONLY["authtoken"]) == 400
    assert not Token.objects.exists()
    assert Event.objects.filter(kind="login", outcome="done").count() == 1


def test_a_rest_login_counts_its_network_once_whatever_was_sent(bob, post, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["4/60"]}})
    path = DIALECTS["authtoken"]
    sent = [{}, {"password": "wrong-Secret-1"}, {"password": ""}, {"username": ""}, {}, {"password": ""}]
    assert [post(path, **one) for one in sent] == [200, 400, 400, 400, 429, 429]
    assert Event.objects.filter(kind="network_limited").count() == 1


def test_a_login_in_one_statement_writes_what_the_transaction_writes(bob, monkeypatch):
    found = []
    for combined in (True, False):
        monkeypatch.setattr(database, "combines_writes", lambda combined=combined: combined)
        Bucket.objects.all().delete()
        log_in(password="wrong-Secret-1")
        answer = log_in()
        session, event = Session.objects.get(), Event.objects.filter(kind="login", outcome="done").latest("at")
        bob.refresh_from_db()
        names = ("client", "user_id", "auth_hash", "backend", "wire", "data", "ip", "user_agent")
        found.append(
            (
                answer.status,
                sorted(answer.body["data"]["user"]),
                [getattr(session, name) for name in names],
                (event.user_key, event.network, event.details.keys(), event.session_number),
                abs((bob.last_login - session.created_at).total_seconds()) < 1,
                sorted(round(bucket.arrival - session.created_at.timestamp()) // 60 for bucket in Bucket.objects.all()),
            )
        )
        Session.objects.all().delete()
        bob.last_login = None
        bob.save()
    assert found[0] == found[1]


def test_a_login_of_a_user_who_was_deleted_meanwhile_writes_nothing(bob, monkeypatch):
    original = login_queries.write

    def late(*arguments):
        get_user_model().objects.filter(pk=bob.pk).delete()
        return original(*arguments)

    monkeypatch.setattr(login_queries, "write", late)
    assert log_in().status == 401
    assert not Session.objects.exists()
    assert not Event.objects.filter(kind="login", outcome="done").exists()


def test_right_passwords_never_use_up_the_guesses(bob, configure):
    configure(limits={"enabled": True, "rates": {"login_failed": ["3/300"], "login_failed_network": ["3/60"]}})
    for _ in range(8):
        assert log_in().status == 200
    assert [log_in(password="wrong-Secret-1").codes[0][0] for _ in range(4)] == [
        *["email_password_mismatch"] * 3,
        "too_many_login_attempts",
    ]


def test_a_full_network_is_refused_before_any_hash(bob, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["2/60"]}})
    assert [log_in().status for _ in range(3)] == [200, 200, 429]
    assert Event.objects.filter(kind="network_limited").count() == 1

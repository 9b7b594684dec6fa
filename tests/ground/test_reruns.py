"""Requests that lost a race between nodes of Galera run again; real nodes are in tests/failure/galera_nodes.py."""

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_started
from django.db import OperationalError, connection, transaction
from rest_framework.test import APIClient
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts.models import Identifier
from gatepost.ground import audit, galera_queries, limits, outbox, reruns
from gatepost.ground.models import Event
from gatepost.sessions.models import Session
from gatepost.tokens.models import Token

LOST = OperationalError(galera_queries.LOST_RACE, "Deadlock found when trying to get lock; try restarting transaction")
CREDENTIALS = {"email": BOB, "password": PASSWORD}


@pytest.fixture
def bob(transactional_db, configure):
    configure(limits={"enabled": True})
    return make_user()


@pytest.fixture
def node(bob):
    """What is kept of a request as long as the database is a node of a cluster."""
    token = reruns.current.set(reruns.Request())
    request_started.connect(reruns.begin)
    with connection.execute_wrapper(galera_queries._note_change):
        yield
    request_started.disconnect(reruns.begin)
    reruns.current.reset(token)


@pytest.fixture
def lose(monkeypatch):
    """Let the first transactions that write an event fail; something may happen before they run again."""

    def prepare(times, error=LOST, kind="login", meanwhile=lambda: None):
        left, record = [times], audit.record

        def recorded(named, **details):
            if left[0] and named == kind:
                left[0] -= 1
                raise error
            return record(named, **details)

        monkeypatch.setattr(audit, "record", recorded)
        monkeypatch.setattr(galera_queries.time, "sleep", lambda _: meanwhile())

    return prepare


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_login_that_lost_a_race_to_another_node_was_refused(node, lose, client):
    lose(2)
    assert Api(client).post("auth/login", CREDENTIALS).status == 200
    assert Session.objects.count() == Event.objects.filter(kind="login").count() == 1


def test_a_login_is_refused_that_loses_every_race(node, lose):
    lose(reruns.MOST_RUNS)
    assert Api("app").post("auth/login", CREDENTIALS).status == 503


def test_a_request_runs_again_after_no_other_error(node, lose):
    lose(1, OperationalError(2006, "Server has gone away"))
    assert Api("app").post("auth/login", CREDENTIALS).status == 503


def test_nothing_runs_again_with_other_databases(bob, lose):
    lose(1)
    assert Api("app").post("auth/login", CREDENTIALS).status == 503


def test_a_request_that_committed_something_does_not_run_again(node, lose, monkeypatch):
    lose(1)
    count = limits.count

    def counted(*buckets, **options):
        outbox.put("mail", "flow/welcome", BOB, {}, language="en")
        return count(*buckets, **options)

    monkeypatch.setattr(limits, "count", counted)
    assert Api("app").post("auth/login", CREDENTIALS).status == 503


def test_what_was_rolled_back_does_not_keep_a_request_from_running_again(node):
    with transaction.atomic():
        make_user("ann@example.org", "ann")
        transaction.set_rollback(True)
    assert reruns.current.get().can_run_again()
    with transaction.atomic():
        make_user("ann@example.org", "ann")
        assert reruns.current.get().can_run_again()
    assert not reruns.current.get().can_run_again()


def test_an_attempt_was_counted_at_each_run(node, lose, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["2/300"]}})
    lose(5)
    assert Api("app").post("auth/login", CREDENTIALS).status == 200
    assert Api("app").post("auth/login", CREDENTIALS | {"password": "wrong"}).status == 400


def test_a_full_limit_stays_full_when_a_request_runs_again(node):
    for _ in range(3):
        found = limits.wait(("alarm", "x"))
    assert found
    reruns.current.get().rewind()
    assert [bool(limits.wait(("alarm", "x"))) for _ in range(3)] == [False, True, True]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_session_that_ended_before_the_second_run_was_valid_in_it(bob, node, lose, client):
    api = Api(client)
    assert api.post("auth/login", CREDENTIALS).status == 200
    lose(1, kind="email_added", meanwhile=Session.objects.all().delete)
    assert api.post("account/email", {"email": "ann@example.org"}).status in (401, 409, 410)
    assert Identifier.objects.filter(value="ann@example.org").count() == 0


@pytest.fixture
def djoser(bob, node, settings):
    """A script that holds bob's token."""
    settings.ROOT_URLCONF = "tests.dialects.urls"
    token = APIClient().post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).json()["auth_token"]
    api = APIClient(headers={"Authorization": f"Token {token}"})
    return lambda: api.post("/auth/users/set_username/", {"new_username": "rob", "current_password": PASSWORD})


def test_a_rest_dialect_runs_again_what_lost_a_race(djoser, lose):
    lose(2, kind="username_changed")
    assert djoser().status_code == 204
    assert get_user_model().objects.get().username == "rob"


def test_a_token_that_was_revoked_before_the_second_run_was_valid_in_it(djoser, lose):
    lose(1, kind="username_changed", meanwhile=Token.objects.all().delete)
    assert djoser().status_code in (401, 403)
    assert get_user_model().objects.get().username == "bob"


def test_what_middleware_found_does_not_change_before_the_second_run(bob, node, lose, settings):
    """So nothing runs again in a dialect for a browser's session."""
    settings.ROOT_URLCONF = "tests.dialects.urls"
    api = Api("browser")
    assert api.post("auth/login", CREDENTIALS).status == 200
    lose(1, kind="username_changed")
    csrf = {"X-CSRFToken": api.http.cookies["csrftoken"].value}
    body = {"new_username": "rob", "current_password": PASSWORD}
    assert api.http.post("/auth/users/set_username/", body, headers=csrf).status_code == 503

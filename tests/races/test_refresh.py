"""Sixteen at once: clients that renew one login, processes that make a key.

On a database server by real connections; on SQLite by threads with connections of their own to a file.
"""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from tests.users import make_user

from gatepost.errors import Refused
from gatepost.features.tokens.operations import refresh
from gatepost.flow import everywhere, logout
from gatepost.flow.visit import Visit
from gatepost.ground.models import Event
from gatepost.sessions import issue
from gatepost.tokens import strategies
from gatepost.tokens.models import RefreshFamily, SigningKey
from gatepost.tokens.refresh import families, family_queries
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why
from gatepost.tokens.signed import signing_keys
from gatepost.tokens.strategies import Ended

pytestmark = pytest.mark.django_db(transaction=True)
RACERS, ROUNDS = 16, 20


@pytest.fixture
def _file(tmp_path, db):
    """SQLite in a file, as a small server has it; the test database lives in memory, where threads can't race."""
    if connection.vendor != "sqlite":
        yield
        return
    file = tmp_path / "racing.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection = None
    connection.settings_dict["NAME"] = str(file)
    yield
    connection.connection.close()
    connection.connection = memory
    connection.settings_dict["NAME"] = name


def race(*acts):
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act()
        finally:
            connection.connection.close()
            connection.connection = None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def renew(text, kind="native"):
    def act():
        try:
            return families.rotate(text, kind=kind).text
        except InvalidRefresh as dead:
            return dead.why

    return act


def session_of(user):
    return issue.open_for(user, client="app", ip="127.0.0.1", user_agent="test", proofs=[]).state


@pytest.mark.usefixtures("_file")
@pytest.mark.parametrize("kind", ["native", "simple_jwt"])
def test_h9_sixteen_racers_get_one_successor_and_nobody_is_signed_out(kind):
    user = make_user()
    text = families.start(user, kind=kind, session=session_of(user) if kind == "native" else None).text
    for _ in range(ROUNDS):
        found = set(race(*[renew(text, kind)] * RACERS))
        assert len(found) == 1
        (successor,) = found
        assert successor not in (text, *Why)
        text = successor
    row = RefreshFamily.objects.get()
    assert row.generation == ROUNDS + 1


@pytest.mark.usefixtures("_file")
def test_h9_sixteen_replays_end_the_family_once(clock):
    user = make_user()
    for _ in range(ROUNDS // 4):
        parent = families.start(user).text
        successor = families.rotate(parent).text
        clock.forward(11)
        Event.objects.all().delete()
        assert set(race(*[renew(parent)] * RACERS)) <= {Why.REPLAYED, Why.UNKNOWN}
        assert renew(successor)() is Why.UNKNOWN
        assert Event.objects.filter(kind="refresh_replayed").count() == 1


@pytest.mark.usefixtures("_file")
@pytest.mark.parametrize("way", ["log out", "log out everywhere", "end the token"])
def test_j6_no_token_lives_that_was_renewed_while_its_login_ended(way):
    user = make_user()
    for _ in range(ROUNDS):
        session = session_of(user)
        text = families.start(user, session=session).text
        ends = {
            "log out": lambda session=session: logout.log_out(Visit(session=session)),
            "log out everywhere": lambda: everywhere.revoke(user.pk),
            "end the token": lambda text=text: families.end(text),
        }
        *found, _ = race(*[renew(text)] * 4, ends[way])
        for one in found:
            if one not in tuple(Why):
                assert renew(one)() in (Why.ENDED, Why.UNKNOWN)
        assert families.of_user(user.pk) == []


@pytest.mark.usefixtures("_file")
def test_j10_processes_that_make_or_rotate_keys_at_once_agree_on_one():
    for number in range(ROUNDS):
        if number % 2:
            race(*[signing_keys.rotate] * RACERS)
        else:
            SigningKey.objects.all().delete()
            signing_keys.forget()
            assert len({ring.active.kid for ring in race(*[lambda: signing_keys._read(0)] * RACERS)}) == 1
        states = [row.state for row in SigningKey.objects.all()]
        assert states.count("active") == states.count("next") == 1
        signing_keys.forget()
        kept = signing_keys.ring().keys
        assert len(kept) == len(states)


@pytest.mark.usefixtures("_file")
@pytest.mark.parametrize("strategy", [strategies.Jwt(), strategies.Opaque()], ids=["jwt", "opaque"])
def test_c3_of_a_hundred_requests_none_that_begins_after_the_logout_gets_in(strategy):
    user = make_user()
    opened = issue.open_for(user, client="app", ip="", user_agent="", proofs=[])
    token = strategy.open(opened.state, ip="", user_agent="")["access_token"]
    ended = []

    def ask():
        found = []
        for _ in range(10):
            begun = time.perf_counter()
            for look in (strategy.find, lambda _: issue.find(opened.key, "app")):
                try:
                    found.append((begun, look(token) is not None))
                except Ended:
                    found.append((begun, False))
        return found

    def log_out():
        logout.log_out(Visit(session=opened.state))
        ended.append(time.perf_counter())

    *asked, _ = race(*[ask] * 10, log_out)
    answers = [answer for found in asked for answer in found]
    assert len(answers) == 200
    assert not [begun for begun, let_in in answers if let_in and begun > ended[0]]
    with pytest.raises(Ended):
        strategy.find(token)


@pytest.mark.usefixtures("_file")
@pytest.mark.parametrize("strategy", ["opaque", "jwt"])
def test_sixteen_who_ask_for_the_first_tokens_of_a_session_get_the_same_ones(configure, strategy):
    configure(tokens={"strategy": strategy})
    user = make_user()
    for number in range(ROUNDS // 4):
        visit = Visit(client="app", session=session_of(user))
        found = race(*[lambda visit=visit: refresh.begin(visit)["refresh_token"]] * RACERS)
        assert len(set(found)) == 1
        assert RefreshFamily.objects.count() == number + 1


@pytest.mark.usefixtures("_file")
def test_no_first_tokens_outlive_a_logout_that_ran_at_the_same_time(configure):
    configure(tokens={"strategy": "opaque"})
    user = make_user()

    def ask(visit):
        try:
            return refresh.begin(visit)["refresh_token"]
        except Refused:
            return None

    for _ in range(ROUNDS // 4):
        visit = Visit(client="app", session=session_of(user))
        found = race(*[lambda visit=visit: ask(visit)] * (RACERS - 1), lambda visit=visit: logout.log_out(visit))
        assert all(renew(text)() in (Why.ENDED, Why.UNKNOWN) for text in found[:-1] if text is not None)


def test_a_login_whose_refresh_token_deadlocks_with_a_deletion_is_not_refused(monkeypatch):
    original = family_queries.insert

    def victim(*arguments):
        monkeypatch.setattr(family_queries, "insert", original)
        raise OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")

    monkeypatch.setattr(family_queries, "insert", victim)
    text = families.start(make_user()).text
    assert families.rotate(text).text != text

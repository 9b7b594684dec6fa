"""At a first login the old system is asked, and its user is created here."""

import logging
import threading
import time

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from tests import old_system
from tests.client import Api
from tests.hashers import CountingHasher
from tests.password_logins import LOGINS
from tests.users import BOB, PASSWORD, made_by_staff, make_user

from gatepost.accounts import imported
from gatepost.accounts.models import AccountRecord, Identifier
from gatepost.extending import ImportedUser
from gatepost.ground.models import Event

OLD = ImportedUser(email=BOB, email_verified=True, username="bob", columns={"first_name": "Bob", "is_staff": True})
WRONG = "wrong-Secret-77"
pytestmark = pytest.mark.django_db


def knows_bob(name, password):
    return OLD if name in ("bob", BOB) and password == PASSWORD else None


@pytest.fixture(autouse=True)
def _project(settings, configure, monkeypatch):
    settings.ROOT_URLCONF = "tests.password_logins"
    configure(password={"old_system": "tests.old_system.ask"}, accounts={"email_verification": "mandatory"})
    monkeypatch.setattr(old_system, "calls", [])
    monkeypatch.setattr(old_system, "answer", knows_bob)


def log_in(name=BOB, password=PASSWORD):
    return Api("app").post("auth/login", {"email": name, "password": password})


@pytest.mark.parametrize("name", LOGINS)
def test_a_user_whom_only_the_old_system_knows_logs_in_by_every_entry_point(name):
    assert not LOGINS[name](WRONG)
    assert not get_user_model().objects.exists()
    assert LOGINS[name](PASSWORD)
    bob = get_user_model().objects.get()
    assert (bob.username, bob.email, bob.first_name) == ("bob", BOB, "Bob")
    assert Identifier.objects.get(kind="email").verified_at is not None
    assert AccountRecord.objects.get(user=bob).established_at is not None
    old_system.calls.clear()
    assert LOGINS[name](PASSWORD)
    assert not old_system.calls
    assert not LOGINS[name](WRONG)


def test_the_function_learns_the_request_and_no_credentials_of_it():
    log_in()
    [(name, password, visit)] = old_system.calls
    assert (name, password, visit.wire, visit.client, visit.ip) == (BOB, PASSWORD, "native", "app", "127.0.0.1")
    assert (visit.session, visit.request, visit.device, visit.trust) == (None, None, "", "")
    assert Event.objects.get(kind="account_created").details["by"] == "old_system"


def test_an_address_that_the_old_system_does_not_vouch_for_must_be_verified(monkeypatch):
    monkeypatch.setattr(old_system, "answer", ImportedUser(email=BOB, username="bob"))
    answer = log_in()
    assert answer.status == 401
    assert any(flow["id"] == "verify_email" for flow in answer.body["data"]["flows"])


def refused(caplog, said):
    with caplog.at_level(logging.ERROR, "gatepost.passwords"):
        answer = log_in()
    assert (answer.status, answer.body["errors"][0]["code"]) == (400, "email_password_mismatch")
    assert said in caplog.text
    assert PASSWORD not in caplog.text
    return True


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (RuntimeError(PASSWORD), "it raised RuntimeError in ask"),
        (TimeoutError(), "it raised TimeoutError"),
        ({"email": BOB}, "it returned dict instead of ImportedUser or None"),
        (True, "it returned bool"),
        (ImportedUser(), "invalid fields"),
        (ImportedUser(email="no address", username="bob"), "invalid fields: ['email']"),
        (ImportedUser(email=BOB, columns={"password": "x"}), "invalid fields: ['password']"),
    ],
)
def test_a_function_that_fails_is_a_refused_login_and_is_logged(monkeypatch, caplog, answer, said):
    monkeypatch.setattr(old_system, "answer", answer)
    assert refused(caplog, said)
    assert not get_user_model().objects.exists()


def test_a_system_that_does_not_answer_is_a_refused_login_in_time(monkeypatch, caplog, configure):
    released = threading.Event()
    monkeypatch.setattr(old_system, "answer", lambda *_: released.wait(20))
    configure(password={"old_system_seconds": 0.2})
    started = time.monotonic()
    assert refused(caplog, "no answer within 0.2 seconds")
    assert time.monotonic() - started < 10
    released.set()


@pytest.mark.parametrize("path", ["tests.old_system.missing", "no.such.module", "not a path"])
def test_a_path_that_leads_nowhere_is_a_refused_login_and_an_error_of_the_check(configure, path):
    configure(password={"old_system": path})
    assert log_in().status == 400
    assert "gatepost.E074" in {message.id for message in run_checks(tags=["gatepost"])}


def test_a_refused_login_asks_and_costs_the_same_whether_or_not_the_name_is_known():
    make_user("amy@example.org", "amy")
    disabled = make_user("dan@example.org", "dan")
    disabled.is_active = False
    disabled.save()
    make_user("eve@example.org", "eve", password=None)
    for name in ("amy@example.org", "dan@example.org", "eve@example.org", "nobody@example.org"):
        old_system.calls.clear()
        CountingHasher.calls = 0
        assert log_in(name, WRONG).status == 400
        assert (len(old_system.calls), CountingHasher.calls) == (1, 1), name


def test_the_old_systems_word_opens_no_account_that_has_a_password(monkeypatch):
    monkeypatch.setattr(old_system, "answer", OLD)
    bob = make_user()
    assert log_in(BOB, WRONG).status == 400
    bob.is_active = False
    bob.save()
    assert log_in().status == 400


def test_a_user_without_a_password_gets_the_old_one_if_the_address_is_verified_on_both_sides():
    bob = make_user(password=None)
    assert log_in(BOB, WRONG).status == 400
    assert log_in().status == 200
    bob.refresh_from_db()
    assert bob.has_usable_password()
    assert get_user_model().objects.count() == 1
    assert Event.objects.filter(kind="password_imported").exists()


def test_a_disabled_user_without_a_password_gets_none():
    bob = make_user(password=None)
    bob.is_active = False
    bob.save()
    assert log_in().status == 400
    bob.refresh_from_db()
    assert not bob.has_usable_password()


def test_an_adopted_user_without_a_password_gets_the_old_one():
    made_by_staff(password=None)
    assert log_in("bob@example.org").status == 200


@pytest.mark.parametrize(
    ("verified_here", "old"),
    [
        (False, OLD),
        (True, ImportedUser(email=BOB, username="bob")),
        (True, ImportedUser(email="other@example.org", email_verified=True, username="bob")),
    ],
)
def test_an_account_of_perhaps_another_person_gets_no_password(monkeypatch, caplog, verified_here, old):
    monkeypatch.setattr(old_system, "answer", old)
    bob = make_user(password=None, verified=verified_here)
    assert refused(caplog, "vouches for no verified address")
    bob.refresh_from_db()
    assert not bob.has_usable_password()


def test_of_two_first_logins_at_the_same_moment_both_get_the_one_user(monkeypatch):
    insert = imported.insert
    monkeypatch.setattr(imported, "insert", lambda *given: (insert(*given), insert(*given))[1])
    assert log_in().status == 200
    assert get_user_model().objects.count() == 1


def test_a_name_that_another_user_has_here_opens_nothing(monkeypatch, caplog):
    make_user("bob2@example.org", "bob")
    assert refused(caplog, "another user has a name")
    assert get_user_model().objects.count() == 1


def test_guesses_at_names_of_the_old_system_are_limited(configure):
    configure(limits={"enabled": True})
    statuses = [log_in("stranger@example.org", f"guess-{number}").body["errors"][0]["code"] for number in range(8)]
    assert statuses[-1] == "too_many_login_attempts"
    assert len(old_system.calls) == statuses.count("email_password_mismatch") < 8


def test_without_the_setting_nobody_is_asked(configure):
    configure(password={"old_system": ""})
    assert log_in().status == 400
    assert not old_system.calls

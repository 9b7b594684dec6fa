"""What the first and last step of a pending login send to PostgreSQL, and that it writes what other databases write."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from tests.client import Api
from tests.counted import Counted
from tests.factors import with_app
from tests.perf.test_round_trips import sent
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts import queries as account_queries
from gatepost.flow.models import PendingLogin
from gatepost.ground import database
from gatepost.ground.models import Bucket, Event, Message, OneTimeSecret
from gatepost.sessions import login_queries
from gatepost.sessions.models import Session

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="other databases have no such statement"),
]


@pytest.fixture
def bob(configure):
    configure(accounts={"email_verification": "mandatory"}, email={"verification_by": "code"}, limits={"enabled": True})
    return make_user()


@pytest.fixture
def second_step(bob, clock):
    """Begins a login; returns its client and the code of its second factor."""
    totp = with_app(bob)

    def begin():
        clock.forward(60)
        api = Api("app")
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 401
        return api, totp.code()

    return begin


@pytest.fixture
def sign_up(configure, bob, post):
    """Signs up; returns the client and the mailed code."""

    def begin(email):
        api = Api("app")
        body = {"email": email, "username": email.split("@")[0], "password": PASSWORD}
        assert api.post("auth/signup", body).status == 401
        return api, post.code(email)

    return begin


def test_the_second_step_of_a_login_is_six_statements_in_eight_round_trips(second_step):
    for _ in range(3):
        api, code = second_step()
        with Counted() as counted:
            asked, _ = sent(lambda api=api, code=code: api.post("auth/2fa/authenticate", {"code": code}))
    assert (len(counted.statements), len(asked)) == (6, 8)


def test_to_verify_a_new_account_is_nine_statements_in_twelve_round_trips(sign_up):
    for name in ("ann", "eve"):
        api, code = sign_up(f"{name}@example.org")
        with Counted() as counted:
            asked, _ = sent(lambda api=api, code=code: api.post("auth/email/verify", {"key": code}))
    assert (len(counted.statements), len(asked)) == (9, 12)


def test_a_sign_up_to_the_mailed_code_is_nine_round_trips_and_a_taken_address_takes_one_more(bob):
    found = []
    for name, email in (("ann", "ann@example.org"), ("eve", "eve@example.org"), ("carl", BOB)):
        body = {"email": email, "username": name, "password": PASSWORD}
        with Counted() as counted:
            asked, _ = sent(lambda body=body: Api("app").post("auth/signup", body))
        found.append((len(counted.statements), len(asked)))
    assert found[1:] == [(6, 9), (6, 10)]


def test_a_login_to_its_second_step_is_seven_round_trips(second_step):
    for _ in range(2):
        asked, _ = sent(second_step)
    assert len(asked) == 7


def test_a_sign_up_to_the_mailed_code_writes_what_single_inserts_write(bob, monkeypatch):
    found = []
    for combined, name in ((True, "ann"), (False, "eve")):
        monkeypatch.setattr(database, "combines_writes", lambda combined=combined: combined)
        for email in (f"{name}@example.org", BOB):
            for model in (Session, Event, PendingLogin, OneTimeSecret, Message, Bucket):
                model.objects.all().delete()
            body = {"email": email, "username": f"{name}-{email[:3]}", "password": PASSWORD}
            assert Api("app").post("auth/signup", body).pending == ["verify_email"]
            found.append(
                (
                    *Session.objects.values_list("client", "user_id", "wire", "data", "proofs", "ip"),
                    *Event.objects.values_list("kind", "outcome", "network"),
                    *((one.step, one.purpose, one.user is None) for one in PendingLogin.objects.all()),
                    *((one.purpose, one.tries_left, one.user is None) for one in OneTimeSecret.objects.all()),
                    *Message.objects.values_list("channel", "kind", "language"),
                )
            )
    assert found[:2] == found[2:]
    assert [len(one) for one in found] == [5] * 4


def rows_of(user):
    user.refresh_from_db()
    session = Session.objects.get(user=user)
    names = ("client", "user_id", "auth_hash", "backend", "wire", "data", "ip", "user_agent")
    events = Event.objects.filter(user_key=str(user.pk)).values_list("kind", "outcome", "network")
    return (
        user.last_login is not None,
        [getattr(session, name) for name in names],
        sorted(events),
        PendingLogin.objects.exists(),
    )


def test_a_second_step_writes_what_the_transaction_writes(bob, second_step, monkeypatch):
    found = []
    for combined in (True, False):
        monkeypatch.setattr(database, "combines_writes", lambda combined=combined: combined)
        Session.objects.all().delete()
        Event.objects.all().delete()
        get_user_model().objects.update(last_login=None)
        api, code = second_step()
        waiting = Session.objects.get().id
        answer = api.post("auth/2fa/authenticate", {"code": code})
        assert not Session.objects.filter(id=waiting).exists()
        found.append((answer.status, [one["method"] for one in answer.body["data"]["methods"]], rows_of(bob)))
    assert found[0] == found[1]


def test_a_sign_up_writes_what_the_transaction_writes(sign_up, monkeypatch):
    found = []
    for combined, name in ((True, "ann"), (False, "eve")):
        monkeypatch.setattr(database, "combines_writes", lambda combined=combined: combined)
        api, code = sign_up(f"{name}@example.org")
        answer = api.post("auth/email/verify", {"key": code})
        logged_in, session, events, pending = rows_of(get_user_model().objects.get(email=f"{name}@example.org"))
        found.append((answer.status, logged_in, session[3:], events, pending))
    assert found[0] == found[1]
    assert ("signup", "done") in [event[:2] for event in found[0][3]]


@pytest.mark.parametrize(("gone", "combined"), [(PendingLogin, True), (PendingLogin, False), (Session, True)])
def test_a_login_that_ended_before_its_last_step_was_written_writes_nothing(
    bob, second_step, gone, combined, monkeypatch
):
    monkeypatch.setattr(database, "combines_writes", lambda: combined)
    get_user_model().objects.update(last_login=None)
    api, code = second_step()
    module, name = (login_queries, "write") if combined else (account_queries, "write_last_login")
    write = getattr(module, name)

    def late(*arguments):
        gone.objects.all().delete()
        return write(*arguments)

    monkeypatch.setattr(module, name, late)
    assert api.post("auth/2fa/authenticate", {"code": code}).status == 409
    bob.refresh_from_db()
    assert bob.last_login is None
    assert not Event.objects.filter(kind="login", outcome="done").exists()
    assert not Session.objects.filter(user=bob).exists()


def test_the_second_step_of_a_user_who_was_deleted_meanwhile_writes_nothing(bob, second_step, monkeypatch):
    original = login_queries.write

    def late(*arguments):
        get_user_model().objects.filter(pk=bob.pk).delete()
        return original(*arguments)

    api, code = second_step()
    monkeypatch.setattr(login_queries, "write", late)
    assert api.post("auth/2fa/authenticate", {"code": code}).status == 401
    assert not Event.objects.filter(kind="login", outcome="done").exists()

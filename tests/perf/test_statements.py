"""The budgets of statements, without transaction control."""

import pytest
from tests.client import Api
from tests.counted import Counted
from tests.factors import with_app
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import accounts, identifiers
from gatepost.ground import database
from gatepost.testing.authenticator import SoftwareAuthenticator


@pytest.fixture(autouse=True)
def _limits_on(configure):
    configure(limits={"enabled": True}, accounts={"email_verification": "optional"})


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_session_check_is_one_statement(client, db):
    api = logged_in(make_user(), client)
    api.get("auth/session")
    with Counted() as counted:
        assert api.get("auth/session").status == 200
    assert len(counted.statements) == 1


def test_request_user_costs_no_statement_beyond_the_session(db):
    api = logged_in(make_user(), "browser")
    with Counted() as counted:
        assert api.http.get("/whoami/").status_code == 200
    assert len(counted.statements) == 1


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize("sessions", [0, 50])
def test_a_login_is_at_most_seven_statements_whatever_the_sessions(client, sessions, db):
    user = make_user()
    for _ in range(sessions):
        logged_in(user)
    api = Api(client)
    api.get("config")
    with Counted() as counted:
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert len(counted.statements) <= 7, counted.statements


def test_the_mail_about_a_new_device_is_one_statement_more(configure, db, monkeypatch):
    monkeypatch.setattr(database, "combines_writes", lambda: False)  # a login that mails is a transaction everywhere
    make_user()
    Api("app").post("auth/login", {"email": BOB, "password": PASSWORD})
    counts = []
    for told in (False, True):
        configure(limits={"enabled": True}, accounts={"login_notifications": told})
        with Counted() as counted:
            assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
        counts.append(len(counted.statements))
    assert counts == [counts[0], counts[0] + 1]


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_signup_that_ends_at_the_mailed_code_is_at_most_ten_statements(client, configure, db):
    configure(accounts={"email_verification": "mandatory"}, email={"verification_by": "both"})
    api = Api(client)
    api.get("config")
    with Counted() as counted:
        api.post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    assert len(counted.statements) <= 10, counted.statements


@pytest.mark.parametrize("sessions", [1, 50])
def test_a_list_of_sessions_is_two_statements(sessions, db):
    user = make_user()
    for _ in range(sessions - 1):
        logged_in(user)
    api = logged_in(user)
    with Counted() as counted:
        assert len(api.get("auth/sessions").body["data"]) == sessions
    assert len(counted.statements) == 2


def test_junk_for_a_token_costs_no_statement(db):
    api = Api("app")
    for junk in ("x", "gps_" + "0" * 49, "gps_", "a" * 5000):
        api.token = junk
        with Counted() as counted:
            assert api.get("auth/session").status == 410
        assert counted.statements == []


def second_step(client):
    user = make_user()
    totp = with_app(user)
    for _ in range(20):
        logged_in(user)
    api = Api(client)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 401
    with Counted() as counted:
        assert api.post("auth/2fa/authenticate", {"code": totp.code()}).status == 200
    return counted.statements


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_second_step_by_totp_is_at_most_nine_statements(client, db):
    found = second_step(client)
    assert len(found) <= 9, found


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_second_step_by_totp_is_at_most_eight_where_redis_counts(client, db, configure, redis_url):
    configure(limits={"enabled": True, "redis_url": redis_url})
    found = second_step(client)
    assert len(found) <= 8, found


@pytest.mark.parametrize("count", [1, 5])
def test_a_list_of_authenticators_is_constant(count, db):
    user = make_user()
    with_app(user)
    api = logged_in(user)
    api.post("auth/reauthenticate", {"password": PASSWORD})
    path = "account/authenticators/webauthn"
    for _ in range(count):
        options = api.get(path).body["data"]["creation_options"]
        assert api.post(path, {"credential": SoftwareAuthenticator().create(options)}).status == 200
    with Counted() as counted:
        assert len(api.get("account/authenticators").body["data"]) == count + 2
    assert len(counted.statements) == 3, counted.statements


@pytest.mark.parametrize("others", [0, 8])
def test_changes_of_addresses_cost_the_same_however_many_there_are(others, db, configure):
    configure(limits={"enabled": False}, email={"verification_by": "link"})
    user = make_user()
    api = logged_in(user)
    for number in range(others):
        identifiers.confirm(identifiers.add(accounts.load(user), "email", f"other{number}@example.org"))
    identifiers.confirm(identifiers.add(accounts.load(user), "email", "second@example.org"))
    counts = []
    for change in (
        lambda: api.post("account/email", {"email": "third@example.org"}),
        lambda: api.patch("account/email", {"email": "second@example.org", "primary": True}),
        lambda: api.delete("account/email", {"email": "third@example.org"}),
    ):
        with Counted() as counted:
            assert change().status == 200
        counts.append(len(counted.statements))
    assert all(count <= most for count, most in zip(counts, (11, 7, 9), strict=True)), counts

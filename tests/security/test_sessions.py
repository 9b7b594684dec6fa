"""Rows C of the list of attacks: sessions and cookies."""

import hashlib

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.sessions.models import Session
from gatepost.sessions.store import SessionStore

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("client", ["app", "browser"])
def test_c1_a_login_ends_the_key_that_an_attacker_planted(client, bob, post):
    api = Api(client)
    api.post("auth/code/request", {"email": BOB})
    planted = api.token if client == "app" else api.http.cookies["sessionid"].value
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200
    attacker = Api(client)
    attacker.token = planted
    attacker.http.cookies["sessionid"] = planted
    assert attacker.get("auth/session").status == (410 if client == "app" else 401)


def test_c2_an_aborted_login_leaves_nothing_to_the_next_user(configure, bob, post):
    configure(code={"required": True})
    make_user("ann@example.org", "ann")
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["login_by_code"]
    assert api.post("auth/login", {"email": "ann@example.org", "password": PASSWORD}).pending == ["login_by_code"]
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 400
    answer = api.post("auth/code/confirm", {"code": post.code("ann@example.org")})
    assert [method["email"] for method in answer.body["data"]["methods"]] == ["ann@example.org"] * 2


@pytest.mark.parametrize("client", ["app", "browser"])
def test_c3_a_key_is_worth_nothing_after_logout(client, bob):
    api = logged_in(bob, client)
    key = api.token or api.http.cookies["sessionid"].value
    api.delete("auth/session")
    api.token = key
    api.http.cookies["sessionid"] = key
    assert api.get("auth/session").status == (410 if client == "app" else 401)
    assert api.http.get("/whoami/").content == b"AnonymousUser"


def test_c4_c5_disabling_or_changing_the_password_by_sql_ends_sessions(bob):
    api, browser = logged_in(bob), logged_in(bob, "browser")
    get_user_model().objects.filter(pk=bob.pk).update(is_active=False)
    assert (api.get("auth/session").status, browser.get("auth/session").status) == (401, 401)
    get_user_model().objects.filter(pk=bob.pk).update(is_active=True)
    assert api.get("auth/session").status == 200
    get_user_model().objects.filter(pk=bob.pk).update(password="another")
    assert (api.get("auth/session").status, browser.get("auth/session").status) == (401, 401)


@pytest.mark.parametrize("column", ["password", "is_active"])
def test_c2_what_a_session_held_goes_to_nobody_once_sql_ended_its_login(bob, column):
    browser = logged_in(bob, "browser")
    session = SessionStore(browser.http.cookies["sessionid"].value)
    session["basket"] = "Bob's"
    session.save()
    get_user_model().objects.filter(pk=bob.pk).update(**{column: {"password": "another", "is_active": False}[column]})
    assert list(SessionStore(session.session_key).items()) == []
    make_user("eve@example.org", "eve")
    assert browser.post("auth/login", {"email": "eve@example.org", "password": PASSWORD}).status == 200
    assert "basket" not in SessionStore(browser.http.cookies["sessionid"].value)


def test_c6_a_dump_holds_no_key_and_a_planted_row_opens_nothing(bob, configure, post):
    configure(password={"reset_by": "both"})
    app, browser = Api("app"), Api("browser")
    for api in (app, browser):
        api.post("auth/login", {"email": BOB, "password": PASSWORD})
    Api("app").post("auth/password/request", {"email": BOB})
    secrets = [app.token, browser.http.cookies["sessionid"].value, post.key(BOB), post.code(BOB)]
    with connection.cursor() as cursor:
        dump = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump += [str(value) for row in cursor.fetchall() for value in row]
    for secret in secrets:
        assert not any(secret in value for value in dump)
    known = "gps_" + "A" * 49
    Session.objects.filter(client="app", user=bob).update(digest=hashlib.sha256(known.encode()).hexdigest()[:63] + "x")
    stranger = Api("app")
    stranger.token = known
    assert stranger.get("auth/session").status == 410


def test_c7_cookies_are_closed_and_apps_get_none(bob):
    browser, app = Api("browser"), Api("app")
    for api in (browser, app):
        api.post("auth/login", {"email": BOB, "password": PASSWORD})
    cookie = browser.http.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert not app.http.cookies


def test_c9_a_changed_key_is_no_key(bob):
    api = logged_in(bob)
    key = api.token
    for changed in (key[:-1], key + "0", key.swapcase(), key.replace("gps_", "gpk_"), key[:-1] + "!", key[1:]):
        stranger = Api("app")
        stranger.token = changed
        assert stranger.get("auth/session").status == 410


def test_c10_idle_and_absolute_lifetime(bob, clock, configure):
    configure(sessions={"idle_seconds": 1000, "absolute_seconds": 5000})
    idle, busy = logged_in(bob), logged_in(bob)
    for _ in range(5):
        clock.forward(900)
        assert busy.get("auth/session").status == 200
    assert idle.get("auth/session").status == 410
    clock.forward(600)
    assert busy.get("auth/session").status == 410


def test_c11_a_strangers_sessions_are_neither_listed_nor_ended(bob):
    ann = logged_in(make_user("ann@example.org", "ann"))
    logged_in(bob)
    number = Session.objects.get(user_id=bob.pk).number
    assert number not in [row["id"] for row in ann.get("auth/sessions").body["data"]]
    assert ann.delete("auth/sessions", {"sessions": [number]}).codes == [("invalid_choice", "sessions")]
    assert Session.objects.filter(number=number).exists()


def test_c12_a_planted_row_runs_no_code(bob):
    browser = logged_in(bob, "browser")
    Session.objects.update(data="gASVLQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOU")
    assert browser.http.get("/whoami/").status_code == 200
    assert browser.http.session.get("x") is None


def test_c13_reading_makes_no_rows():
    for number in range(50):
        app, browser = Api("app"), Api("browser")
        app.token = f"gps_{number:049d}"
        browser.http.cookies["sessionid"] = f"gps_{number:049d}"
        app.get("auth/session")
        browser.get("auth/session")
        Client().get("/whoami/")
    assert Session.objects.count() == 0


def test_djangos_own_login_and_logout_use_the_same_sessions(bob):
    client = Client()
    client.force_login(bob)
    assert client.get("/whoami/").content == str(bob).encode()
    session = client.session
    session["cart"] = [1, 2]
    session.save()
    assert client.session["cart"] == [1, 2]
    assert Session.objects.get().user_id == bob.pk
    client.logout()
    assert Session.objects.count() == 0
    assert client.get("/whoami/").content == b"AnonymousUser"


def test_a_password_upgrade_ends_no_session(bob):
    from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: PLC0415 - only here

    get_user_model().objects.filter(pk=bob.pk).update(
        password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=10)
    )
    bob.refresh_from_db()
    api = logged_in(bob)
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    bob.refresh_from_db()
    assert bob.password.startswith("counting$")
    assert api.get("auth/session").status == 200


def test_g13_a_fresh_proof_lasts_five_minutes_and_is_the_users_own(bob, clock, configure):
    configure(flow={"reauthentication_for_account": True})
    api = Api("app")
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert api.post("account/email", {"email": "x@example.org"}).status == 401
    api.post("auth/reauthenticate", {"password": PASSWORD})
    clock.forward(299)
    assert api.post("account/email", {"email": "x@example.org"}).status == 200
    clock.forward(2)
    assert api.post("account/email", {"email": "y@example.org"}).status == 401


def test_f2_a_reset_ends_sessions_made_before(configure, post):
    configure(accounts={"email_verification": "optional"})
    attacker = Api("app")
    body = {"email": "victim@example.org", "username": "victim", "password": PASSWORD}
    assert attacker.post("auth/signup", body).status == 200
    attacker.post("account/email", {"email": "attacker@example.org"})
    trojan = post.key("attacker@example.org")
    Api("app").post("auth/password/request", {"email": "victim@example.org"})
    Api("app").post("auth/password/reset", {"key": post.key("victim@example.org"), "password": NEW})
    assert attacker.get("auth/session").status == 401
    assert Api("app").post("auth/email/verify", {"key": trojan}).codes == [("invalid_or_expired_key", "key")]
    victim = Api("app")
    victim.post("auth/login", {"email": "victim@example.org", "password": NEW})
    assert [row["email"] for row in victim.get("account/email").body["data"]] == ["victim@example.org"]

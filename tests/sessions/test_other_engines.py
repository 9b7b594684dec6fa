"""Projects that keep a session engine of their own."""

import pytest
from django.core.checks import run_checks
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

ENGINES = ["cache", "file", "signed_cookies"]


@pytest.fixture(params=ENGINES)
def engine(request, db, settings, tmp_path):
    settings.SESSION_FILE_PATH = str(tmp_path)
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    return request.param


def whoami(api):
    return api.http.get("/whoami/").content.decode()


def test_a_browser_logs_in_and_out(engine):
    user = make_user()
    api = Api("browser")
    assert api.post("auth/login", {"email": BOB, "password": "wrong"}).status == 400
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert api.get("auth/session").body["data"]["user"]["id"] == user.pk
    assert whoami(api) == str(user)
    assert [one["is_current"] for one in api.get("auth/sessions").body["data"]] == [True]
    old = api.http.cookies["sessionid"].value
    assert api.delete("auth/session").status == 401
    api.http.cookies["sessionid"] = old
    assert api.get("auth/session").status == 401
    assert whoami(api) == "AnonymousUser"


def test_a_sign_up_waits_and_completes(engine, configure, post):
    configure(accounts={"email_verification": "mandatory"}, email={"verification_by": "code"})
    api = Api("browser")
    body = {"email": BOB, "username": "bob", "password": PASSWORD}
    assert api.post("auth/signup", body).pending == ["verify_email"]
    waiting = api.http.cookies["sessionid"].value
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200
    assert api.http.cookies["sessionid"].value != waiting


@pytest.mark.parametrize("how", ["revoked", "password", "disabled"])
def test_what_ends_a_session_is_felt_at_once(engine, how):
    user = make_user()
    api = Api("browser")
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    other = logged_in(user)
    if how == "revoked":
        numbers = [one["id"] for one in other.get("auth/sessions").body["data"] if not one["is_current"]]
        other.delete("auth/sessions", {"sessions": numbers})
    elif how == "password":
        other.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    else:
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert whoami(api) == "AnonymousUser"
    assert api.get("auth/session").status == 401


def test_data_of_another_user_is_not_handed_on(engine):
    make_user()
    make_user("ann@example.org", "ann")
    api = Api("browser")
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    session = api.http.session
    session["cart"] = "bob's"
    session.save()
    if engine == "signed_cookies":
        api.http.cookies["sessionid"] = session.session_key
    cookie = api.http.cookies["sessionid"].value
    other = logged_in(make_user("eve@example.org", "eve"))
    assert other.get("auth/session").status == 200
    type(make_user("x@example.org", "x")).objects.filter(username="bob").update(password="!gone")
    assert api.http.cookies["sessionid"].value == cookie
    assert api.post("auth/login", {"email": "ann@example.org", "password": PASSWORD}).status == 200
    assert "cart" not in api.http.session


def test_a_check_says_what_is_lost(engine):
    assert "gatepost.W003" in [message.id for message in run_checks(tags=["gatepost"])]
    assert not [message for message in run_checks(tags=["gatepost"]) if message.is_serious()]

"""The browsable API, signed in by session. Source: contracts, REST dialects, section 1."""

import re

import pytest
from django.test import Client
from tests.factors import with_app
from tests.users import PASSWORD, logged_in, make_user

from gatepost.sessions.models import Session

pytestmark = pytest.mark.usefixtures("rest")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def page(client, where):
    return client.get(where, headers={"Accept": "text/html"})


def log_in(client, password=PASSWORD, target="/session/"):
    where = f"/api-auth/login/?next={target}"
    token = CSRF.search(client.get(where).content.decode())[1]
    body = {"username": "bob", "password": password, "csrfmiddlewaretoken": token, "next": target}
    return client.post(where, body)


def log_out(client):
    token = CSRF.search(page(client, "/session/").content.decode())[1]
    return client.post("/api-auth/logout/?next=/session/", {"csrfmiddlewaretoken": token})


def test_a_round(client, bob):
    first = page(client, "/session/")
    assert first.status_code == 403
    assert b"/api-auth/login/?next=/session/" in first.content
    assert (log_in(client).status_code, log_in(client)["Location"]) == (302, "/session/")
    inside = page(client, "/session/")
    assert inside.status_code == 200
    assert str(bob) in inside.content.decode()
    answer = log_out(client)
    assert (answer.status_code, answer["Location"]) == (302, "/session/")
    assert page(client, "/session/").status_code == 403


def test_the_form_of_a_page_acts(client, bob):
    log_in(client)
    token = CSRF.search(page(client, "/session/").content.decode())[1]
    answer = client.post("/session/", {"csrfmiddlewaretoken": token}, headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert client.post("/session/", headers={"Accept": "text/html"}).status_code == 403


def test_both_cookies_change_at_login(client, bob):
    client.get("/api-auth/login/")
    before = client.cookies["csrftoken"].value
    answer = log_in(client)
    session, csrf = answer.cookies["sessionid"], answer.cookies["csrftoken"]
    assert (session["httponly"], session["path"], session["samesite"], session["max-age"]) == (
        True,
        "/",
        "Lax",
        1209600,
    )
    assert (csrf["httponly"], csrf["path"], csrf["samesite"], csrf["max-age"]) == ("", "/", "Lax", 31449600)
    assert csrf.value != before
    first = session.value
    log_out(client)
    assert log_in(client).cookies["sessionid"].value != first


def test_a_planted_key_opens_nothing_after_the_login(client, bob):
    planted = logged_in(make_user("mallory@example.org", "mallory"), "browser").http.cookies["sessionid"].value
    client.cookies["sessionid"] = planted
    log_in(client)
    assert client.cookies["sessionid"].value != planted
    other = Client()
    other.cookies["sessionid"] = planted
    assert other.get("/session/").status_code == 403


def test_a_logout_kills_the_session(client, bob):
    log_in(client)
    key = client.cookies["sessionid"].value
    answer = log_out(client)
    assert (answer.cookies["sessionid"].value, answer.cookies["sessionid"]["max-age"]) == ("", 0)
    assert not Session.objects.filter(user=bob).exists()
    again = Client()
    again.cookies["sessionid"] = key
    assert again.get("/session/").status_code == 403


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"])
def test_a_login_leads_to_no_foreign_host(client, bob, target):
    assert log_in(client, target=target)["Location"] == "/accounts/profile/"


def test_a_failure_is_the_form_again(client, bob):
    answer = log_in(client, "wrong")
    assert answer.status_code == 200
    assert CSRF.search(answer.content.decode())
    assert "sessionid" not in answer.cookies


def test_logout_takes_no_get(client, bob):
    log_in(client)
    assert client.get("/api-auth/logout/").status_code == 405
    assert client.get("/session/").status_code == 200


def test_a_form_without_the_token_is_djangos_page(client, bob):
    for where in ("login", "logout"):
        answer = client.post(f"/api-auth/{where}/", {"username": "bob", "password": PASSWORD})
        assert (answer.status_code, answer["Content-Type"]) == (403, "text/html; charset=utf-8")


def test_d10_neither_is_cached(client, bob):
    for answer in (client.get("/api-auth/login/"), log_in(client), client.get("/api-auth/logout/")):
        assert "no-store" in answer["Cache-Control"]


def test_a10_who_is_disabled_limited_or_has_a_second_factor_does_not_pass(client, bob, configure, clock):
    with_app(bob)
    assert log_in(client).status_code == 200
    ann = make_user("ann@example.org", "ann")
    ann.is_active = False
    ann.save()
    configure(limits={"enabled": True})
    for _ in range(6):
        log_in(client, "wrong")
    assert log_in(client).status_code == 200
    assert not Session.objects.filter(user__isnull=False).exists()

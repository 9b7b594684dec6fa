"""Contract: the log-in and log-out pages of the browsable API."""

import pytest
from rest_framework.test import APIClient
from tests.factors import with_app
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.ground.models import Event
from gatepost.sessions.models import Session

LOGIN, LOGOUT = "/api-auth/login/", "/api-auth/logout/"


@pytest.fixture
def page(client):
    """The form, ready to be sent."""
    client.get(LOGIN)
    return lambda **more: client.post(
        LOGIN,
        {"username": "bob", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"].value, **more},
    )


def test_the_form(client):
    answer = client.get(LOGIN + "?next=/api/whoami/")
    text = answer.content.decode()
    assert answer.status_code == 200
    for name in ("username", "password", "next", "csrfmiddlewaretoken"):
        assert f'name="{name}"' in text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("wanted", "where"),
    [("/api/whoami/", "/api/whoami/"), ("https://evil.example/", "/accounts/profile/"), ("", "/accounts/profile/")],
)
def test_a_login_leads_to_where_it_was_asked_for_on_this_host(client, bob, page, wanted, where):
    answer = page(next=wanted)
    assert (answer.status_code, answer.url) == (302, where)
    assert {"sessionid", "csrftoken", "gatepost_device"} <= set(answer.cookies)
    assert client.get("/api/whoami/").json() == {"username": "bob"}
    assert Event.objects.get(kind="login").details == {"methods": ["password"]}


def test_an_address_logs_in_too(bob, page):
    assert page(username=BOB).status_code == 302


@pytest.mark.parametrize(
    "body", [{"password": "wrong"}, {"username": "nobody"}, {"password": ""}, {"password": "x" * 999}]
)
def test_a_failure_shows_the_form_again(bob, page, body):
    answer = page(**body)
    assert answer.status_code == 200
    assert 'name="password"' in answer.content.decode()
    assert not Session.objects.filter(user=bob).exists()


def test_who_is_disabled_or_lacks_a_step_does_not_get_in(bob, page):
    with_app(bob)
    assert "one more step" in page().content.decode()
    lifecycle.set_active(bob.pk, active=False)
    wrong = page().content.decode()
    assert "one more step" not in wrong
    assert not Session.objects.filter(user=bob).exists()


def test_a1_attempts_are_limited(bob, page, configure):
    configure(limits={"enabled": True})
    told = [page(password="wrong").status_code for _ in range(6)]
    assert told == [200] * 5 + [429]
    answer = page()
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)


def test_d2_a_login_needs_its_csrf_token(client, bob):
    answer = client.post(LOGIN, {"username": "bob", "password": PASSWORD})
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")


def test_logout_is_by_post_alone(client, bob, page):
    page()
    assert client.get(LOGOUT).status_code == 405
    csrf = client.cookies["csrftoken"].value
    assert client.post(LOGOUT).status_code == 403
    answer = client.post(LOGOUT, {"csrfmiddlewaretoken": csrf, "next": "/api/whoami/"})
    assert (answer.status_code, answer.url) == (302, "/api/whoami/")
    assert (answer.cookies["sessionid"].value, answer.cookies["sessionid"]["max-age"]) == ("", 0)
    assert not Session.objects.filter(user=bob).exists()
    assert Event.objects.filter(kind="logout", user_key=str(bob.pk)).exists()


def test_a_second_user_takes_the_place_of_the_first(client, bob, page):
    page()
    make_user("eve@example.org", "eve")
    first = client.cookies["sessionid"].value
    assert page(username="eve", csrfmiddlewaretoken=client.cookies["csrftoken"].value).status_code == 302
    assert client.get("/api/whoami/").json() == {"username": "eve"}
    stale = APIClient()
    stale.cookies["sessionid"] = first
    assert stale.get("/api/whoami/").status_code == 403


def test_the_browsable_page_knows_who_is_signed_in(client, bob, page):
    anonymous = client.get("/api/whoami/", headers={"Accept": "text/html"})
    assert (anonymous.status_code, "api-auth/login" in anonymous.content.decode()) == (403, True)
    page()
    answer = client.get("/api/whoami/", headers={"Accept": "text/html"})
    text = answer.content.decode()
    assert (answer.status_code, "api-auth/logout" in text, "bob" in text) == (200, True, True)


def test_a_logout_replaced_the_csrf_token_which_changes_at_a_login_alone(client, bob, page):
    page()
    csrf = client.cookies["csrftoken"].value
    assert "csrftoken" not in client.post(LOGOUT, {"csrfmiddlewaretoken": csrf}).cookies

"""Which mails djoser's clients cause: one about what they changed, and none about a login."""

import json
import re

import pytest
from rest_framework.test import APIClient
from tests.dialects.rest import GOOD
from tests.users import BOB, NEW, PASSWORD, make_user

LINK = re.compile(r"/([\w-]+)/([0-9a-z]{6}-[0-9a-f]{32})")
FOREIGN = "new@example.org"


def send(path, body, verb="POST", **headers):
    return APIClient(headers=headers).generic(verb, f"/auth/{path}", json.dumps(body), content_type="application/json")


@pytest.fixture
def shown(bob):
    """A token of bob's second login, in a header."""
    send("token/login/", GOOD)
    return {"Authorization": f"Token {send('token/login/', GOOD).json()['auth_token']}"}


@pytest.fixture
def confirmed(configure):
    """What a project has that had djoser's confirmation mails on."""
    configure(accounts={"notifications": True})


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize("path", ["token/login/", "jwt/create/"])
def test_confirmation_mails_bring_no_mail_about_a_login(path, bob, post, configure):
    for _ in range(2):
        assert send(path, GOOD).status_code == 200
    assert post.all() == []
    configure(accounts={"notifications": False, "login_notifications": True})
    assert send(path, GOOD).status_code == 200
    assert "from a new browser or app" in post.to(BOB)[0]


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("users/set_password/", {"current_password": PASSWORD, "new_password": NEW}, "password"),
        ("users/set_username/", {"current_password": PASSWORD, "new_username": "rob"}, "rob"),
    ],
)
def test_a_change_brings_one_mail_where_they_are_on(path, body, told, shown, post):
    assert send(path, body, **shown).status_code == 204
    (text,) = post.to(BOB)
    assert told in text
    assert "http" not in text


@pytest.mark.parametrize(("act", "more"), [("password", {"new_password": NEW}), ("username", {"new_username": "rob"})])
def test_a_reset_brings_one_mail_where_they_are_on(act, more, bob, post, configure):
    for number, on in enumerate((True, False)):
        configure(accounts={"notifications": on}, limits={"enabled": False})
        before = len(post.to(BOB))
        assert send(f"users/reset_{act}/", {"email": BOB}).status_code == 204
        uid, token = LINK.findall(post.to(BOB)[-1])[-1]
        fresh = {name: value + "x" * number for name, value in more.items()}
        assert send(f"users/reset_{act}_confirm/", {"uid": uid, "token": token, **fresh}).status_code == 204
        assert len(post.to(BOB)) == before + 1 + on


def test_a_login_for_mails_about_logins_alone_brings_no_mail_about_a_change(shown, post, configure):
    configure(accounts={"notifications": False, "login_notifications": True})
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert send("users/set_password/", body, **shown).status_code == 204
    assert post.all() == []


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_a_change_of_address_with_activation_mails_the_link_and_tells_the_verified_address(
    on, verb, shown, post, configure
):
    configure(djoser={"send_activation_email": True}, accounts={"notifications": on})
    assert send("users/me/", {"email": FOREIGN}, verb, **shown).status_code == 200
    (link,) = post.to(FOREIGN)
    notices = post.to(BOB)
    assert len(post.all()) == 2 == 1 + len(notices)
    assert LINK.search(link)
    assert not any(LINK.search(text) for text in notices), "the former address can't activate the new one"
    uid, token = LINK.findall(link)[-1]
    assert send("users/me/", {}, "GET", **shown).status_code in (401, 403)
    assert send("users/activation/", {"uid": uid, "token": token}).status_code == 204
    assert send("users/me/", {}, "GET", **shown).json()["email"] == FOREIGN


@pytest.mark.parametrize("email", [BOB, BOB.upper()])
def test_the_same_address_again_mails_nothing_and_closes_nothing(email, shown, post, configure):
    configure(djoser={"send_activation_email": True}, accounts={"notifications": True})
    assert send("users/me/", {"email": email}, "PATCH", **shown).status_code == 200
    assert post.all() == []
    assert send("users/me/", {}, "GET", **shown).status_code == 200


def test_another_spelling_of_an_address_closes_nothing(shown, bob, post, configure):
    bob.email = "Bob@Example.org"
    bob.save()
    configure(djoser={"send_activation_email": True}, accounts={"notifications": True})
    before = len(post.all())
    assert send("users/me/", {"email": BOB}, "PATCH", **shown).json()["email"] == BOB
    assert len(post.all()) == before
    assert send("users/me/", {}, "GET", **shown).status_code == 200


def test_another_users_address_gets_no_link_for_the_one_who_typed_it(shown, post, configure):
    make_user("amy@example.org", "amy")
    configure(djoser={"send_activation_email": True})
    assert send("users/me/", {"email": "amy@example.org"}, "PATCH", **shown).status_code in (200, 400)
    assert len(post.to("amy@example.org")) <= 1

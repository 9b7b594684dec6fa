"""Row 13: a mailbox gets one mail, which names every account that owns the address."""

import re

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, NEW, made_by_staff, make_user

from gatepost.accounts import columns, identifiers
from gatepost.accounts.accounts import load
from gatepost.ground.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.not_with("email_only")]
KEY = re.compile(r"/account/password/reset/key/(\S+)")


@pytest.fixture(autouse=True)
def _shared():
    if columns.needs("email"):
        pytest.skip("no two users can have one address")


def ask(name=BOB, kind="email", **headers):
    api = Api("app")
    return api, api.post("auth/password/request", {kind: name}, **headers)


def keys(text):
    return KEY.findall(text)


def test_row_13_one_mail_names_every_account_that_the_project_gave_the_address(post):
    bob = make_user()
    others = [made_by_staff(f"staff{number}", BOB) for number in range(2)]
    assert ask()[1].status == 200
    (text,) = post.to(BOB)
    assert len(set(keys(text))) == len(keys(text)) == 3
    assert all(user.username in text for user in (bob, *others))
    told = [Api("app").get("auth/password/reset", **{"X-Password-Reset-Key": key}) for key in keys(text)]
    assert [str(one.body["data"]["user"]["id"]) for one in told] == [str(user.pk) for user in (bob, *others)]
    assert Api("app").post("auth/password/reset", {"key": keys(text)[1], "password": NEW}).status == 401
    assert get_user_model().objects.get(pk=others[0].pk).check_password(NEW)
    assert not get_user_model().objects.get(pk=bob.pk).check_password(NEW)
    assert Event.objects.filter(kind="password_reset_requested").count() == 3


def test_row_13_six_accounts_that_merely_typed_the_address_are_not_named(post):
    bob = make_user()
    for number in range(6):
        eve = make_user(f"eve{number}@example.org", f"eve{number}")
        identifiers.add(load(eve), "email", BOB)
    ask()
    (text,) = post.to(BOB)
    assert len(keys(text)) == 1
    assert "eve" not in text.replace(bob.username, "")


@pytest.mark.parametrize("disabled", [0, 1])
def test_a_disabled_account_is_not_named(post, disabled):
    users = [make_user(), made_by_staff("staff", BOB)]
    get_user_model().objects.filter(pk=users[disabled].pk).update(is_active=False)
    ask()
    (text,) = post.to(BOB)
    assert len(keys(text)) == 1
    assert "For your account" not in text
    told = Api("app").get("auth/password/reset", **{"X-Password-Reset-Key": keys(text)[0]})
    assert str(told.body["data"]["user"]["id"]) == str(users[1 - disabled].pk)


def test_all_disabled_is_like_nobody(post):
    make_user()
    made_by_staff("staff", BOB)
    get_user_model().objects.update(is_active=False)
    assert ask()[1].status == 200
    assert keys(post.to(BOB)[0]) == []


def test_a_user_name_asks_for_its_own_account_alone(post):
    make_user()
    made_by_staff("staff", BOB)
    ask("staff", "username")
    (text,) = post.to(BOB)
    assert len(keys(text)) == 1


@pytest.mark.parametrize("by", ["code", "both"])
def test_a_code_opens_the_first_account_and_the_others_are_named(by, post, configure):
    configure(password={"reset_by": by})
    bob, staff = make_user(), made_by_staff("staff", BOB)
    api, answer = ask()
    assert (answer.status, answer.pending) == (401, ["password_reset_by_code"])
    (text,) = post.to(BOB)
    assert len(keys(text)) == (2 if by == "both" else 0)
    assert ("For your account staff, request a reset with its username" in text) == (by == "code")
    assert api.post("auth/password/reset", {"key": post.code(BOB), "password": NEW}).status in (200, 401)
    assert get_user_model().objects.get(pk=bob.pk).check_password(NEW)
    if by == "both":
        assert Api("app").post("auth/password/reset", {"key": keys(text)[1], "password": NEW}).status == 401
        assert get_user_model().objects.get(pk=staff.pk).check_password(NEW)


def test_another_spelling_may_be_another_mailbox_and_is_not_named(post):
    made_by_staff("first", "Ann@example.org")
    made_by_staff("second", "ann@example.org")
    ask("Ann@example.org")
    assert ["second" in text for text in post.to("Ann@example.org")] == [False]


def test_the_names_of_other_accounts_are_no_links(post, monkeypatch):
    make_user()
    made_by_staff("http://evil.example/", BOB)
    ask()
    (text,) = post.to(BOB)
    assert "http://evil.example" not in text


def test_an_address_of_nobody_costs_as_many_statements_as_one_of_somebody():
    make_user()
    ask("warm@example.org")
    counts = []
    for address in (BOB, "nobody@example.org"):
        with Counted() as counted:
            ask(address)
        counts.append(len(counted.statements))
    assert counts[0] == counts[1]

"""What users are called in mails and responses."""

import pytest
from django.contrib.auth import get_user_model
from tests.client import KEY, Api
from tests.users import BOB, PASSWORD, make_user

ANN = "ann@example.org"
BY_EMAIL = {"login_methods": ["email"], "signup_fields": ["email*", "password*"], "email_verification": "mandatory"}
pytestmark = pytest.mark.not_with("email_only", "bare", "phone", "employee", "short", "company")
DOT = "\u200b.\u200b"
SHOWN = "ann\u200b@\u200bexample" + DOT + "org"


def test_a_generated_user_name_is_neither_in_the_mail_nor_on_the_page_behind_its_link(app, post, configure):
    configure(accounts=BY_EMAIL, email={"verification_by": "link"})
    assert app.post("auth/signup", {"email": ANN, "password": PASSWORD}).status == 401
    (user,) = get_user_model().objects.all()
    assert user.get_username().startswith("ann-")
    (text,) = post.to(ANN)
    assert text.startswith(f"Hello {SHOWN},")
    assert user.get_username() not in text
    answer = app.get("auth/email/verify", **{"X-Email-Verification-Key": KEY.search(text)[0]})
    assert answer.body["data"]["user"]["display"] == ANN


def test_a_mail_calls_a_user_by_given_name_and_a_response_by_user_name(app, post):
    user = make_user()
    user.first_name, user.last_name = "Robert", "Brown"
    user.save()
    app.post("auth/password/request", {"email": BOB})
    (text,) = post.to(BOB)
    assert text.startswith("Hello Robert,")
    answer = app.get("auth/password/reset", **{"X-Password-Reset-Key": KEY.search(text)[0]})
    assert answer.body["data"]["user"]["display"] == user.get_username()


def test_a_user_without_given_name_is_greeted_by_address_and_listed_by_the_chosen_user_name(app, post):
    user = make_user()
    app.post("auth/password/request", {"email": BOB})
    (text,) = post.to(BOB)
    assert text.startswith("Hello bob\u200b@")
    answer = app.get("auth/password/reset", **{"X-Password-Reset-Key": KEY.search(text)[0]})
    assert answer.body["data"]["user"]["display"] == user.get_username()


@pytest.mark.parametrize("name", ["user-bcdfgh", "ann-5pthbm", "9xjm79"])
def test_a_short_name_that_is_the_generated_user_name_is_no_given_name(db, monkeypatch, name):
    user = make_user()
    get_user_model().objects.update(username=name)
    monkeypatch.setattr(get_user_model(), "get_short_name", lambda user: user.username, raising=False)
    api = Api("app")
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert answer.body["data"]["user"]["display"] == user.email


def test_a_generated_user_name_is_replaced_by_the_given_name(db):
    user = make_user()
    get_user_model().objects.update(username="ann-5pthbm", first_name="Robert")
    answer = Api("app").post("auth/login", {"email": BOB, "password": PASSWORD})
    assert answer.body["data"]["user"]["display"] == "Robert"
    assert user.get_username() == "bob"


@pytest.mark.parametrize("name", ["bob", "ann-smith", "mary-london", "x-2024", "anna5pthbm"])
def test_a_user_name_that_people_choose_is_shown(db, name):
    make_user()
    get_user_model().objects.update(username=name)
    answer = Api("app").post("auth/login", {"email": BOB, "password": PASSWORD})
    assert answer.body["data"]["user"]["display"] == name

"""Mails about logins from where nobody logged in before."""

import pytest
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user


def log_in(api):
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


@pytest.fixture(autouse=True)
def _notices(configure):
    configure(accounts={"login_notifications": True})


def test_the_first_login_ever_is_no_news(api, post):
    make_user()
    log_in(api)
    assert post.to(BOB) == []


def test_a_known_browser_is_no_news_and_a_new_one_is(post):
    make_user()
    browser = Api("browser")
    log_in(browser)
    browser.delete("auth/session")
    log_in(browser)
    assert post.to(BOB) == []
    log_in(Api("browser", **{"User-Agent": "Elsewhere/1.0"}))
    (text,) = post.to(BOB)
    assert "from a new browser or app" in text
    assert "using Elsewhere." in text


def test_each_login_of_an_app_is_news(post):
    make_user()
    for _ in range(3):
        log_in(Api("app"))
    assert len(post.to(BOB)) == 2


def test_a_wrong_password_tells_nothing(api, post):
    make_user()
    log_in(Api("app"))
    assert api.post("auth/login", {"email": BOB, "password": "wrong"}).status == 400
    assert post.to(BOB) == []


def test_mails_about_changes_bring_no_mail_about_logins(api, post, configure):
    configure(accounts={"login_notifications": False, "notifications": True})
    make_user()
    log_in(api)
    log_in(Api("app"))
    assert post.to(BOB) == []

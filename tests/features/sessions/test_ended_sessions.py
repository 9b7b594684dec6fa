"""What a session that a new password ended is answered, and mailed links that another login made useless."""

import pytest
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

MORE = "more@example.org"


def change(api):
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert api.post("account/password/change", body).status == 200


def reset(api, post, password=NEW):
    Api("app").post("auth/password/request", {"email": BOB})
    return api.post("auth/password/reset", {"key": post.key(BOB), "password": password})


def by_change(bob, post):
    del post
    api = logged_in(bob)
    change(api)
    return api


def by_reset(bob, post):
    del bob
    assert reset(Api("app"), post).status == 401
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": NEW}).status == 200
    return api


WAYS = [by_change, by_reset]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["auth/session", "account/email"])
def test_a_browser_is_answered_401_and_loses_its_cookie(bob, post, way, path):
    other = logged_in(bob, "browser")
    way(bob, post)
    answer = other.get(path)
    assert (answer.status, answer.body["meta"]) == (401, {"is_authenticated": False})
    assert answer.response.cookies["sessionid"].value == ""
    assert other.get(path).status == 401


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["auth/session", "account/email"])
def test_an_app_is_answered_401_once_and_then_410(bob, post, way, path):
    other = logged_in(bob)
    way(bob, post)
    assert [other.get(path).status, other.get(path).status] == [401, 410]


@pytest.mark.parametrize("way", WAYS)
def test_an_app_is_answered_410_at_once_if_the_sessions_were_listed_since(bob, post, way):
    other = logged_in(bob)
    own = way(bob, post)
    (listed,) = own.get("auth/sessions").body["data"]
    assert listed["is_current"] is True
    assert other.get("auth/session").status == 410
    assert own.get("auth/session").status == 200


def test_an_app_is_answered_410_at_once_if_its_session_was_ended_by_itself(bob):
    own, other = logged_in(bob), logged_in(bob)
    (number,) = [one["id"] for one in own.get("auth/sessions").body["data"] if not one["is_current"]]
    assert own.delete("auth/sessions", {"sessions": [number]}).status == 200
    assert other.get("auth/session").status == 410


@pytest.mark.parametrize("client", ["app", "browser"])
def test_an_ended_session_can_log_in_at_its_first_request(bob, post, client):
    other = logged_in(bob, client)
    by_change(bob, post)
    assert other.post("auth/login", {"email": BOB, "password": NEW}).status == 200
    assert other.get("auth/session").status == 200


# --- a reset while logged in


def test_a_reset_in_an_app_of_the_same_user(bob, post):
    api = logged_in(bob)
    answer = reset(api, post)
    assert (answer.status, answer.body["data"]["user"]["email"]) == (200, BOB)
    assert answer.body["meta"] == {"is_authenticated": True}
    assert [api.get("auth/session").status, api.get("auth/session").status] == [401, 410]
    assert Api("app").post("auth/login", {"email": BOB, "password": NEW}).status == 200


def test_a_reset_in_a_browser_of_the_same_user(bob, post):
    api = logged_in(bob, "browser")
    answer = reset(api, post)
    assert (answer.status, answer.body["meta"]) == (401, {"is_authenticated": False})
    assert answer.response.cookies["sessionid"].value == ""
    assert api.get("auth/session").status == 401


def test_a_reset_with_the_key_of_another_user_leaves_the_session(api, bob, post):
    api = logged_in(make_user("alice@example.org", "alice"), api.client)
    answer = reset(api, post)
    assert (answer.status, answer.body["data"]["user"]["email"]) == (200, "alice@example.org")
    assert api.get("auth/session").status == 200


def test_a_reset_by_code_that_is_asked_for_while_logged_in(api, bob, configure, post):
    configure(password={"reset_by": "code"})
    api = logged_in(bob, api.client)
    answer = api.post("auth/password/request", {"email": BOB})
    assert (answer.status, answer.body) == (200, api.get("auth/session").body)
    answer = api.post("auth/password/reset", {"key": post.code(BOB), "password": NEW})
    assert answer.status == (200 if api.client == "app" else 401)


# --- a mailed key that another way in made useless


INVALID = [("invalid_password_reset", "key")]


def asked(api, post):
    api.post("auth/password/request", {"email": BOB})
    return post.key(BOB)


def test_a_reset_key_is_useless_after_a_login(api, bob, post):
    key = asked(api, post)
    header = {"X-Password-Reset-Key": key}
    assert api.get("auth/password/reset", **header).status == 200
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert api.get("auth/password/reset", **header).codes == INVALID
    assert api.post("auth/password/reset", {"key": key, "password": NEW}).codes == INVALID
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": asked(api, post)}).status == 200


def test_a_reset_key_is_useless_after_an_address_was_added(api, bob, post):
    key = asked(api, post)
    assert logged_in(bob).post("account/email", {"email": MORE}).status == 200
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": key}).codes == INVALID
    assert api.post("auth/password/reset", {"key": key, "password": NEW}).codes == INVALID


def test_a_wrong_password_leaves_the_reset_key_valid(api, bob, post):
    key = asked(api, post)
    Api("app").post("auth/login", {"email": BOB, "password": "wrong"})
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": key}).status == 200

"""REST framework's `NON_FIELD_ERRORS_KEY`, by which a project names the place of errors across fields."""

import pytest
from rest_framework.test import APIClient
from tests.dialects.rest import PREFIX
from tests.users import PASSWORD

UNABLE = {"common": ["Unable to log in with provided credentials."]}
REGISTRATION = {"username": "carl", "password1": "Gutes-Wort-9", "password2": "Anderes-Wort-9"}


@pytest.fixture
def renamed(bob, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NON_FIELD_ERRORS_KEY": "common"}
    return APIClient()


@pytest.mark.parametrize("path", ["/api-token-auth/", "/auth/token/login/", f"{PREFIX}login/"])
def test_a_refused_login_ignored_the_key(renamed, path):
    assert renamed.post(path, {"username": "bob", "password": "wrong"}).json() == UNABLE


def test_errors_across_the_fields_of_dj_rest_auth_ignored_the_key(renamed):
    assert renamed.post(f"{PREFIX}login/", {"password": "x"}).json() == {
        "common": ['Must include "username" and "password".']
    }
    answer = renamed.post(f"{PREFIX}registration/", REGISTRATION)
    assert answer.json() == {"common": ["The two password fields didn't match."]}
    similar = {"username": "regina-long", "password1": "regina-long", "password2": "regina-long"}
    assert renamed.post(f"{PREFIX}registration/", similar).json() == {
        "common": ["The password is too similar to the username."]
    }


def test_djosers_repeated_name_is_reported_under_the_key(renamed, configure):
    configure(djoser={"set_username_retype": True})
    token = renamed.post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).json()["auth_token"]
    given = {"current_password": PASSWORD, "new_username": "rob", "re_new_username": "bert"}
    answer = renamed.post("/auth/users/set_username/", given, headers={"Authorization": f"Token {token}"})
    assert answer.json() == {"common": ["The two username fields didn't match."]}

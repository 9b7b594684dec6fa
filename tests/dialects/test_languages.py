"""Texts of the original packages, in the language that the project chose for the request."""

import pytest
from django.utils import translation
from rest_framework.test import APIClient
from tests.dialects.rest import PREFIX
from tests.users import PASSWORD

LOGIN = {"username": "bob", "password": "wrong"}
GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def german(bob, settings):
    """A client of a project that chooses the language by the request, as Django's middleware does."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    with translation.override("en"):  # the middleware leaves its choice behind
        yield APIClient(headers=GERMAN)


@pytest.mark.parametrize("path", ["/api-token-auth/", "/auth/token/login/", f"{PREFIX}login/"])
def test_a_wrong_password_was_reported_in_english_whatever_the_language(german, path):
    answer = german.post(path, LOGIN)
    assert answer.json() == {"non_field_errors": ["Die angegebenen Zugangsdaten stimmen nicht."]}
    english = german.post(path, LOGIN, headers={"Accept-Language": "en"}).json()
    assert english == {"non_field_errors": ["Unable to log in with provided credentials."]}


@pytest.mark.parametrize("path", ["/token/", "/auth/jwt/create/"])
def test_simplejwt_reported_unknown_users_in_english(german, path):
    assert german.post(path, LOGIN).json() == {"detail": "Kein aktiver Account mit diesen Zugangsdaten gefunden"}


def test_tokens_were_refused_in_english(german):
    access = german.post("/token/", {"username": "bob", "password": PASSWORD}).json()["access"]
    answer = german.post("/token/refresh/", {"refresh": access})
    assert answer.json() == {"detail": "Token hat den falschen Typ", "code": "token_not_valid"}


def test_successes_of_dj_rest_auth_were_in_english(german):
    assert german.post(f"{PREFIX}logout/").json() == {"detail": "Erfolgreich ausgeloggt."}
    assert german.post(f"{PREFIX}password/reset/", {"email": "nobody@example.org"}).json() == {
        "detail": "Die E-Mail zum Zurücksetzen des Passwortes wurde verschickt."
    }


def test_faults_of_a_registration_were_in_two_languages(german):
    given = {"username": "carl", "password1": "Gutes-Wort-9", "password2": "Anderes-Wort-9"}
    assert german.post(f"{PREFIX}registration/", given).json() == {
        "non_field_errors": ["Die beiden Passwörter stimmen nicht überein."]
    }
    assert german.post(f"{PREFIX}registration/", {**given, "username": "bob"}).json()["username"] == [
        "Dieser Benutzername ist bereits vergeben."
    ]


def test_djosers_texts_were_in_english(german):
    token = german.post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).json()["auth_token"]
    answer = german.post(
        "/auth/users/set_password/",
        {"current_password": "wrong", "new_password": "Gutes-Wort-9"},
        headers={**GERMAN, "Authorization": f"Token {token}"},
    )
    assert answer.json() == {"current_password": ["Das Passwort ist ungültig."]}
    assert german.post("/auth/users/activation/", {"uid": "x", "token": "x"}).json() == {
        "uid": ["Die User-ID ist ungültig oder dieser Benutzer existiert nicht."]
    }

"""Errors, mails and SMS in the language of the request, whatever the project says about languages."""

import pytest
from django.utils import translation
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

WRONG = {
    "de": "Die E-Mail-Adresse oder das Passwort ist falsch.",
    "en": "The email address or the password is not correct.",
    "es": "La dirección de correo electrónico o la contraseña no son correctas.",
    "fr": "L’adresse e-mail ou le mot de passe est incorrect.",
}
LOCALE = "django.middleware.locale.LocaleMiddleware"


def refused(asked, **more):
    answer = Api("app").post("auth/login", {"email": BOB, "password": "wrong"}, **{"Accept-Language": asked}, **more)
    assert answer.status == 400
    return answer.body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de", "de"),
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("es-MX", "es"),
        ("xx, de;q=0.4", "de"),
        ("en-GB, de;q=0.9", "en"),
        ("tlh", "en"),
        ("", "en"),
    ],
)
def test_an_error_is_in_the_language_that_the_client_accepts(db, asked, language):
    make_user()
    assert refused(asked) == WRONG[language]
    assert translation.get_language() == "en-us"


def test_djangos_own_messages_are_in_the_same_language(app):
    body = {"email": "ann@example.org", "password": "12345678901"}
    answer = app.post("auth/signup", body, **{"Accept-Language": "de"})
    assert ("password_entirely_numeric", "password") in answer.codes
    assert "Dieses Passwort ist komplett numerisch. " in [one["message"] for one in answer.body["errors"]]


def test_a_device_is_named_in_the_readers_language(db):
    user = make_user()
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
    api = Api("app", **{"User-Agent": agent})
    assert api.post("auth/login", {"email": user.email, "password": PASSWORD}).status == 200
    (session,) = api.get("auth/sessions", **{"Accept-Language": "fr"}).body["data"]
    assert session["device"] == "Firefox sur Windows"


def test_the_projects_middleware_chooses_the_language_if_there_is_one(db, settings):
    make_user()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, LOCALE]
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    assert refused("de, fr;q=0.2") == WRONG["fr"]
    assert refused("de") == WRONG["en"]


def test_a_project_without_translation_answers_in_english(db, settings, monkeypatch):
    make_user()
    settings.USE_I18N = False
    monkeypatch.setattr(translation, "_trans", type(translation._trans)())
    assert refused("de") == WRONG["en"]


def test_a_project_may_be_in_another_language_than_english(db, settings):
    make_user()
    settings.LANGUAGE_CODE = "es"
    assert refused("") == WRONG["es"]
    assert refused("en") == WRONG["en"]


@pytest.mark.parametrize(
    ("asked", "subject", "greeting"),
    [
        ("de", "Ihr Anmeldecode", "Guten Tag"),
        ("fr", "Votre code de connexion", "Bonjour"),
        ("", "Your login code", "Hello"),
    ],
)
def test_a_mail_is_in_the_language_of_its_request(request, post, asked, subject, greeting):
    request.getfixturevalue("configure")(code={"enabled": True})
    make_user()
    Api("app").post("auth/code/request", {"email": BOB}, **{"Accept-Language": asked})
    assert post.to(BOB)[0].startswith(greeting)
    assert request.getfixturevalue("mailoutbox")[0].subject == subject

"""A project's own settings of REST framework, which the original packages follow: parsers, handler, throttles."""

import json

import pytest
from django.core.cache import cache
from rest_framework import parsers, throttling
from rest_framework.test import APIClient
from rest_framework.views import APIView, exception_handler
from tests.dialects.rest import PREFIX
from tests.users import PASSWORD

from gatepost.accounts.models import Identifier
from gatepost.drf import SessionAuthentication

UNABLE = "Unable to log in with provided credentials."
JSON = "application/json"


class CamelCase(parsers.JSONParser):
    """Renames fields, as the parsers for JavaScript's names do."""

    def parse(self, stream, media_type=None, parser_context=None):
        found = super().parse(stream, media_type, parser_context)
        return {{"newPassword1": "new_password1"}.get(name, name): value for name, value in found.items()}


class FirstOnly(throttling.AnonRateThrottle):
    rate = "1/min"


@pytest.fixture
def parsing(monkeypatch):
    monkeypatch.setattr(APIView, "parser_classes", [CamelCase])
    return APIClient()


def test_a_projects_own_parser_was_not_asked(parsing, bob):
    parsing.force_authenticate(bob)
    sent = {"newPassword1": "Gutes-Wort-9", "new_password2": "Anderes-Wort-9"}
    answer = parsing.post(f"{PREFIX}password/change/", json.dumps(sent), content_type=JSON)
    assert "new_password1" not in answer.json()


@pytest.mark.parametrize("path", [f"{PREFIX}login/", "/auth/token/login/", "/token/"])
def test_forms_were_read_in_a_project_without_a_parser_for_them(parsing, bob, path):
    sent = f"username=bob&password={PASSWORD}"
    answer = parsing.post(path, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415, answer.content


@pytest.mark.parametrize("path", [f"{PREFIX}login/", "/auth/token/login/", "/token/"])
def test_nesting_beyond_the_recursion_limit_is_refused_by_the_projects_parser_too(parsing, db, path):
    assert parsing.post(path, "[" * 100_000, content_type=JSON).status_code == 400


def codes(exc, context):
    """A handler that reads what projects send beside the texts, or instead of them."""
    response = exception_handler(exc, context)
    if response is not None:
        response["Codes"] = json.dumps(exc.get_codes())
    return response


REFUSED = [
    ("/api-token-auth/", {"username": "bob", "password": "x"}, 400, {"non_field_errors": ["authorization"]}),
    ("/auth/token/login/", {"username": "bob", "password": "x"}, 400, {"non_field_errors": ["invalid_credentials"]}),
    (f"{PREFIX}login/", {"username": "bob", "password": "x"}, 400, {"non_field_errors": ["invalid"]}),
    ("/knox/login/", {"username": "bob", "password": "x"}, 400, {"non_field_errors": ["authorization"]}),
    ("/token/", {"username": "bob", "password": "x"}, 401, "no_active_account"),
    ("/token/refresh/", {"refresh": "x"}, 401, {"detail": "token_not_valid", "code": "token_not_valid"}),
    (
        f"{PREFIX}registration/",
        {"username": "bob", "email": "c@example.org", "password1": "a", "password2": "a"},
        400,
        {"username": ["username_taken"], "password1": ["password_too_short", "password_too_common"]},
    ),
    ("/auth/users/", {"username": "bob", "password": "Gutes-Wort-9"}, 400, {"username": ["unique"]}),
    ("/auth/users/activation/", {"uid": "x", "token": "y"}, 400, {"uid": ["invalid_uid"]}),
    (
        f"{PREFIX}password/reset/confirm/",
        {"uid": "x", "token": "y", "new_password1": "Gutes-Wort-9", "new_password2": "Gutes-Wort-9"},
        400,
        {"uid": ["invalid"]},
    ),
]


@pytest.fixture
def handled(bob, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": f"{__name__}.codes"}
    return APIClient()


@pytest.mark.parametrize(("path", "sent", "status", "expected"), REFUSED)
def test_a_handler_that_asks_for_codes_made_a_500_of_refusals(handled, path, sent, status, expected):
    answer = handled.post(path, sent)
    assert (answer.status_code, json.loads(answer["Codes"])) == (status, expected)


def test_a_missing_step_is_the_code_of_its_refusal(bob, handled, configure):
    configure(accounts={"email_verification": "mandatory"})
    Identifier.objects.filter(user=bob, kind="email").update(verified_at=None)
    answer = handled.post("/token/", {"username": "bob", "password": PASSWORD})
    assert answer.status_code == 401
    assert json.loads(answer["Codes"]) == {"detail": "verify_email", "code": "verify_email"}


def test_the_projects_throttles_counted_the_calls_for_a_token_of_authtoken(bob, monkeypatch):
    cache.clear()
    monkeypatch.setattr(APIView, "throttle_classes", [FirstOnly])
    anyone = APIClient()
    for _ in range(3):
        assert anyone.post("/api-token-auth/", {"username": "bob", "password": PASSWORD}).status_code == 200
    assert anyone.post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).status_code == 200
    assert anyone.post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).status_code == 429
    cache.clear()


def test_a_form_without_a_boundary_was_refused_in_other_words_with_a_session(bob, monkeypatch):
    monkeypatch.setattr(APIView, "authentication_classes", [SessionAuthentication])
    signed_in = APIClient()
    assert signed_in.post(f"{PREFIX}login/", {"username": "bob", "password": PASSWORD}).status_code == 200
    answer = signed_in.post(f"{PREFIX}logout/", "x", content_type="multipart/form-data")
    text = "Multipart form parse error - Invalid boundary in multipart: None"
    assert (answer.status_code, answer.json()) == (400, {"detail": text})

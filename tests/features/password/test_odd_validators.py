"""Validators of a project that refuse in ways of their own."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from tests.client import Api
from tests.users import BOB, PASSWORD

pytestmark = pytest.mark.django_db


class Validator:
    def validate(self, *_, **__):
        raise ValidationError(self.given)

    def get_help_text(self):
        return ""


class Silent(Validator):
    given = ValidationError([])


class Numbered(Validator):
    given = ValidationError("Not this one.", code=7)


def refused(settings, validator):
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.{validator.__name__}"}]
    answer = Api("app").post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    assert answer.status == 400, answer
    assert get_user_model().objects.count() == 0
    return [(error["code"], error["message"], error["param"]) for error in answer.body["errors"]]


def test_a_password_refused_without_a_message_was_accepted(settings):
    assert refused(settings, Silent) == [("invalid", "This is not a valid value.", "password")]


def test_a_code_that_is_a_number_was_a_server_error(settings):
    assert refused(settings, Numbered) == [("7", "Not this one.", "password")]

"""A user model that logs in by a number of the employee: run with `GATEPOST_TEST_USER=employee`."""

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from tests.accounts.entrances import PASSWORD, log_ins, send
from tests.client import Api
from tests.users import BOB, make_user

from gatepost import cli

pytestmark = [
    pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "employee.User", reason="set GATEPOST_TEST_USER=employee"),
    pytest.mark.django_db,
]
NUMBER = "4711"
TWICE = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def _mounted(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


def sign_up(**values):
    return Api("app").post("auth/signup", {"email": BOB, "username": NUMBER, "password": PASSWORD, **values})


@pytest.mark.parametrize("wire", ["native", "authtoken", "djoser", "simplejwt", "dj-rest-auth"])
def test_a_sign_up_fills_the_column_and_every_wire_logs_in_by_it(wire):
    assert sign_up().status == 200
    assert get_user_model().objects.get().employee_no == 4711
    assert log_ins("username", NUMBER)[wire]()[0] == 200


@pytest.mark.parametrize("typed", ["0004711", " 4711 ", "４７１１"])
def test_the_number_is_stored_as_the_column_holds_it(typed):
    assert sign_up(username=typed).status == 200
    assert log_ins("username", NUMBER)["native"]()[0] == 200
    assert sign_up(email="eve@example.org").codes == [("username_taken", "username")]


@pytest.mark.parametrize("typed", ["bob", "-1", "1.5", "9" * 25, "4 711"])
def test_what_is_no_number_is_refused_at_its_field(typed):
    answer = sign_up(username=typed)
    assert answer.status == 400
    assert {param for _, param in answer.codes} == {"username"}
    assert send("/auth/users/", {"employee_no": typed, "password": PASSWORD})[0] == 400
    assert send("/api/v1/dj-rest-auth/registration/", {"username": typed, **TWICE})[0] == 400


def test_no_number_is_made_up():
    answer = Api("app").post("auth/signup", {"email": BOB, "password": PASSWORD})
    assert answer.codes == [("required", "username")]
    assert send("/api/signup/", {"email": BOB, "password": PASSWORD})[0] == 400
    assert not get_user_model().objects.exists()


def test_the_rest_dialects_fill_the_column():
    status, body = send("/auth/users/", {"employee_no": 12, "password": PASSWORD})
    assert (status, body["employee_no"]) == (201, 12)
    assert send("/api/v1/dj-rest-auth/registration/", {"username": "13", **TWICE})[0] == 201
    assert sorted(get_user_model().objects.values_list("employee_no", flat=True)) == [12, 13]


def test_showing_a_user_whose_name_is_a_number_was_a_traceback(db, monkeypatch):
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)
    user = make_user()
    result = CliRunner().invoke(cli.gatepost, ["users", "show", BOB])
    assert (result.exit_code, result.exception) == (0, None)
    assert result.output.split()[0] == str(user.employee_no)

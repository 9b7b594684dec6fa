"""A user model that logs in by phone number: run with `GATEPOST_TEST_USER=phone`."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from tests.accounts.entrances import PASSWORD, log_ins, send
from tests.client import Api
from tests.users import BOB

pytestmark = [
    pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "phone.User", reason="set GATEPOST_TEST_USER=phone"),
    pytest.mark.django_db,
]
NUMBER, OTHER = "+4915112345678", "+4915112345679"


@pytest.fixture(autouse=True)
def _mounted(settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(accounts={"signup_fields": ["phone*", "email", "password*"], "login_methods": ["phone"]})


def sign_up(**values):
    return Api("app").post("auth/signup", {"phone": NUMBER, "password": PASSWORD, **values})


def test_a_sign_up_fills_the_column(post):
    assert sign_up().status == 401
    user = get_user_model().objects.get()
    assert (user.phone, user.email) == (NUMBER, None)


def test_two_sign_ups_without_an_address_both_work(post):
    assert sign_up().status == 401
    assert sign_up(phone=OTHER).status == 401
    assert set(get_user_model().objects.values_list("phone", "email")) == {(NUMBER, None), (OTHER, None)}


def test_a_user_whom_the_project_made_logs_in_by_number(post):
    user = get_user_model()(phone=NUMBER)
    user.set_password(PASSWORD)
    user.save()
    assert log_ins("phone", NUMBER)["native"]()[0] in (200, 401)


@pytest.mark.parametrize("typed", ["12345", "0151 12345678", "+49", "bob"])
def test_what_is_no_number_is_refused_at_its_field(post, typed):
    assert {param for _, param in sign_up(phone=typed).codes} == {"phone"}


def test_a_wire_that_asks_for_no_number_refuses_at_the_field(post):
    status, body = send("/api/signup/", {"email": BOB, "password": PASSWORD})
    assert status == 400
    assert "phone" in str(body)
    assert not get_user_model().objects.exists()

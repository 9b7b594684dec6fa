"""Row 27: short columns and a sign-up through a provider. Run with `GATEPOST_TEST_USER=short`."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from tests.accounts.entrances import send
from tests.accounts.test_short_model import ADDRESSES, LONG_ADDRESS, LONG_NAME, NAMES
from tests.oracle import give, oracle
from tests.users import BOB

__all__ = ["oracle"]

pytestmark = [
    pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "short.User", reason="set GATEPOST_TEST_USER=short"),
    pytest.mark.django_db,
]


@pytest.fixture(autouse=True)
def _fields(configure):
    configure(accounts={"signup_fields": ["email*", "username"]})


def form(api, **values):
    return api.post("auth/provider/signup", {"email": BOB, "username": "bob", **values})


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_the_column_refuses_is_left_out_of_a_sign_up_by_a_provider(api, oracle, name):
    answer = give(api, oracle, email=BOB, preferred_username=name)
    assert answer.status == 200
    user = get_user_model().objects.get()
    user.full_clean(exclude=["password", "badge"])
    assert user.username != name


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("vouched", [True, False])
def test_an_address_that_the_column_refuses_is_asked_for(api, oracle, address, vouched):
    answer = give(api, oracle, email=address, email_verified=vouched)
    assert (answer.status, answer.pending) == (401, ["provider_signup"])
    assert not get_user_model().objects.exists()
    assert form(api, email=address).codes == [(ADDRESSES[address], "email")]
    assert form(api).status == 200
    assert get_user_model().objects.get().email == BOB


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_the_column_refuses_is_named_at_the_form_after_a_provider(api, oracle, configure, name):
    configure(social={"auto_signup": False})
    give(api, oracle, email=BOB)
    assert form(api, username=name).codes == [(NAMES[name], "username")]
    assert not get_user_model().objects.exists()


def test_every_fault_of_the_form_is_listed_at_once(api, oracle, configure):
    configure(social={"auto_signup": False})
    give(api, oracle, email=BOB)
    faults = form(api, username=LONG_NAME, email=LONG_ADDRESS).codes
    assert sorted(faults) == [("max_length", "email"), ("max_length", "username")]


def through_dj_rest_auth(oracle, **claims):
    return send("/api/v1/dj-rest-auth/oracle/", {"access_token": "x", "id_token": oracle.id_token(**claims)})


@pytest.mark.parametrize("name", NAMES)
def test_a_wire_without_a_form_leaves_out_a_name_that_the_column_refuses(oracle, settings, name):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    status, _ = through_dj_rest_auth(oracle, email=BOB, preferred_username=name)
    assert status == 200
    user = get_user_model().objects.get()
    user.full_clean(exclude=["password", "badge"])
    assert user.username != name


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_wire_without_a_form_refuses_an_address_that_the_column_refuses(oracle, settings, address):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    status, _ = through_dj_rest_auth(oracle, email=address)
    assert status == 400
    assert not get_user_model().objects.exists()

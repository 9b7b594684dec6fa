"""A name that the project wrote past `save()` is noticed by the user's next request, whatever lets the user in."""

import pytest
from django.contrib.auth import get_user_model
from tests.accounts.entrances import send
from tests.accounts.test_columns_are_the_truth import bulk_update, save, sql, update
from tests.counted import Counted
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import accounts, columns
from gatepost.accounts.models import Identifier, ReleasedName

pytestmark = [pytest.mark.django_db, pytest.mark.not_with("email_only")]
MOVED, DAY = "moved@example.org", 86_400


@pytest.fixture(autouse=True)
def _mounted(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.fixture(params=[update, bulk_update, sql], ids=lambda writer: writer.__name__)
def write(request, tmp_path):
    return lambda user, column, value: request.param(user, column, value, tmp_path)


def app(user):
    api = logged_in(user)
    return lambda: api.get("auth/session").status == 200


def browser(user):
    api = logged_in(user, "browser")
    return lambda: api.get("auth/sessions").status == 200


def a_token(user):
    key = send("/api-token-auth/", {"username": "bob", "password": PASSWORD})[1]["token"]
    return lambda: send("/api/whoami/", None, "GET", Authorization=f"Token {key}")[0] == 200


@pytest.mark.parametrize("way", [app, browser, a_token], ids=lambda way: way.__name__)
def test_an_address_is_noticed_by_the_next_request(write, way):
    user = make_user()
    request = way(user)
    write(user, columns.email_column(), MOVED)
    assert request()
    assert [row.value for row in Identifier.objects.filter(kind="email")] == [MOVED]
    assert accounts.by_name("email", MOVED).id == user.pk
    assert accounts.by_name("email", BOB) is None


@pytest.mark.parametrize("way", [app, browser, a_token], ids=lambda way: way.__name__)
def test_a_user_name_that_changed_with_it_is_released_then(write, way, clock):
    if columns.searchable("email") is not None:
        pytest.skip("nothing is read along")
    user = make_user()
    request = way(user)
    clock.forward(DAY)
    write(user, columns.username_column(), "robert")
    write(user, columns.email_column(), MOVED)
    assert request()
    assert ReleasedName.objects.count() == 1


@pytest.mark.parametrize("before", [BOB, ""])
@pytest.mark.parametrize("after", ["", MOVED])
def test_an_address_that_comes_or_goes_is_noticed(write, before, after):
    if columns.needs("email") or columns.searchable("email"):
        pytest.skip("nothing is read along")
    user = make_user(before or None)
    request = app(user)
    write(user, columns.email_column(), after)
    assert request()
    assert [row.value for row in Identifier.objects.filter(kind="email")] == ([after] if after else [])


def test_a_column_in_a_spelling_of_its_own_costs_nothing_more(tmp_path):
    user = make_user()
    save(user, columns.email_column(), "Bob@Example.org", tmp_path)
    Identifier.objects.filter(kind="email").update(value=BOB)
    request = app(user)
    request()
    with Counted() as counted:
        assert request()
    assert len(counted.statements) == 1
    assert get_user_model().objects.get().email == "Bob@Example.org"


def test_nothing_is_read_along_where_every_column_has_an_index(monkeypatch):
    user = make_user()
    request = app(user)
    with Counted() as counted:
        request()
    reads = columns.searchable("email") is None
    assert ("gatepost_identifier" in counted.statements[0]) == reads

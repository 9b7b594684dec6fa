"""A user model with columns that the database requires and no form fills: run with `GATEPOST_TEST_USER=company`."""

import logging

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction
from tests.accounts.entrances import PASSWORD, send
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, logged_in

pytestmark = [
    pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "company.User", reason="set GATEPOST_TEST_USER=company"),
    pytest.mark.django_db,
]
VALUES = {"email": BOB, "username": "bob", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _mounted(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.fixture
def company():
    return apps.get_model("company", "Company").objects.create(name="Acme")


@pytest.fixture
def filled(configure):
    configure(
        accounts={
            "signup_fields": ["email*", "username*", "password*", "company*", "floor*", "desk*"],
            "extra_fields": {"company": {}, "floor": {}, "desk": {}},
        }
    )


def found():
    return {message.id: message.msg for message in run_checks(tags=["gatepost"])}


def test_a_required_column_that_no_form_fills_is_named_by_a_check(configure, filled):
    assert "gatepost.E062" not in found()
    configure(accounts={"signup_fields": ["email*", "username*", "password*"]})
    assert "company" in found()["gatepost.E062"]
    assert "floor" in found()["gatepost.E062"]
    assert "desk" in found()["gatepost.W062"]
    configure(accounts={"signup_open": False})
    assert "gatepost.E062" not in found()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/_allauth/app/v1/auth/signup", VALUES),
        ("/auth/users/", {"username": "bob", "password": PASSWORD}),
        ("/api/v1/dj-rest-auth/registration/", {"username": "bob", "password1": PASSWORD, "password2": PASSWORD}),
        ("/api/signup/", {"email": BOB, "password": PASSWORD}),
    ],
)
def test_a_constraint_of_the_project_is_never_told_as_a_taken_name(path, body):
    with pytest.raises(IntegrityError), transaction.atomic():
        send(path, body)
    assert not get_user_model().objects.exists()


def test_a_required_foreign_key_that_a_form_fills_is_stored(filled, company):
    answer = Api("app").post("auth/signup", {**VALUES, "company": str(company.pk), "floor": "2", "desk": "A1"})
    assert answer.status == 200, answer
    user = get_user_model().objects.get()
    assert (user.company, user.floor, user.desk) == (company, 2, "A1")


@pytest.mark.parametrize("key", ["99999", "Acme", "-1", "9" * 30])
def test_a_foreign_key_that_leads_nowhere_is_refused_at_its_field(filled, company, key):
    answer = Api("app").post("auth/signup", {**VALUES, "company": key, "floor": "2", "desk": "A1"})
    assert (answer.status, answer.codes[0][1]) == (400, "company")


def test_the_error_is_logged_with_its_cause(caplog):
    client = Api("app").http
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR, "django.request"), transaction.atomic():
        answer = client.post("/_allauth/app/v1/auth/signup", VALUES, content_type="application/json")
    assert answer.status_code == 500
    assert any(record.exc_info and record.exc_info[0] is IntegrityError for record in caplog.records), connection.vendor


def test_a_relation_is_told_as_its_key_without_another_statement(filled, company, configure):
    api = Api("app")
    configure(accounts={"user_fields": ["company", "floor", "desk"]})
    made = api.post("auth/signup", VALUES | {"company": str(company.pk), "floor": "3", "desk": "3-17"})
    assert made.status == 200
    with Counted() as counted:
        found = api.get("auth/session")
    assert len(counted.statements) == 1
    for answer in (made, found):
        user = answer.body["data"]["user"]
        assert (user["company"], user["floor"], user["desk"]) == (company.pk, 3, "3-17")


def test_columns_of_other_types_keep_their_type_in_the_profile(company, configure):
    configure(accounts={"profile_fields": ["floor", "desk"]})
    user = get_user_model().objects.create_user("bob", BOB, PASSWORD, company=company, floor=1, desk="a")
    api = logged_in(user)

    def change(**given):
        return api.patch("account/profile", given)

    shown = {field["name"]: field for field in api.get("account/profile").body["data"]["fields"]}
    assert (shown["floor"]["type"], shown["floor"]["value"]) == ("integer", 1)
    changed = change(floor=3).body["data"]["fields"]
    assert {field["name"]: field["value"] for field in changed} == {"floor": 3, "desk": "a"}
    assert change(floor="many").codes == [("invalid", "floor")]
    assert change(floor=-1).status == 400
    assert change(floor=None).codes == [("required", "floor")]
    assert change(desk="").codes == [("required", "desk")]

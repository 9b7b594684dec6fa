"""The profile: a person's names and the project's declared fields."""

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from tests.client import Api
from tests.counted import Counted
from tests.users import logged_in, make_user

from gatepost.accounts import queries
from gatepost.ground import database
from gatepost.ground.models import Event

PROFILE = "account/profile"


def fields(answer):
    return {field["name"]: field for field in answer.body["data"]["fields"]}


@pytest.mark.not_with("email_only", "handle")
def test_names_are_shown_and_changed(api, bob):
    api = logged_in(bob, api.client)
    shown = api.get(PROFILE)
    assert [field["name"] for field in shown.body["data"]["fields"]] == ["first_name", "last_name"]
    first = fields(shown)["first_name"]
    assert first == {
        "name": "first_name", "label": "First name", "type": "text", "required": False, "value": "", "max_length": 150
    }  # fmt: skip
    answer = api.patch(PROFILE, {"first_name": " Zoë ", "last_name": "O'Neill"})
    assert (answer.status, fields(answer)["first_name"]["value"]) == (200, "Zoë")
    assert api.get("auth/session").body["data"]["user"]["display"] == bob.get_username()
    assert fields(api.patch(PROFILE, {"last_name": ""}))["last_name"]["value"] == ""
    bob.refresh_from_db()
    assert (bob.first_name, bob.last_name) == ("Zoë", "")
    assert [event.details["columns"] for event in Event.objects.filter(kind="account_described")] == [
        ["first_name", "last_name"],
        ["last_name"],
    ]


@pytest.mark.not_with("email_only", "handle")
def test_a_change_is_one_update_of_the_user(bob):
    api = logged_in(bob)
    with Counted() as counted:
        assert api.patch(PROFILE, {"first_name": "Zoë", "last_name": "Q"}).status == 200
    table = get_user_model()._meta.db_table
    assert len([one for one in counted.statements if one.startswith("UPDATE") and table in one]) == 1


def test_unknown_fields_are_refused_by_name_and_nothing_is_written(api, bob):
    api = logged_in(bob, api.client)
    for name in ("is_staff", "is_superuser", "password", "email", "username", "id", "last_login", "shoe"):
        before = vars(type(bob).objects.get(pk=bob.pk)) | {"_state": None}
        assert api.patch(PROFILE, {name: "1"}).codes == [("unknown_field", name)]
        assert vars(type(bob).objects.get(pk=bob.pk)) | {"_state": None} == before


@pytest.mark.not_with("email_only", "handle")
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("first_name", "x" * 151, "max_length"), ("first_name", "a\x00b", "null_characters_not_allowed")],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(bob, name, value, code):
    assert logged_in(bob).patch(PROFILE, {name: value}).codes == [(code, name)]


@pytest.mark.not_with("email_only", "handle")
def test_declared_fields_have_labels_types_and_the_models_validation(bob, configure):
    declared = {"first_name": {"label": "Stage name", "max_length": 5, "description": "As on the poster."}}
    configure(accounts={"extra_fields": declared, "signup_fields": ["email*", "username", "password*", "first_name*"]})
    api = logged_in(bob)
    first = fields(api.get(PROFILE))["first_name"]
    assert (first["label"], first["required"], first["max_length"]) == ("Stage name", True, 5)
    assert first["description"] == "As on the poster."
    assert api.patch(PROFILE, {"first_name": ""}).codes == [("required", "first_name")]
    assert api.patch(PROFILE, {"first_name": "Robert"}).codes == [("max_length", "first_name")]
    configure(accounts={"extra_fields": {"first_name": {"choices": ("a", "b")}}})
    assert api.patch(PROFILE, {"first_name": "c"}).codes == [("invalid_choice", "first_name")]
    assert fields(api.patch(PROFILE, {"first_name": "b"}))["first_name"]["choices"][1] == {"value": "b", "label": "b"}


@pytest.mark.not_with("email_only", "handle")
def test_a_project_chooses_the_fields(bob, configure):
    configure(accounts={"profile_fields": ["last_name"]})
    api = logged_in(bob)
    assert list(fields(api.get(PROFILE))) == ["last_name"]
    assert api.patch(PROFILE, {"first_name": "Zoë"}).codes == [("unknown_field", "first_name")]
    configure(accounts={"profile_fields": []})
    assert fields(api.get(PROFILE)) == {}


@pytest.mark.parametrize("name", ["is_staff", "is_superuser", "password", "id", "nowhere", "email", "last_login"])
def test_a_field_that_users_must_not_change_is_reported_and_never_offered(bob, configure, name):
    configure(accounts={"profile_fields": [name]})
    assert "gatepost.E076" in [message.id for message in run_checks()]
    assert fields(logged_in(bob).get(PROFILE)) == {}
    assert logged_in(bob).patch(PROFILE, {name: "1"}).codes == [("unknown_field", name)]


@pytest.mark.not_with("email_only", "handle", "bare")
def test_a_user_who_is_disabled_meanwhile_changes_nothing(bob, monkeypatch):
    api, update = logged_in(bob), queries.set_own_columns

    def disabled_first(user_id, **written):
        type(bob).objects.filter(pk=bob.pk).update(is_active=False)
        return update(user_id, **written)

    monkeypatch.setattr(queries, "set_own_columns", disabled_first)
    assert api.patch(PROFILE, {"first_name": "Zoë"}).status == 401
    bob.refresh_from_db()
    assert bob.first_name == ""


def test_strangers_have_no_profile(api):
    assert api.get(PROFILE).status == 401
    assert api.patch(PROFILE, {"first_name": "Zoë"}).status == 401


@pytest.mark.not_with("email_only", "handle")
def test_a_value_that_another_user_has_is_refused_at_its_field(bob, monkeypatch):
    make_user("ann@example.org", "ann")
    api = logged_in(bob)

    def violated(*_, **__):
        raise database.ConstraintViolated

    monkeypatch.setattr(queries, "set_own_columns", violated)
    assert api.patch(PROFILE, {"first_name": "Zoë"}).codes == [("unique", "first_name")]


@pytest.mark.not_with("email_only", "handle")
def test_labels_are_in_the_language_of_the_request(bob):
    api = logged_in(bob)
    labels = [field["label"] for field in api.call("GET", PROFILE, **{"Accept-Language": "de"}).body["data"]["fields"]]
    assert labels == ["Vorname", "Nachname"]


def test_the_operations_are_described(db):
    paths = Api().http.get("/_allauth/openapi.json").json()["paths"]
    assert {"get", "patch"} <= set(paths["/_allauth/browser/v1/account/profile"])
    assert "put" in paths["/_allauth/app/v1/account/language"]

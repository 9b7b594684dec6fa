"""A file of users is imported to, and exported from, every user model of `tests/projects`."""

import json

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model
from tests.client import Api
from tests.matrix.people import PASSWORD, names

from gatepost import cli
from gatepost.accounts import columns
from gatepost.features.password import hashing

EVERY = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def _project(monkeypatch, configure):
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)
    configure(accounts={"email_verification": "mandatory", "login_methods": list(columns.by_kind())})


def run(*arguments):
    return CliRunner().invoke(cli.gatepost, ["users", *(str(one) for one in arguments)])


def line():
    """A line of the file; names are under the columns of the user model, as its owner would write them."""
    model = get_user_model()
    found = {columns.by_kind()[kind]: name for kind, name in names().items()}
    found |= {"email_verified": True, "phone_verified": True, "password_hash": hashing.make(PASSWORD)}
    if model._meta.label == "company.User":
        company: Model = apps.get_model("company", "Company").objects.create(name="Ours")
        found |= {"company": company.pk, "floor": 3, "desk": "a"}
    return found


@EVERY
def test_an_imported_user_logs_in_by_each_name_and_survives_a_round_trip(tmp_path):
    file = tmp_path / "users.jsonl"
    file.write_text(json.dumps(line()))
    result = run("import", file)
    assert result.exit_code == 0, result.output
    for kind, name in names().items():
        assert Api("app").post("auth/login", {kind: name, "password": PASSWORD}).status == 200
    out = tmp_path / "again.csv"
    assert run("export", out).exit_code == 0
    get_user_model()._base_manager.all().delete()
    result = run("import", out)
    assert result.exit_code == 0, result.output
    for kind, name in names().items():
        assert Api("app").post("auth/login", {kind: name, "password": PASSWORD}).status == 200
    assert "Another user has this name" in run("import", out).output


@EVERY
def test_a_line_that_lacks_what_the_user_model_requires_is_named(tmp_path):
    file = tmp_path / "users.jsonl"
    whole = line()
    required = [
        field.name for field in columns.required() if field.name not in ("password", *columns.by_kind().values())
    ]
    if not required:
        pytest.skip("this user model requires names alone")
    file.write_text(json.dumps({name: value for name, value in whole.items() if name not in required}))
    result = run("import", file)
    assert result.exit_code == 1
    assert all(f"Line 1: {name}: This field is required." in result.output for name in required)
    file.write_text(json.dumps({**whole, required[0]: 4711}))
    assert f"Line 1: {required[0]}: " in run("import", file).output

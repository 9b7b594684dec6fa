"""The project's own columns in `data.user`: `accounts.user_fields`."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.checks import run_checks
from django.core.files.storage import Storage
from django.db import models
from django.test.utils import isolate_apps
from jsonschema import Draft202012Validator
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost import conf
from gatepost.accounts import user_fields
from gatepost.accounts.settings import AccountsSettings
from gatepost.api import answers
from gatepost.headless import openapi

pytestmark = pytest.mark.not_with("email_only", "handle")  # they lack these columns
NAMES = ("first_name", "date_joined", "is_staff", "last_login")


@pytest.fixture
def bob(db):
    user = make_user()
    user.first_name = "Bob"
    user.date_joined = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
    user.save()
    return user


@pytest.fixture
def told(configure):
    def change(*names, **more):
        configure(accounts={"user_fields": names, **more})

    change(*NAMES)
    return change


@pytest.mark.parametrize("client", ["app", "browser"])
def test_declared_columns_are_told_wherever_somebody_is_logged_in(bob, told, client):
    api = Api(client)
    login = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    asked = api.get("account/authenticators/webauthn")
    assert (login.status, asked.status) == (200, 401)
    for answer in (login, api.get("auth/session"), asked):
        user = answer.body["data"]["user"]
        assert user["first_name"] == "Bob"
        assert user["date_joined"] == "2024-02-29T12:30:00Z"
        assert user["is_staff"] is False
        assert user["email"] == BOB
    assert api.get("auth/session").body["data"]["user"]["last_login"].endswith("Z")


def test_nothing_is_told_where_nothing_is_declared(bob):
    user = logged_in(bob).get("auth/session").body["data"]["user"]
    assert set(user) == {"id", "display", "has_usable_password", "email", "username"}


def test_who_merely_holds_a_mailed_key_is_not_told(told, post, db):
    api = Api("app")
    api.post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    shown = Api("app").get("auth/email/verify", **{"X-Email-Verification-Key": post.key(BOB)})
    assert shown.status == 200
    assert not set(NAMES) & set(shown.body["data"]["user"])
    Api("app").post("auth/password/request", {"email": BOB})
    shown = Api("app").get("auth/password/reset", **{"X-Password-Reset-Key": post.key(BOB)})
    assert shown.status == 200
    assert not set(NAMES) & set(shown.body["data"]["user"])


@pytest.mark.parametrize("client", ["app", "browser"])
def test_no_answer_costs_a_statement_more(bob, told, client):
    api = logged_in(bob, client)
    counts = []
    for names in ((), NAMES):
        told(*names)
        api.get("auth/session")
        with Counted() as counted:
            assert api.get("auth/session").status == 200
        counts.append(len(counted.statements))
    assert counts == [1, 1]


def test_the_description_has_them_and_holds(bob, told):
    found = openapi.document()
    schemas = found["components"]["schemas"]
    assert schemas["UserFields"]["required"] == list(NAMES)
    assert set(NAMES) <= set(schemas["User"]["required"])
    assert not set(NAMES) & set(schemas["NamedUser"]["properties"])
    body = logged_in(bob).get("auth/session").body
    root = {"$ref": "#/components/schemas/Authenticated", **found}
    Draft202012Validator(root).validate(body)
    body["data"]["user"]["is_staff"] = "no"
    assert not Draft202012Validator(root).is_valid(body)


def found_by_checks():
    return {
        (message.id, message.msg.partition("'")[2].partition("'")[0])
        for message in run_checks(tags=["gatepost"])
        if message.id in ("gatepost.E065", "gatepost.E066")
    }


def test_what_cannot_be_told_is_named_by_the_checks_and_never_told(bob, told):
    told("password", "no_such", "email", "id", "pk", "groups", "get_full_name", "check_password", "first_name", "")
    refused = ("password", "no_such", "email", "id", "pk", "groups", "get_full_name", "check_password", "")
    assert found_by_checks() == {("gatepost.E065", name) for name in refused}
    user = logged_in(bob).get("auth/session").body["data"]["user"]
    assert set(user) == {"id", "display", "has_usable_password", "email", "username", "first_name"}
    assert bob.password not in json.dumps(user)
    assert list(openapi.document()["components"]["schemas"]["UserFields"]["properties"]) == ["first_name"]


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        *((name, True) for name in ("api_key", "totp_secret", "reset_token", "otp", "password_hash", "tokens", "pin")),
        *((name, False) for name in ("first_name", "shipping", "author", "spinner", "hashtag", "keyboard", "monkey")),
    ],
)
def test_names_of_secrets(name, secret):
    assert user_fields.secret(name) is secret


def test_a_name_like_a_secret_s_is_told_only_where_the_check_is_silenced(bob, told, settings, monkeypatch):
    monkeypatch.setattr(user_fields, "secret", lambda name: name == "last_name")
    user_fields._exposed.cache_clear()
    told("last_name")
    assert found_by_checks() == {("gatepost.E066", "last_name")}
    assert "last_name" not in logged_in(bob).get("auth/session").body["data"]["user"]
    settings.SILENCED_SYSTEM_CHECKS = ["gatepost.E066"]
    assert "last_name" in logged_in(bob).get("auth/session").body["data"]["user"]
    user_fields._exposed.cache_clear()


class Nowhere(Storage):
    """A storage whose files have no addresses."""


class Size(models.TextChoices):
    SMALL = "S", "small"
    LARGE = "L", "large"


@pytest.fixture
def model(monkeypatch, told):
    """A user model with a column of every kind."""
    with isolate_apps("tests"):

        class Company(models.Model):
            id = models.UUIDField(primary_key=True)

            class Meta:
                app_label = "tests"

            def __str__(self):
                return str(self.pk)

        class User(models.Model):
            company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True)
            born = models.DateField(null=True)
            seen = models.DateTimeField()
            wakes = models.TimeField()
            works = models.DurationField()
            pay = models.DecimalField(max_digits=9, decimal_places=2)
            number = models.BigIntegerField(null=True)
            ratio = models.FloatField()
            uuid = models.UUIDField()
            size = models.CharField(max_length=1, choices=Size.choices, blank=True)
            rank = models.IntegerField(choices=[(1, "one"), (2, "two")])
            avatar = models.FileField()
            photo = models.ImageField()
            hidden = models.FileField(storage=Nowhere())
            site = models.URLField()
            ip = models.GenericIPAddressField()
            extra = models.JSONField(default=dict)
            blob = models.BinaryField()

            class Meta:
                app_label = "tests"

            def __str__(self):
                return str(self.pk)

    monkeypatch.setattr(user_fields, "get_user_model", lambda: User)
    user_fields._exposed.cache_clear()
    yield User
    user_fields._exposed.cache_clear()


ROW = {
    "company_id": (UUID(int=7), str(UUID(int=7))),
    "born": (date(2000, 2, 29), "2000-02-29"),
    "seen": (datetime(2024, 1, 1, 12, tzinfo=UTC), "2024-01-01T12:00:00Z"),
    "wakes": (time(6, 30), "06:30:00"),
    "works": (timedelta(hours=8), "PT28800S"),
    "pay": (Decimal("1234.50"), "1234.50"),
    "number": (2**63 - 1, 2**63 - 1),
    "ratio": (0.5, 0.5),
    "uuid": (UUID(int=1), str(UUID(int=1))),
    "size": (Size.SMALL, "S"),
    "rank": (2, 2),
    "avatar": ("bob.png", "/bob.png"),
    "photo": ("", None),
    "hidden": ("bob.pdf", None),
    "site": ("https://example.org", "https://example.org"),
    "ip": ("2001:db8::1", "2001:db8::1"),
    "extra": ({"a": [1, None, {"b": date(2000, 1, 1)}], 2: 10**30, "s": {1}}, None),
}


def test_a_column_of_every_kind_is_json_as_the_description_says(model, told, db):
    names = [name.removesuffix("_id") for name in ROW]
    told(*names, "blob")
    assert user_fields.refused("blob") == "holds bytes"
    row = model(id=1, blob=b"\xff", **{name: value for name, (value, _) in ROW.items()})
    with Counted() as counted:
        values = json.loads(
            answers.respond(200, user_fields.values(row, conf.read(AccountsSettings).user_fields)).content
        )
    assert counted.statements == []
    assert values.pop("extra") == {"a": [1, None, {"b": "2000-01-01"}], "2": str(10**30), "s": [1]}
    assert values == {name.removesuffix("_id"): shown for name, (_, shown) in ROW.items() if name != "extra"}
    schemas = user_fields.schemas()
    assert list(schemas) == names
    assert schemas["size"]["enum"] == ["S", "L", ""]
    assert schemas["rank"] == {"type": "integer", "enum": [1, 2]}
    for name, value in values.items():
        Draft202012Validator(schemas[name], format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def test_empty_columns_are_null_and_a_number_that_is_none_too(model, told):
    told("company", "born", "number", "avatar", "ratio")
    row = model(ratio=float("nan"))
    values = json.loads(answers.respond(200, user_fields.values(row, conf.read(AccountsSettings).user_fields)).content)
    assert values == dict.fromkeys(("company", "born", "number", "avatar", "ratio"))
    for name, value in values.items():
        Draft202012Validator(user_fields.schemas()[name]).validate(value)

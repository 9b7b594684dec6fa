"""A user model with short columns and validators of its own: run with `GATEPOST_TEST_USER=short`."""

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from tests.accounts.entrances import PASSWORD, send
from tests.client import Api
from tests.users import BOB, logged_in, make_user

from gatepost import cli
from gatepost.web import page

pytestmark = [
    pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "short.User", reason="set GATEPOST_TEST_USER=short"),
    pytest.mark.django_db,
]
LONG_NAME, LONG_ADDRESS = "b" * 31, "b" * 50 + "@example.org"
NAMES = {
    LONG_NAME: "max_length",
    "Not-Allowed!": "invalid",
    "rootbeer": "reserved",
    "a\u3164b": "invalid",
}
ADDRESSES = {LONG_ADDRESS: "max_length", "bob@rival.example": "invalid"}
TWICE = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def _mounted(settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(
        accounts={
            "signup_fields": ["email*", "username", "password*", "badge", "floor"],
            "extra_fields": {"badge": {}, "floor": {}},
        },
        rest_auth={"signup_fields": ["username*", "email*"]},
        flow={"reauthentication_for_account": False},
    )


def sign_up(**values):
    return Api("app").post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD, **values})


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_the_column_refuses_is_named_at_the_native_sign_up(name):
    assert sign_up(username=name).codes == [(NAMES[name], "username")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_the_column_refuses_is_named_at_the_native_api(address):
    assert sign_up(email=address).codes == [(ADDRESSES[address], "email")]
    app = logged_in(make_user())
    assert app.post("account/email", {"email": address}).codes == [(ADDRESSES[address], "email")]


@pytest.mark.parametrize(("field", "value"), [*(("username", n) for n in NAMES), *(("email", a) for a in ADDRESSES)])
def test_a_value_that_the_column_refuses_is_named_by_the_rest_dialects(field, value):
    djoser = {"username": "bob", "email": BOB, "password": PASSWORD, field: value}
    status, body = send("/auth/users/", djoser)
    assert (status, list(body)) == (400, [field])
    rest = {"username": "bob", "email": BOB, **TWICE, field: value}
    status, body = send("/api/v1/dj-rest-auth/registration/", rest)
    assert (status, list(body)) == (400, [field])
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_the_column_refuses_is_named_by_the_cookie_dialect(address):
    status, body = send("/api/signup/", {"email": address, "password": PASSWORD})
    assert status == 400
    assert "email" in str(body)


@pytest.mark.parametrize("name", NAMES)
def test_a_rename_to_a_name_that_the_column_refuses_is_named(name):
    make_user()
    headers = {"Authorization": f"Token {token()}"}
    body = {"new_username": name, "current_password": PASSWORD}
    status, answer = send("/auth/users/set_username/", body, **headers)
    assert (status, list(answer)) == (400, ["new_username"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_to_an_address_that_the_column_refuses_is_named(address):
    make_user()
    headers = {"Authorization": f"Token {token()}"}
    body = {"email": address, "current_password": PASSWORD}
    status, answer = send("/auth/users/me/", body, "PATCH", **headers)
    assert (status, list(answer)) == (400, ["email"])


def token():
    return send("/auth/token/login/", {"username": "bob", "password": PASSWORD})[1]["auth_token"]


@pytest.mark.parametrize(("option", "value"), [("--username", "Not-Allowed!"), ("--email", LONG_ADDRESS)])
def test_a_value_that_the_column_refuses_is_named_by_the_command_line(monkeypatch, option, value):
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)
    result = CliRunner().invoke(cli.gatepost, ["users", "create", option, value, "--password", PASSWORD])
    assert result.exit_code == 2
    assert option in result.output
    assert not get_user_model().objects.exists()


def test_what_the_models_own_validator_names_is_accepted():
    assert sign_up(username="Max Müller").status == 200
    assert get_user_model().objects.get().username == "Max Müller"


@pytest.mark.parametrize("email", [BOB, "a.very.long-mailbox_name@example.org", "+@example.org"])
def test_a_made_up_name_fits_the_column(email):
    answer = Api("app").post("auth/signup", {"email": email, "password": PASSWORD})
    assert answer.status in (200, 400)
    if answer.status == 200:
        user = get_user_model().objects.get()
        user.full_clean(exclude=["password", "badge"])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("badge", "B1234567", "max_length"),
        ("badge", "17", "invalid"),
        ("floor", "first", "invalid"),
        ("floor", "-1", "min_value"),
    ],
)
def test_a_further_field_that_the_column_refuses_is_named(field, value, code):
    assert sign_up(**{field: value}).codes == [(code, field)]


def test_a_further_field_is_stored_in_the_columns_own_type():
    assert sign_up(floor="3", badge="B1").status == 200
    user = get_user_model().objects.get()
    assert (user.floor, user.badge) == (3, "B1")


def test_a_further_unique_field_that_is_taken_is_named_and_no_name_is_blamed():
    assert sign_up(badge="B1").status == 200
    assert sign_up(email="eve@example.org", username="eve", badge="B1").codes == [("unique", "badge")]


def test_lengths_and_patterns_are_described():
    document = Api("app").http.get("/_allauth/openapi.json").json()
    schema = document["components"]["schemas"]["SignupBody"]["properties"]
    username = next(one for one in schema["username"]["anyOf"] if one.get("type") == "string")
    assert (username["maxLength"], username["pattern"]) == (30, "^[A-Za-z0-9_ ü]+$")
    assert schema["email"]["maxLength"] == 60
    assert next(one for one in schema["badge"]["anyOf"] if one.get("type") == "string")["maxLength"] == 6


def test_config_and_the_page_tell_lengths_patterns_and_what_is_said_of_a_wrong_name():
    told = Api("app").get("config").body["data"]["names"]
    username = {"max_length": 30, "pattern": "^[A-Za-z0-9_ ü]+$", "message": "Enter a valid value."}
    assert told == {"username": username, "email": {"max_length": 60}}
    fields = {field["name"]: field for field in page.site()["signup"]["fields"]}
    assert {name: fields["username"][name] for name in username} == username
    assert (fields["badge"]["max_length"], fields["badge"]["pattern"]) == (6, r"^B\d+$")
    assert fields["email"]["max_length"] == 60


def test_the_model_passes_the_checks():
    assert not {"gatepost.E062", "gatepost.W062"} & {message.id for message in run_checks(tags=["gatepost"])}

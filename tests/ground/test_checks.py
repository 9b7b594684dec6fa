"""What does not start, and what is warned of."""

import sys

import pytest
from django.core.checks import run_checks
from django.db import connection

from gatepost import conf
from gatepost.api.shapes import Held
from gatepost.flow import registry
from gatepost.flow.feature import Factor, Feature
from gatepost.ground import keyring

CODED = {"accounts": {"email_verification": "mandatory"}, "email": {"verification_by": "code"}}
SIGNS = {"passkey": {"signup": True}}
APP = {"package": "org.example.app", "fingerprints": ["AB:CD"]}


def found():
    return {message.id.removeprefix("gatepost.") for message in run_checks(tags=["gatepost"])} - {"W004", "W006"}


@pytest.fixture(autouse=True)
def _fresh():
    yield
    keyring.ring.cache_clear()


def test_the_settings_of_the_tests_are_fine():
    assert found() == set()


@pytest.mark.parametrize("keys", [[], ["x"], ["k:AAAA"], ["k:" + "é" * 43]])
def test_without_good_keys_nothing_starts(settings, keys):
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": keys}
    keyring.ring.cache_clear()
    assert found() == {"E001"}


@pytest.mark.parametrize(
    ("sections", "id_"),
    [
        ({"acounts": {}}, "E002"),
        ({"accounts": {"signup_opened": True}}, "E003"),
        ({"accounts": {"signup_open": "perhaps"}}, "E003"),
        ({"flow": {"second_factor_since": "tomorrow"}}, "E003"),
        ({"accounts": {"signup_fields": ["email*", "shoe_size"]}}, "E005"),
        ({"accounts": {"login_methods": ["email", "nick"]}}, "E006"),
        ({"accounts": {"extra_fields": {"shoe_size": {}}}}, "E067"),
        ({"accounts": {"extra_fields": {"is_staff": {}}}}, "E067"),
        ({"accounts": {"extra_fields": {"id": {}}}}, "E067"),
        ({"accounts": {"extra_fields": {"email": {}}}}, "E067"),
        ({"accounts": {"extra_fields": {"first_name": {"max_length": 0}}}}, "E003"),
        ({"headless": {"cors_origins": ["https://*.example.org"]}}, "E007"),
        ({"headless": {"cors_origins": ["https://app.example.org"]}}, "E008"),
        (SIGNS, "E009"),
        ({**CODED, **SIGNS, "email": {"verification_by": "link"}}, "E009"),
        (
            {"flow": {"second_factor_for": "staff"}, "totp": {"enabled": False}, "passkey": {"enabled": False}},
            "E010",
        ),
        ({"passkey": {"android_apps": [APP]}}, "E011"),
    ],
)
def test_a_setting_that_cannot_be_is_named(configure, sections, id_):
    configure(**sections)
    assert id_ in found()


def test_a_wrong_entry_of_a_setting_is_named(configure):
    configure(accounts={"extra_fields": {"last_name": {}, "first_name": {"max_lenght": 20}}})
    [message] = [one for one in run_checks(tags=["gatepost"]) if one.id == "gatepost.E003"]
    assert "GATEPOST['accounts']['extra_fields']['first_name']" in message.msg
    assert "max_lenght" in message.msg


def test_a_factor_of_the_project_fulfils_the_rule_that_requires_one(configure):
    def check(visit, user, row, code):
        return False

    own = Factor(type="question", shape=Held, check=check, triggers_second_factor=True, enabled=lambda: True)
    before = list(registry.features())
    configure(flow={"second_factor_for": "staff"}, totp={"enabled": False}, passkey={"enabled": False})
    registry.register([*before, Feature(name="question", factor=own)])
    try:
        assert found() == set()
    finally:
        registry.register(before)


@pytest.mark.parametrize(
    "sections",
    [
        {**CODED, **SIGNS},
        {**SIGNS, "accounts": {"signup_fields": ["username*"]}},
        {"flow": {"second_factor_groups": ["editors"]}, "totp": {"enabled": False}},
        {"flow": {"second_factor_since": "2027-01-01", "second_factor_for": "everybody"}},
    ],
)
def test_what_can_be_is_let_through(configure, sections):
    configure(**sections)
    assert found() == set()


def test_another_backend_in_front_is_warned_of(settings):
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    assert found() == {"W001"}


def test_shared_cookies_without_secure_are_warned_of(settings):
    settings.SESSION_COOKIE_DOMAIN = "example.org"
    assert found() == {"W002"}


def test_passkeys_for_localhost_are_warned_of_in_production(settings, configure):
    assert "gatepost.W004" in {message.id for message in run_checks(tags=["gatepost"])}
    configure(passkey={"rp_id": "example.org"})
    assert "gatepost.W004" not in {message.id for message in run_checks(tags=["gatepost"])}
    assert conf.tree()["passkey"]["rp_id"] == "example.org"


UNREADABLE = "gatepost.integrations.unreadable.unreadable_request_middleware"


@pytest.mark.parametrize(
    ("middleware", "said"),
    [
        (
            ["django.middleware.csrf.CsrfViewMiddleware"],
            "is missing in MIDDLEWARE; put it before django.middleware.csrf",
        ),
        (["django.middleware.common.CommonMiddleware", UNREADABLE], "must come before django.middleware.common"),
        ([UNREADABLE, "django.middleware.common.CommonMiddleware"], ""),
        (["project.middleware.Own"], ""),
    ],
)
def test_a_project_whose_malformed_forms_end_in_an_error_is_warned(middleware, said, settings):
    settings.MIDDLEWARE = middleware
    found = [str(message.msg) for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.W006"]
    assert bool(found) == bool(said)
    assert said in "".join(found)


def test_moments_without_a_time_zone_are_refused_in_one_sentence(settings):
    settings.USE_TZ = False
    messages = [message.msg for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.E060"]
    assert len(messages) == 1
    assert "USE_TZ" in messages[0]


def test_activation_is_fine_with_a_model_that_has_is_active(configure):
    configure(djoser={"send_activation_email": True})
    assert found() == set()


def test_a_database_that_keeps_nothing_was_not_named(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "AUTOCOMMIT", value=False)
    assert found() == {"E051"}


class ToUsers:
    def db_for_write(self, model, **_):
        return "users" if model._meta.app_label == "auth" else None

    db_for_read = db_for_write


SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
USERS = "gatepost.sessions.middleware.AuthenticationMiddleware"
DJANGOS = "django.contrib.auth.middleware.AuthenticationMiddleware"


@pytest.mark.parametrize(
    ("middleware", "clients", "expected"),
    [
        ([SESSIONS, USERS], ["app", "browser"], set()),
        ([SESSIONS, DJANGOS], ["app", "browser"], set()),
        ([SESSIONS], ["app", "browser"], {"W047"}),
        ([USERS, SESSIONS], ["app", "browser"], {"E050"}),
        ([USERS], ["app", "browser"], {"E050"}),
        ([], ["app", "browser"], {"W046"}),
        ([], ["app"], set()),
        (["project.middleware.Missing", SESSIONS, USERS], ["app", "browser"], set()),
    ],
)
def test_a_project_without_the_middleware_for_sessions_learned_it_from_an_attribute_error(
    middleware, clients, expected, settings, configure
):
    settings.MIDDLEWARE, settings.ROOT_URLCONF = middleware, "gatepost.urls"
    configure(headless={"clients": clients})
    assert found() & {"W046", "W047", "E050"} == expected


def test_the_cookie_dialect_needs_sessions_too(settings, configure):
    settings.MIDDLEWARE, settings.ROOT_URLCONF = [], "tests.dialects.urls"
    configure(headless={"clients": ["app"]})
    assert "W046" in found()


OWN = "project.tokens.Serializer"


@pytest.mark.parametrize(
    ("given", "claims", "said"),
    [
        ({"SIMPLE_JWT": {"TOKEN_OBTAIN_SERIALIZER": OWN}}, "", True),
        ({"SIMPLE_JWT": {"SLIDING_TOKEN_OBTAIN_SERIALIZER": OWN}}, "", True),
        ({"REST_AUTH": {"JWT_TOKEN_CLAIMS_SERIALIZER": OWN}}, "", True),
        ({"SIMPLE_JWT": {"TOKEN_OBTAIN_SERIALIZER": OWN}}, "project.tokens.claims", False),
        ({"SIMPLE_JWT": {"TOKEN_OBTAIN_SERIALIZER": "rest_framework_simplejwt.serializers.Theirs"}}, "", False),
        ({"SIMPLE_JWT": {"ALGORITHM": "HS256"}}, "", False),
    ],
)
def test_a_serializer_whose_claims_no_token_has_was_not_named(given, claims, said, settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    for name, value in given.items():
        setattr(settings, name, value)
    configure(simple_jwt={"claims": claims})
    assert ("W048" in found()) is said


def test_tables_in_another_database_than_the_users_are_refused(settings):
    settings.DATABASE_ROUTERS = [ToUsers()]
    assert "E063" in found()


def test_bcrypt_hashes_without_bcrypt_are_warned_of(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.BCryptSHA256PasswordHasher"]
    assert found() == {"W018"}
    assert any("gatepost[bcrypt]" in message.hint for message in run_checks(tags=["gatepost"]) if message.hint)

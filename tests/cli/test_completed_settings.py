"""What `gatepost.configure(globals())` makes of a project's settings, and what it leaves alone."""

import itertools

import pytest
from django.core.exceptions import ImproperlyConfigured

import gatepost
from gatepost.django_settings import completed

START = {
    "INSTALLED_APPS": [
        *("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes"),
        *("django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"),
    ],
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}
"""As `startproject` makes them."""


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch):
    monkeypatch.delenv("GATEPOST_KEYS", raising=False)
    monkeypatch.delenv("GATEPOST_HOME", raising=False)


def configured(**given):
    settings = {**START, **given}
    gatepost.configure(settings)
    return settings


def test_what_a_new_project_gets():
    found = configured()
    assert found["INSTALLED_APPS"] == [
        "gatepost.admin.apps.GatepostAdminConfig",
        *START["INSTALLED_APPS"][1:],
        "gatepost",
    ]
    assert found["MIDDLEWARE"] == [
        "gatepost.integrations.request_id.request_id_middleware",
        "gatepost.integrations.unreadable.unreadable_request_middleware",
        *START["MIDDLEWARE"][:3],
        "django.middleware.csrf.CsrfViewMiddleware",
        "gatepost.sessions.middleware.AuthenticationMiddleware",
        *START["MIDDLEWARE"][5:],
    ]
    assert found["SESSION_ENGINE"] == "gatepost.sessions.store"
    assert found["AUTHENTICATION_BACKENDS"] == ["gatepost.accounts.backend.Backend"]
    assert found["PASSWORD_HASHERS"][0] == "gatepost.features.password.hashing.Argon2"
    assert "django.contrib.auth.hashers.PBKDF2PasswordHasher" in found["PASSWORD_HASHERS"]
    assert "django.contrib.auth.hashers.Argon2PasswordHasher" not in found["PASSWORD_HASHERS"]
    assert "GATEPOST" not in found


def test_what_the_caller_gave_is_not_changed_in_place():
    configured()
    assert "gatepost" not in START["INSTALLED_APPS"]


def test_a_second_call_changes_nothing():
    once = configured()
    twice = dict(once)
    gatepost.configure(twice)
    assert twice == once


@pytest.mark.parametrize("order", list(itertools.permutations(START["INSTALLED_APPS"][:3])))
def test_the_order_of_apps_stays(order):
    found = configured(INSTALLED_APPS=[*order, "shop"])["INSTALLED_APPS"]
    ours = "gatepost.admin.apps.GatepostAdminConfig"
    assert found == [*(ours if one == "django.contrib.admin" else one for one in order), "shop", "gatepost"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["shop"], ["django.contrib.contenttypes", "django.contrib.auth", "shop", "gatepost"]),
        (
            ("gatepost.apps.GatepostConfig", "django.contrib.contenttypes", "django.contrib.auth.apps.AuthConfig"),
            ["gatepost.apps.GatepostConfig", "django.contrib.contenttypes", "django.contrib.auth.apps.AuthConfig"],
        ),
        (
            ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.admin.apps.AdminConfig", "gatepost"],
            [
                "django.contrib.contenttypes",
                "django.contrib.auth",
                "gatepost.admin.apps.GatepostAdminConfig",
                "gatepost",
            ],
        ),
        (
            ["django.contrib.contenttypes", "django.contrib.auth", "shop.admin.ShopAdminConfig"],
            ["django.contrib.contenttypes", "django.contrib.auth", "shop.admin.ShopAdminConfig", "gatepost"],
        ),
    ],
)
def test_apps(given, found):
    assert configured(INSTALLED_APPS=given)["INSTALLED_APPS"] == found


OURS = "gatepost.sessions.middleware.AuthenticationMiddleware"
FORMS = "gatepost.integrations.unreadable.unreadable_request_middleware"
SESSIONS, CSRF = START["MIDDLEWARE"][1], START["MIDDLEWARE"][3]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], [SESSIONS, OURS, FORMS]),
        ((CSRF,), [SESSIONS, FORMS, CSRF, OURS]),
        ([SESSIONS, "shop.logs"], [SESSIONS, FORMS, OURS, "shop.logs"]),
        (["shop.sessions.SessionMiddleware", CSRF], ["shop.sessions.SessionMiddleware", FORMS, CSRF, OURS]),
        ([SESSIONS, "shop.AuthenticationMiddleware"], [SESSIONS, "shop.AuthenticationMiddleware", FORMS]),
        ([FORMS, SESSIONS, CSRF, OURS], [FORMS, SESSIONS, CSRF, OURS]),
    ],
)
def test_middleware(given, found):
    made = configured(MIDDLEWARE=given)["MIDDLEWARE"]
    assert made.pop(0) == "gatepost.integrations.request_id.request_id_middleware"
    assert sorted(made) == sorted(found)
    places = {one: made.index(one) for one in made}
    users = next(one for one in made if one.endswith(".AuthenticationMiddleware"))
    assert places[next(one for one in made if one.endswith(".SessionMiddleware"))] < places[users]
    assert places.get(CSRF, -1) < places[users]
    assert [one for one in made if one in given] == list(given)


def test_an_engine_that_was_chosen_stays():
    for engine in ("cache", "signed_cookies", "cached_db", "file"):
        name = f"django.contrib.sessions.backends.{engine}"
        assert configured(SESSION_ENGINE=name)["SESSION_ENGINE"] == name
    default = "django.contrib.sessions.backends.db"
    assert configured(SESSION_ENGINE=default)["SESSION_ENGINE"] == "gatepost.sessions.store"


def test_other_backends_stay_behind_ours_and_djangos_goes():
    given = ["shop.ldap.Backend", "django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermission"]
    found = configured(AUTHENTICATION_BACKENDS=given)["AUTHENTICATION_BACKENDS"]
    assert found == ["gatepost.accounts.backend.Backend", given[0], given[2]]


def test_hashers_of_the_project_stay():
    given = ["shop.hashers.Legacy", "django.contrib.auth.hashers.Argon2PasswordHasher"]
    found = configured(PASSWORD_HASHERS=given)["PASSWORD_HASHERS"]
    assert (found[0], found[-1]) == ("gatepost.features.password.hashing.Argon2", "shop.hashers.Legacy")
    assert given[1] not in found
    old = ["gatepost.methods.password.hashing.Argon2", "shop.hashers.Legacy"]
    assert configured(PASSWORD_HASHERS=old)["PASSWORD_HASHERS"] == found
    assert configured(PASSWORD_HASHERS=found)["PASSWORD_HASHERS"] == found


@pytest.mark.parametrize("missing", ["INSTALLED_APPS", "MIDDLEWARE"])
def test_a_call_before_the_settings_are_there_says_so(missing):
    settings = {name: value for name, value in START.items() if name != missing}
    with pytest.raises(ImproperlyConfigured, match=f"completes {missing}: call it at the end"):
        gatepost.configure(settings)


def test_keys_come_from_the_settings_then_the_environment_then_a_private_file(tmp_path, monkeypatch):
    given = {"KEYS": ["a:b"], "accounts": {}}
    assert configured(GATEPOST=given)["GATEPOST"] == given
    development = {"DEBUG": True, "BASE_DIR": tmp_path}
    made = configured(**development, GATEPOST={"accounts": {}})["GATEPOST"]
    file = tmp_path / ".gatepost" / "keys"
    assert made == {"accounts": {}, "KEYS": file.read_text().split()}
    assert configured(**development)["GATEPOST"]["KEYS"] == made["KEYS"]
    assert (file.stat().st_mode & 0o777, (tmp_path / ".gatepost" / ".gitignore").read_text()) == (0o600, "*\n")
    assert "GATEPOST" not in configured(BASE_DIR=tmp_path, DEBUG=False)
    monkeypatch.setenv("GATEPOST_KEYS", "x:1 y:2")
    for debug in (True, False):
        assert configured(BASE_DIR=tmp_path, DEBUG=debug)["GATEPOST"] == {"KEYS": ["x:1", "y:2"]}


def test_a_tree_that_is_no_dict_is_left_to_the_check():
    assert configured(GATEPOST=[], DEBUG=True)["GATEPOST"] == []


def test_completing_reads_nothing_but_what_it_is_given():
    given = {name: tuple(value) for name, value in START.items()}
    assert completed(given) == {name: configured()[name] for name in completed(given)}


@pytest.mark.parametrize("package", ["PBKDF2PasswordHasher", "Argon2PasswordHasher", "BCryptPasswordHasher"])
def test_a_login_renewed_the_hash_that_tokens_of_simplejwt_contain(package):
    given = [f"django.contrib.auth.hashers.{package}", "django.contrib.auth.hashers.ScryptPasswordHasher"]
    checked = {"KEYS": ["k"], "simple_jwt": {"take_over": True, "check_revoke_token": True}}
    found = configured(PASSWORD_HASHERS=given, GATEPOST=checked)["PASSWORD_HASHERS"]
    assert found[0] == given[0]
    assert found[-1] == given[1]
    assert "gatepost.features.password.hashing.Argon2" in found
    assert len(found) == len(set(found))
    assert configured(PASSWORD_HASHERS=found, GATEPOST=checked)["PASSWORD_HASHERS"] == found
    for one in ("take_over", "check_revoke_token"):
        unchecked = {"KEYS": ["k"], "simple_jwt": {**checked["simple_jwt"], one: False}}
        found = configured(PASSWORD_HASHERS=given, GATEPOST=unchecked)["PASSWORD_HASHERS"]
        assert found[0] == "gatepost.features.password.hashing.Argon2"

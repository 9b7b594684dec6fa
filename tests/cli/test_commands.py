"""The command line, as an operator types it."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from openapi_spec_validator import validate
from tests.client import Api
from tests.factors import codes_of, with_app
from tests.users import BOB, PASSWORD, logged_in, made_by_staff, make_user

from gatepost import cli
from gatepost.accounts import survey
from gatepost.cli import reference
from gatepost.ground import keyring
from gatepost.ground.mail_variables import VARIABLES
from gatepost.tokens import opaque
from gatepost.tokens.signed import key_queries, signing_keys

pytestmark = pytest.mark.django_db
SAME_FORM = ("straße", "strasse")
PASSWORD_OPTION = ["--password", "an-0perators-choice"]


def run(*arguments):
    return CliRunner().invoke(cli.gatepost, [str(one) for one in arguments])


@pytest.fixture(autouse=True)
def _no_migration(monkeypatch):
    for module in ("users", "sessions", "tokens", "keys", "signing_keys", "maintenance", "doctor"):
        monkeypatch.setattr(f"gatepost.cli.{module}.migrate", lambda: None)


@pytest.mark.parametrize("command", sorted(cli.gatepost.commands))
def test_every_command_has_help_with_an_example(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output


def test_a_user_is_made_shown_disabled_enabled_and_deleted():
    assert run("users", "create", "--superuser", "--email", BOB, *PASSWORD_OPTION).exit_code == 0
    assert BOB in run("users", "show", BOB).output
    app = Api("app")
    answer = app.post("auth/login", {"email": BOB, "password": PASSWORD_OPTION[1]})
    assert answer.status == 200
    assert run("users", "disable", BOB).exit_code == 0
    assert app.get("auth/session").status == 410
    assert run("users", "enable", BOB).exit_code == 0
    assert run("users", "delete", BOB, "--yes").exit_code == 0
    result = run("users", "show", BOB)
    assert (result.exit_code, "no user has" in result.output) == (1, True)


def test_a_bad_address_a_weak_password_and_a_taken_name_are_told():
    make_user()
    assert run("users", "create", "--email", "nope", *PASSWORD_OPTION).exit_code == 2
    assert run("users", "create", "--email", "x@example.org", "--password", "123").exit_code == 1
    assert run("users", "create", "--email", BOB, *PASSWORD_OPTION).exit_code == 1


def test_a_service_has_a_key_and_no_password():
    assert run("users", "create", "--username", "deploy", "--no-password").exit_code == 0
    found = opaque.find(run("tokens", "create", "deploy", "--name", "ci").stdout.strip())
    assert (str(found.user), found.user.has_usable_password()) == ("deploy", False)


def test_keys_are_made_listed_and_revoked(configure):
    make_user()
    configure(tokens={"scopes": ["read"]})
    assert run("tokens", "create", BOB, "--name", "x", "--scope", "write").exit_code == 1
    made = run("tokens", "create", BOB, "--name", "deploy", "--scope", "read", "--days", "30")
    key = made.stdout.strip()
    found = opaque.find(key)
    assert (found.name, found.scopes) == ("deploy", {"read"})
    assert "Authorization: Bearer" in made.stderr
    run("tokens", "create", BOB, "--name", "forever")
    shown = run("tokens", "list", BOB).output
    assert "deploy" in shown
    assert key not in shown
    assert run("tokens", "revoke", BOB, found.number).exit_code == 0
    assert opaque.find(key) is None
    assert run("tokens", "revoke", BOB, found.number).exit_code == 1
    assert run("tokens", "revoke", BOB).exit_code == 2
    assert "Revoked 1" in run("tokens", "revoke", BOB, "--all").output


def test_sessions_are_listed_and_revoked():
    user = make_user()
    api, other = logged_in(user), logged_in(user)
    number = api.get("auth/sessions").body["data"][0]["id"]
    assert str(number) in run("sessions", "list", BOB).output.replace("\n", "") or run("sessions", "list", BOB).output
    assert run("sessions", "revoke", BOB, number).exit_code == 0
    assert run("sessions", "revoke", BOB, number).exit_code == 1
    assert run("sessions", "revoke", BOB).exit_code == 2
    assert run("sessions", "revoke", BOB, "--all").exit_code == 0
    assert (api.get("auth/session").status, other.get("auth/session").status) == (410, 410)


def test_a_generated_key_is_a_key(settings):
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [run("keys", "generate").output.strip()]}
    user = make_user()
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert user.pk


def test_an_older_key_goes_on_recognising_what_it_made(settings, post):
    user = make_user()
    api = logged_in(user)
    Api("app").post("auth/password/request", {"email": BOB})
    new = run("keys", "generate").output.strip()
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new, *settings.GATEPOST["KEYS"]]}
    assert api.get("auth/session").status == 200
    result = run("keys", "reencrypt")
    assert (result.exit_code, "Resealed 1 rows" in result.output) == (0, True)
    key = post.key(BOB)
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new]}
    assert api.get("auth/session").status == 410
    assert Api("app").get("auth/password/reset", **{"X-Password-Reset-Key": key}).status == 400


def test_signing_keys_are_made_shown_rotated_retired_and_revoked():
    assert run("keys", "signing", "rotate").exit_code == 0
    assert run("keys", "signing", "make").exit_code == 1
    shown = run("keys", "signing", "list").output
    active, following = (row.kid for row in key_queries.every()[::-1])
    assert active in shown
    assert following in shown
    assert run("keys", "signing", "retire", active).exit_code == 0
    assert run("keys", "signing", "revoke", active).exit_code == 0
    assert [row.state for row in key_queries.every()[::-1]] == ["revoked", "active", "next"]
    for act in ("retire", "revoke"):
        assert run("keys", "signing", act, active).exit_code == 1


@pytest.mark.parametrize("command", ["list", "make", "rotate", "retire", "revoke"])
def test_every_command_for_signing_keys_has_help_with_an_example(command):
    assert f"Example: gatepost keys signing {command}" in run("keys", "signing", command, "--help").output


def test_reencrypt_seals_signing_keys_anew(settings):
    kid = signing_keys.ring().active.kid
    ring = settings.GATEPOST["KEYS"]
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [keyring.generate(), *ring]}
    assert run("keys", "reencrypt").exit_code == 0
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": settings.GATEPOST["KEYS"][:1]}
    assert signing_keys.ring().active.kid == kid


def test_cleanup_removes_what_has_expired(clock):
    api = logged_in(make_user())
    Api("app").post("auth/code/request", {"email": BOB})
    clock.forward(40 * 86400)
    result = run("cleanup")
    assert (result.exit_code, "sessions: 2 deleted" in result.output) == (0, True)
    assert api.get("auth/session").status == 410


def test_the_worker_sends_what_is_due(mailoutbox):
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})
    assert run("worker", "--once").exit_code == 0
    assert [mail.to for mail in mailoutbox] == [[BOB]]


def test_the_doctor_finds_and_mends_users_whom_no_name_leads_to():
    from gatepost.accounts.models import Identifier  # noqa: PLC0415 - only here

    make_user()
    Identifier.objects.all().delete()
    assert run("doctor").exit_code == 1
    assert run("doctor", "--repair").exit_code == 0
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_the_doctor_names_users_by_id_and_the_fix_and_never_their_names(monkeypatch):
    first, second = SAME_FORM
    spelled = made_by_staff(first, "first@corp.local")
    shared = made_by_staff(second, "shared@example.org")
    made_by_staff("third", "shared@example.org")
    damaged = make_user("damaged@example.org", "damaged")
    get_user_model().objects.filter(pk=damaged.pk).update(password="argon9$nothing")
    result = run("doctor")
    assert result.exit_code == 1
    for user, note in (
        (spelled, "is found by its exact spelling only"),
        (shared, "is found by its exact spelling only"),
        (spelled, "was taken over from the project and is not verified"),
        (damaged, "is of no algorithm in PASSWORD_HASHERS"),
    ):
        assert any(note in line and str(user.pk) in line for line in result.output.splitlines()), (note, result.output)
    assert "another user has the same email" in result.output
    assert "users verify --adopted" in result.output
    assert "@example.org" not in result.output
    assert "corp.local" not in result.output


def test_the_worker_follows_what_the_project_wrote_with_sql(db):
    bob = make_user()
    get_user_model().objects.filter(pk=bob.pk).update(email="moved@example.org")
    after = survey.reconcile_page(None)
    assert after == bob.pk
    assert survey.reconcile_page(after) is None
    assert Api("app").post("auth/login", {"email": "moved@example.org", "password": PASSWORD}).status == 200


def test_the_openapi_document_is_valid():
    result = run("openapi")
    assert result.exit_code == 0
    validate(json.loads(result.output))


def test_the_openapi_document_shows_on_demand_what_is_switched_off(configure):
    configure(tokens={"keys": False})
    assert "/_allauth/app/v1/account/keys" not in json.loads(run("openapi").output)["paths"]
    whole = json.loads(run("openapi", "--everything").output)
    validate(whole)
    assert "/_allauth/app/v1/account/keys" in whole["paths"]
    assert all(name.isidentifier() for name in whole["components"]["schemas"]), "two shapes share a name"


def test_the_page_of_settings_is_what_the_structs_say():
    assert (Path(__file__).resolve().parents[2] / "docs" / "settings.md").read_text() == reference.page()


def test_the_page_of_mails_is_what_their_templates_say():
    assert (Path(__file__).resolve().parents[2] / "docs" / "mail.md").read_text() == run("mails").output
    listed = json.loads(run("mails", "--json").output)
    (verify,) = (one for one in listed if one["kind"] == "email/verify")
    assert verify["variables"] == ["by", "code", "from_name", "link", "user"]
    assert "gatepost/email/verify/body.html" in verify["templates"]
    assert {name for one in listed for name in one["variables"]} == set(VARIABLES)
    assert "Example: gatepost mails --json" in run("mails", "--help").output


def test_the_page_of_providers_is_what_their_files_say():
    result = run("providers")
    assert result.exit_code == 0
    assert (Path(__file__).resolve().parents[2] / "docs" / "providers.md").read_text() == result.output


def test_factors_are_reset_with_a_reason(db):
    user = make_user()
    assert run("users", "reset-factors", BOB, "--reason", "lost").exit_code == 1
    with_app(user)
    assert run("users", "reset-factors", BOB).exit_code == 2
    result = run("users", "reset-factors", BOB, "--reason", "stolen")
    assert (result.exit_code, "was notified" in result.output) == (0, True)
    assert not user.gatepost_authenticators.exists()


def test_second_factors_survive_a_rotation_and_the_end_of_the_old_key(db, settings):
    user = make_user()
    totp = with_app(user)
    code = codes_of(user)[0]
    new = run("keys", "generate").output.strip()
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new, *settings.GATEPOST["KEYS"]]}
    assert "Resealed 11 rows" in run("keys", "reencrypt").output
    assert "Resealed 0 rows" in run("keys", "reencrypt").output
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new]}
    for typed in (totp.code(), code):
        api = Api("app")
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
        assert api.post("auth/2fa/authenticate", {"code": typed}).status == 200


def test_the_doctor_tells_of_a_rule_for_a_group_that_nobody_made(configure):
    configure(flow={"second_factor_groups": ["editors"]})
    result = run("doctor")
    assert (result.exit_code, "no group named 'editors'" in result.output) == (1, True)
    Group.objects.create(name="editors")
    assert run("doctor").exit_code == 0


def test_a_projects_own_code_calls_the_commands(db):
    call_command(
        "gatepost", "users", "create", "--username", "deploy", "--email", "deploy@example.org", "--no-password"
    )
    assert get_user_model().objects.filter(email="deploy@example.org").exists()
    with pytest.raises(click.ClickException):
        call_command("gatepost", "users", "show", "nobody@example.org")

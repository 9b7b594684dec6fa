"""Clients as an operator registers them, by command and in the settings."""

import json

import pytest
from click.testing import CliRunner
from django.core.checks import run_checks

from gatepost import cli
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients

URI = "https://wiki.example.org/callback"


def run(*arguments):
    return CliRunner().invoke(cli.gatepost, ["clients", *arguments], prog_name="gatepost")


def created(*arguments):
    result = run("create", "Wiki", "--redirect-uri", URI, "--json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.django_db
def test_create_shows_a_secret_once_and_stores_its_digest():
    made = created()
    row = OAuthClient.objects.get(client_id=made["client_id"])
    assert clients.has_secret(row, made["client_secret"])
    assert not clients.has_secret(row, "gpx_" + "0" * 49)
    assert made["client_secret"] not in json.dumps([str(value) for value in vars(row).values()])
    shown = run("show", made["client_id"]).stdout + run("list").stdout
    assert URI in shown
    assert made["client_secret"] not in shown
    assert row.secret_digest not in shown


@pytest.mark.django_db
def test_after_a_rotation_both_secrets_work_until_the_old_one_ends(clock):
    made = created()
    rotated = json.loads(run("rotate-secret", made["client_id"], "--hours", "2", "--json").stdout)
    row = clients.find(made["client_id"])
    assert clients.has_secret(row, made["client_secret"])
    assert clients.has_secret(row, rotated["client_secret"])
    clock.forward(2 * 3600 + 1)
    row = clients.find(made["client_id"])
    assert not clients.has_secret(row, made["client_secret"])
    assert clients.has_secret(row, rotated["client_secret"])


@pytest.mark.django_db
def test_a_public_client_has_no_secret():
    made = created("--public")
    assert not made["client_secret"]
    assert "no secret" in run("rotate-secret", made["client_id"]).output


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--redirect-uri", "http://wiki.example.org/"), "needs https"),
        (("--redirect-uri", "https://wiki.example.org/#x"), "without a fragment"),
        (("--redirect-uri", "org.example.app:/x"), "only a native client"),
        (("--native", "--redirect-uri", "javascript:alert(1)"), "needs a scheme with a dot"),
        (("--grant-type", "password"), "no grant type password"),
        (("--scope", "openid everything"), "no scope everything"),
        (("--public", "--grant-type", "client_credentials"), "public client"),
        (("--auth-method", "private_key_jwt"), "needs jwks"),
    ],
)
def test_what_would_be_unsafe_is_refused_with_a_sentence(arguments, sentence):
    result = run("create", "Wiki", "--redirect-uri", URI, *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert not OAuthClient.objects.exists()


@pytest.mark.django_db
def test_a_client_can_be_registered_for_encrypted_and_signed_responses():
    keys = "https://wiki.example.org/keys"
    made = created(
        "--jwks-uri", keys, "--id-token-encryption", "RSA-OAEP-256 A256GCM", "--userinfo-alg", "ES256",
        "--userinfo-encryption", "ECDH-ES",
    )  # fmt: skip
    row = OAuthClient.objects.get(client_id=made["client_id"])
    assert (row.jwks_uri, row.id_token_encryption, row.userinfo_alg, row.userinfo_encryption) == (
        keys, "RSA-OAEP-256 A256GCM", "ES256", "ECDH-ES",
    )  # fmt: skip
    shown = run("show", made["client_id"]).stdout
    assert all(text in shown for text in ("RSA-OAEP-256 A256GCM", "ES256", "ECDH-ES"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--id-token-encryption", "RSA-OAEP-256"), "encrypted ID tokens needs jwks or jwks_uri"),
        (("--userinfo-encryption", "RSA-OAEP-256"), "encrypted userinfo needs jwks or jwks_uri"),
        (("--jwks-uri", "https://wiki.example.org/keys", "--id-token-encryption", "RSA1_5"), "no encryption RSA1_5"),
        (("--jwks-uri", "https://wiki.example.org/keys", "--userinfo-encryption", "dir A128GCM"), "no encryption dir"),
    ],
)
def test_an_encryption_that_could_never_work_is_refused_with_a_sentence(arguments, sentence):
    result = run("create", "Wiki", "--redirect-uri", URI, *arguments)
    assert result.exit_code == 1
    assert sentence in " ".join(result.output.split())
    assert not OAuthClient.objects.exists()


@pytest.mark.django_db
def test_userinfo_is_signed_by_no_other_algorithm():
    assert run("create", "Wiki", "--redirect-uri", URI, "--userinfo-alg", "none").exit_code == 2
    assert not OAuthClient.objects.exists()


@pytest.mark.django_db
def test_disable_enable_and_delete():
    client_id = created()["client_id"]
    assert run("disable", client_id).exit_code == 0
    assert clients.find(client_id).disabled_at is not None
    assert run("enable", client_id).exit_code == 0
    assert clients.find(client_id).disabled_at is None
    assert run("delete", client_id, "--yes").exit_code == 0
    assert clients.find(client_id) is None
    assert "there is no client" in run("show", client_id).output


@pytest.mark.django_db
def test_a_client_of_the_settings_follows_them(configure):
    declared = {"name": "Shop", "secret": "s" * 32, "redirect_uris": [URI]}
    configure(provider={"clients": {"shop": declared}})
    row = clients.find("shop")
    assert clients.has_secret(row, "s" * 32)
    assert not clients.has_secret(row, "")
    configure(provider={"clients": {"shop": {**declared, "name": "The shop", "secret": "t" * 32}}})
    again = clients.find("shop")
    assert (again.id, again.name) == (row.id, "The shop")
    assert not clients.has_secret(again, "s" * 32)


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ({"code_seconds": 600}, "provider.code_seconds"),
        ({"client_id_hosts": ["https://agents.example"]}, "provider.client_id_hosts"),
        ({"claims": "nowhere.claims"}, "provider.claims"),
        ({"issuer": "https://id.example.org/?x"}, "provider.issuer"),
        ({"scopes": {"staff": {"claims": {"staff": "no_such_field"}}}}, "provider.scopes['staff']"),
        ({"clients": {"shop": {"name": "Shop", "secret": "short", "redirect_uris": [URI]}}}, "clients['shop'].secret"),
        ({"clients": {"shop": {"name": "Shop", "redirect_uris": ["http://a.example"]}}}, "clients['shop']"),
        (
            {"clients": {"shop": {"name": "Shop", "redirect_uris": [URI], "subject_type": "pairwise"}}},
            "provider.pairwise_secret",
        ),
        ({"enabld": True}, "'enabled'"),
    ],
)
def test_checks_name_the_setting(configure, setting, names):
    configure(provider=setting)
    assert any(names in message.msg for message in run_checks(tags=["gatepost"]) if message.level >= 40)

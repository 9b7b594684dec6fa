"""Connections from the settings and from the admin, the project's own steps, and tokens that are kept."""

import re
import sys
import types
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from tests.client import Api
from tests.providers import BACK, Visitor
from tests.users import PASSWORD, make_user

from gatepost.features.social import connections, providers
from gatepost.features.social.models import SocialAccount, SocialConnection
from gatepost.features.social.operations.tokens import get_token
from gatepost.features.social.protocol.fault import ProviderFault
from gatepost.features.social.settings import ConnectionSettings
from gatepost.ground import keyring

DOCS = Path(__file__).resolve().parents[3] / "docs" / "features" / "social.md"


@pytest.mark.parametrize(
    ("name", "changes", "fault"),
    [
        ("Bad", {}, "lower-case"),
        ("x", {"provider": "nowhere"}, "no provider"),
        ("x", {"options": {"tenant": "x"}}, "no option"),
        ("x", {"provider": "openid"}, "'issuer' is missing"),
        ("x", {"provider": "openid", "options": {"issuer": "ftp://x"}}, "malformed"),
        ("x", {"provider": "microsoft", "options": {"tenant": "a/b"}}, "malformed"),
        ("x", {"params": {"state": "x"}}, "must not contain"),
    ],
)
def test_a_connection_that_cannot_work_is_named(name, changes, fault):
    chosen = ConnectionSettings(**({"provider": "google", "client_id": "client"} | changes))
    with pytest.raises(ImproperlyConfigured, match=fault):
        connections.make(name, chosen)


def test_the_checks_speak_of_connections_steps_and_the_callback(configure):
    configure(
        social={
            "connections": {"x": {"provider": "nowhere", "client_id": "c"}},
            "pipeline": {"link": "no.such.step"},
            "callback": "http://127.0.0.1/callback",
        }
    )
    found = {message.id for message in run_checks(tags=["gatepost"])}
    assert {"gatepost.E030", "gatepost.E031", "gatepost.E032", "gatepost.W030"} <= found


@pytest.fixture
def boss(db):
    user = make_user("boss@example.org", "boss")
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.post("/admin/login/?next=/admin/", {"username": "boss@example.org", "password": PASSWORD})
    return client


def test_a_connection_from_the_admin_logs_in_and_its_secret_is_never_shown(boss, provider, configure):
    configure(social={"admin": True, "allowed_hosts": [provider.host]})
    form = {
        "name": "made",
        "provider": "openid",
        "client_id": "client",
        "secret": provider.secret,
        "settings": f'{{"options": {{"issuer": "{provider.issuer}"}}}}',
        "enabled": "on",
    }
    assert (
        b"has no option"
        in boss.post("/admin/gatepost/socialconnection/add/", form | {"settings": '{"options": {"evil": "x"}}'}).content
    )
    assert boss.post("/admin/gatepost/socialconnection/add/", form).status_code == 302
    row = SocialConnection.objects.get()
    assert provider.secret not in row.sealed
    page = f"/admin/gatepost/socialconnection/{row.pk}/change/"
    assert provider.secret.encode() not in boss.get(page).content
    assert boss.post(page, form | {"secret": ""}).status_code == 302
    visitor = Visitor("browser", provider, "made")
    assert visitor.log_in() == (BACK, {})
    assert boss.get("/admin/gatepost/socialaccount/").status_code == 200
    boss.post(page, {key: value for key, value in form.items() if key != "enabled"} | {"secret": ""})
    assert Visitor("app", provider, "made").post_token().status == 404


def test_the_documented_steps_of_a_project_work(visitor, provider, connected, monkeypatch):
    """The block of docs/features/social.md, as a project would put it into a file of its own."""
    block = re.search(r"```python\n# social_steps\.py\n(.*?)```", DOCS.read_text(), re.DOTALL).group(1)
    module = types.ModuleType("social_steps")
    exec(compile(block, "social_steps.py", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, "social_steps", module)
    bob = make_user(email="jane@example.org")
    steps = {"link": "social_steps.link", "new": "social_steps.new", "fields": "social_steps.fields"}
    connected(pipeline=steps)
    assert visitor.log_in() == (BACK, {})
    assert visitor.get("auth/session").pending == ["provider_signup"]
    provider.claims |= {"email": "jane@corp.example"}
    make_user(email="jane@corp.example", username="jane2")
    linked = Visitor("browser", provider)
    assert linked.log_in() == (BACK, {})
    assert linked.get("auth/session").body["data"]["user"]["email"] == "jane@corp.example"
    stranger = Visitor("app", provider)
    assert stranger.post_token(sub="2", email="x@example.org", email_verified=False).status == 403
    assert get_user_model().objects.count() == 2
    assert bob.pk


def test_tokens_are_kept_only_if_asked_and_sealed(db, provider, connected):
    Visitor("browser", provider).log_in()
    assert SocialAccount.objects.get().sealed == ""
    user = get_user_model().objects.get()
    assert get_token(user, "test") is None
    connected(connection={"keep_tokens": True})
    Visitor("browser", provider).log_in()
    row = SocialAccount.objects.get()
    token = get_token(user, "test")
    assert token in provider.access_tokens
    assert token not in row.sealed
    with pytest.raises(keyring.KeyringError):
        keyring.unseal("social-tokens", row.sealed, "0" * 32)


def test_a_token_is_renewed_before_it_ends_and_forgotten_when_it_was_taken_back(db, provider, connected, clock):
    connected(connection={"keep_tokens": True})
    Visitor("browser", provider).log_in()
    user = get_user_model().objects.get()
    first = get_token(user, "test")
    clock.forward(3000)
    assert get_token(user, "test") == first
    clock.forward(590)
    second = get_token(user, "test")
    assert second not in (None, first)
    clock.forward(3590)
    provider.faults.add("error /token")
    with pytest.raises(ProviderFault):
        get_token(user, "test")
    provider.faults = {"refuse_refresh"}
    assert get_token(user, "test") is None
    assert SocialAccount.objects.get().sealed == ""


def test_an_identity_outlives_its_connection(visitor, provider, configure):
    assert visitor.log_in() == (BACK, {})
    configure(social={"connections": {"other": {"provider": "google", "client_id": "c"}}})
    listed = visitor.get("account/providers").body["data"]
    assert listed[0]["provider"] == {"id": "test", "name": "test", "flows": []}
    assert Api("app").get("config").body["data"]["socialaccount"]["providers"][0]["id"] == "other"


def connection_to(provider, **options):
    given = {"application": "app", "realm": "staff", **options}
    known = providers.named(provider).options
    chosen = {name: value for name, value in given.items() if name in known}
    return connections.make("x", ConnectionSettings(provider=provider, client_id="c", options=chosen))


SELF_HOSTED = sorted(name for name in providers.names() if "server" in providers.named(name).options)
KINDS = {
    "github",
    "gitlab",
    "gitea",
    "forgejo",
    "mattermost",
    "nextcloud",
    "owncloud",
    "sentry",
    "keycloak",
    "authentik",
}
BAD_BASES = [
    ("", "is missing or malformed"),
    ("git.example.org", "is missing or malformed"),
    ("ftp://git.example.org", "is missing or malformed"),
    ("https://", "is missing or malformed"),
    ("https://user:password@git.example.org", "is missing or malformed"),
    ("https://git.example.org/?a=b", "is missing or malformed"),
    ("https://git.example.org/#a", "is missing or malformed"),
    ("https://git.example.org\\@evil.example", "is missing or malformed"),
    ("https://git.exämple.org", "is missing or malformed"),
    ("https://git.example.org\n", "is missing or malformed"),
    ("https://git example.org", "is missing or malformed"),
    ("https://git.example.org:port", "is malformed"),
    ("https://[::1", "is malformed"),
    ("http://git.example.org", "must begin with https://$"),
    ("http://127.0.0.1:3000", "must begin with https://; .* social.allowed_hosts as 127.0.0.1:3000"),
    ("http://localhost", "must begin with https://; .* social.allowed_hosts as localhost:80"),
    ("https://localhost:8443", "is not public; .* social.allowed_hosts as localhost:8443"),
    ("https://10.0.0.5", "is not public; .* social.allowed_hosts as 10.0.0.5:443"),
    ("https://[::1]", "is not public"),
    ("https://[::ffff:169.254.169.254]", "is not public"),
]


def test_these_kinds_have_a_server_of_one_s_own():
    assert set(SELF_HOSTED) >= KINDS


@pytest.mark.parametrize("provider", SELF_HOSTED)
@pytest.mark.parametrize(("base", "fault"), BAD_BASES)
def test_a_bad_address_of_a_server_is_named(provider, base, fault):
    with pytest.raises(ImproperlyConfigured, match=f"'x'.*option 'server' {fault}"):
        connection_to(provider, server=base)


@pytest.mark.parametrize("option", ["issuer", "api"])
@pytest.mark.parametrize(("base", "fault"), BAD_BASES)
def test_the_other_addresses_are_judged_alike(option, base, fault):
    provider = {"issuer": "openid", "api": "github"}[option]
    with pytest.raises(ImproperlyConfigured, match=f"option '{option}' {fault}"):
        connection_to(provider, **{option: base})


def test_a_check_names_a_bad_address(configure):
    chosen = {"provider": "gitlab", "client_id": "c", "options": {"server": "http://git.example.org"}}
    configure(social={"connections": {"x": chosen}})
    (found,) = [message for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.E030"]
    assert "must begin with https://" in found.msg


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "git.internal:3000", "localhost:3000", "10.0.0.5:3000"])
def test_listed_hosts_need_no_tls_and_no_public_address(host, configure):
    configure(social={"allowed_hosts": [host]})
    assert connection_to("gitea", server=f"http://{host}").client.options["server"] == f"http://{host}"
    assert connection_to("gitea", server=f"https://{host}/git/").client.options["server"] == f"https://{host}/git"
    with pytest.raises(ImproperlyConfigured):
        connection_to("gitea", server=f"http://{host}0")


def addresses(connection):
    provider = connection.provider
    asks = [*provider.asks, *([provider.audience.ask] if provider.audience else [])]
    named = [provider.issuer, provider.authorize, provider.exchange, provider.keys, provider.userinfo]
    return [connection.filled(url) for url in [*named, *(ask.url for ask in asks)] if url]


@pytest.mark.parametrize("provider", SELF_HOSTED)
@pytest.mark.parametrize("base", ["https://own.example.org", "https://own.example.org:8443/path/"])
def test_every_request_goes_to_the_server_that_is_named(provider, base):
    found = addresses(connection_to(provider, server=base))
    assert found
    assert all(url.startswith(base.rstrip("/")) for url in found), found


def test_github_elsewhere_has_its_api_below_the_server_or_where_it_is_said():
    assert "https://api.github.com/user" in addresses(connection_to("github"))
    assert "https://ghe.example.org/api/v3/user" in addresses(
        connection_to("github", server="https://ghe.example.org/")
    )
    residing = {"server": "https://example.ghe.com", "api": "https://api.example.ghe.com/"}
    assert "https://api.example.ghe.com/user" in addresses(connection_to("github", **residing))


def test_the_word_of_another_server_on_addresses_counts_only_if_a_connection_says_so():
    assert connection_to("github").vouches
    assert connection_to("github", server="https://github.com/").vouches
    assert not connection_to("github", server="https://ghe.example.org").vouches
    own = {"provider": "github", "client_id": "c", "options": {"server": "https://ghe.example.org"}, "vouches": True}
    assert connections.make("x", ConnectionSettings(**own)).vouches
    assert not connections.make("x", ConnectionSettings(provider="google", client_id="c", vouches=False)).vouches
    assert connections.make("x", ConnectionSettings(provider="google", client_id="c")).vouches

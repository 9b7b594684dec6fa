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

from gatepost.ground import keyring
from gatepost.methods.social import connection as connections
from gatepost.methods.social.models import SocialAccount, SocialConnection
from gatepost.methods.social.operations.tokens import get_token
from gatepost.methods.social.protocol.fault import ProviderFault
from gatepost.methods.social.settings import ConnectionSettings

DOCS = Path(__file__).resolve().parents[3] / "docs" / "social.md"


@pytest.mark.parametrize(
    ("name", "changes", "fault"),
    [
        ("Bad", {}, "lower case"),
        ("x", {"provider": "nowhere"}, "no provider"),
        ("x", {"options": {"tenant": "x"}}, "no option"),
        ("x", {"provider": "openid"}, "'issuer' is missing"),
        ("x", {"provider": "openid", "options": {"issuer": "ftp://x"}}, "malformed"),
        ("x", {"provider": "microsoft", "options": {"tenant": "a/b"}}, "malformed"),
        ("x", {"params": {"state": "x"}}, "may not hold"),
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
    """The block of docs/social.md, as a project would put it into a file of its own."""
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

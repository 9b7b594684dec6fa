"""The option `tenant` of Microsoft, in every spelling that its own pages use; a token of another tenant is refused."""

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from tests.providers import BACK

from gatepost.features.social import connections, providers
from gatepost.features.social.settings import ConnectionSettings

CONTOSO = "9122040d-6c67-4c5b-b112-36a304b66dad"
FABRIKAM = "11111111-6c67-4c5b-b112-36a304b66dad"
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
DOCUMENT = "/v2.0/.well-known/openid-configuration"


@pytest.fixture
def microsoft(provider, configure, monkeypatch):
    """Microsoft at addresses on this machine, with two tenants; a connection to it for a tenant."""
    real, here = providers.named("microsoft"), provider.issuer
    moved = msgspec.structs.replace(
        real,
        issuer=f"{here}/{{claim:tid}}/v2.0",
        authorize=f"{here}/authorize",
        exchange=f"{here}/token",
        keys=f"{here}/jwks",
        tenants=msgspec.structs.replace(real.tenants, document=f"{here}/{{tenant}}{DOCUMENT}"),
    )
    monkeypatch.setattr(providers, "named", lambda _: moved)
    provider.answers[f"/contoso.onmicrosoft.com{DOCUMENT}"] = {"issuer": f"{here}/{CONTOSO}/v2.0"}
    provider.answers[f"/fabrikam.example{DOCUMENT}"] = {"issuer": f"{here}/{FABRIKAM}/v2.0"}

    def connect(tenant, **changes):
        configure(social=provider.settings(provider="microsoft", options={"tenant": tenant}, **changes))

    return connect


def token_of(provider, tenant, **claims):
    name = {"email": f"jane@{tenant[:4]}.example", "preferred_username": f"jane-{tenant[:4]}"}
    return {"iss": f"{provider.issuer}/{tenant}/v2.0", "tid": tenant, "oid": "a-person", **name, **claims}


@pytest.mark.parametrize(
    ("tenant", "lets_in"),
    [
        ("common", {CONTOSO, FABRIKAM, PERSONAL}),
        ("COMMON", {CONTOSO, FABRIKAM, PERSONAL}),
        ("organizations", {CONTOSO, FABRIKAM}),
        ("Organizations", {CONTOSO, FABRIKAM}),
        ("consumers", {PERSONAL}),
        ("Consumers", {PERSONAL}),
        (CONTOSO, {CONTOSO}),
        (CONTOSO.upper(), {CONTOSO}),
        (PERSONAL, {PERSONAL}),
        ("contoso.onmicrosoft.com", {CONTOSO}),
        ("Contoso.OnMicrosoft.com", {CONTOSO}),
        ("fabrikam.example", {FABRIKAM}),
    ],
)
def test_a_tenant_in_any_spelling_lets_in_its_own_users_and_nobody_else(phone, provider, microsoft, tenant, lets_in):
    microsoft(tenant)
    for one in (CONTOSO, FABRIKAM, PERSONAL):
        answer = phone.post_token(**token_of(provider, one))
        assert answer.status == (200 if one in lets_in else 400), (one, answer.body)
        phone.token = None


def test_a_browser_logs_in_at_a_tenant_named_by_its_domain(visitor, provider, microsoft):
    microsoft("Contoso.onmicrosoft.com")
    provider.claims |= token_of(provider, CONTOSO)
    assert visitor.log_in()[0] == BACK
    assert get_user_model().objects.count() == 1
    provider.claims |= token_of(provider, FABRIKAM)
    assert visitor.log_in()[1]["error_code"] == "provider_failed"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"issuer": "https://evil.example/" + CONTOSO + "/v2.0"}, 400),
        ({"issuer": CONTOSO}, 400),
        ({"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}, 400),
        ({"issuer": [CONTOSO]}, 400),
        ({"error": "invalid_tenant"}, 400),
        ([], 503),
    ],
)
def test_a_domain_whose_document_names_no_tenant_lets_nobody_in(phone, provider, microsoft, said, status):
    microsoft("contoso.onmicrosoft.com")
    provider.answers[f"/contoso.onmicrosoft.com{DOCUMENT}"] = said
    assert phone.post_token(**token_of(provider, CONTOSO)).status == status


def test_a_domain_that_no_tenant_has_is_named_in_the_log(phone, provider, microsoft, caplog):
    microsoft("nobody.example")
    assert phone.post_token(**token_of(provider, CONTOSO)).status == 503
    assert f"/nobody.example{DOCUMENT}" in caplog.text


def test_the_document_of_a_domain_is_read_once_for_many_logins(phone, provider, microsoft):
    microsoft("contoso.onmicrosoft.com")
    for _ in range(3):
        phone.post_token(**token_of(provider, CONTOSO))
        phone.token = None
    assert provider.count(f"/contoso.onmicrosoft.com{DOCUMENT}") == 1


@pytest.mark.parametrize("tenant", ["contoso", "contoso.", ".example", "9122040d-6c67-4c5b-b112", "-a.example", "1.2"])
def test_a_tenant_that_cannot_be_one_is_named_by_the_checks(configure, tenant):
    chosen = {"provider": "microsoft", "client_id": "client", "options": {"tenant": tenant}}
    with pytest.raises(ImproperlyConfigured, match="onmicrosoft"):
        connections.make("m", ConnectionSettings(**chosen))
    configure(social={"connections": {"m": chosen}})
    (found,) = [message for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.E030"]
    assert repr(tenant) in found.msg


def test_a_server_with_a_slash_at_its_end_is_the_same_server():
    options = {"server": "https://id.example.org/", "realm": "staff"}
    chosen = ConnectionSettings(provider="keycloak", client_id="client", options=options)
    assert connections.make("k", chosen).issuer == "https://id.example.org/realms/staff"

"""An OpenID provider named `oracle`, and logins of apps by its tokens."""

import pytest

from gatepost.features.social.protocol import metadata
from gatepost.testing.openid import OpenIdProvider

FORM = {
    "accounts": {"email_verification": "mandatory"},
    "flow": {"reauthentication_for_account": True},
}


ALICE = {
    "sub": "sub-alice",
    "email": "alice@example.org",
    "email_verified": True,
    "preferred_username": "wizard",
    "name": "",
}


@pytest.fixture
def oracle(configure):
    metadata.forget()
    with OpenIdProvider(client_id="oracle-client") as provider:
        provider.claims = dict(ALICE)
        settings = provider.settings("oracle")
        settings["connections"]["oracle"]["name"] = "Oracle ID"
        provider.section = settings
        configure(social=settings)
        yield provider


def told(oracle):
    return {
        "client_id": "oracle-client",
        "flows": ["provider_redirect", "provider_token"],
        "id": "oracle",
        "name": "Oracle ID",
        "openid_configuration_url": f"{oracle.issuer}/.well-known/openid-configuration",
    }


def give(api, oracle, process="login", **claims):
    token = {"client_id": "oracle-client", "id_token": oracle.id_token(**claims)}
    return api.post("auth/provider/token", {"provider": "oracle", "process": process, "token": token})

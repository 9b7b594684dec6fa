"""What clients learn from the well-known documents."""

import pytest


@pytest.fixture(autouse=True)
def _provider(configure, settings):
    configure(provider={"enabled": True})
    settings.GATEPOST = {**settings.GATEPOST, "public_url": "https://id.example.org"}


@pytest.mark.parametrize("name", ["openid-configuration", "oauth-authorization-server"])
def test_both_documents_say_the_same(client, name):
    response = client.get(f"/.well-known/{name}")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    found = response.json()
    assert found["issuer"] == "https://id.example.org"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_types_supported"] == ["code"]
    assert found["id_token_signing_alg_values_supported"] == ["RS256", "ES256"]


def test_an_issuer_with_a_path_has_it_after_the_name_and_before_it(client, configure):
    configure(provider={"issuer": "/oauth"})
    for where in ("/.well-known/openid-configuration/oauth", "/.well-known/oauth-authorization-server/oauth"):
        assert client.get(where).json()["issuer"] == "https://id.example.org/oauth"
    assert client.get("/oauth/.well-known/openid-configuration").json()["issuer"] == "https://id.example.org/oauth"
    for where in ("openid-configuration", "openid-configuration/other", "oauth-authorization-server"):
        assert client.get(f"/.well-known/{where}").status_code == 404


def test_there_is_no_document_while_the_provider_is_off(client, configure):
    configure(provider={"enabled": False})
    assert client.get("/.well-known/openid-configuration").status_code == 404
    assert client.get("/.well-known/oauth-authorization-server").status_code == 404

"""A project below a prefix, behind a proxy that terminates TLS and whose own name reaches it in a header."""

from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client, RequestFactory
from django.urls import set_script_prefix
from tests.dialects.oauth.test_key_bound import FORM, proof
from tests.oauth import App, allow, claims, query, sent

from gatepost.features.provider.operations import grant_types
from gatepost.integrations import resource_server
from gatepost.tokens.signed.dpop import token_hash as hashed

SITE = "https://example.org"
APP = f"{SITE}/app"
RESOURCES = [f"{APP}/mcp", "https://other.example.org/app/mcp", f"{SITE}/files"]
BEHIND = {"HTTP_HOST": "backend:8000", "HTTP_X_FORWARDED_HOST": "example.org", "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.fixture(autouse=True)
def _below(settings, configure):
    settings.FORCE_SCRIPT_NAME = "/app"
    settings.ALLOWED_HOSTS = ["example.org", "other.example.org", "testserver"]
    settings.USE_X_FORWARDED_HOST = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.GATEPOST = {**settings.GATEPOST, "public_url": SITE}
    configure(provider={"enabled": True, "registration": "open", "resources": RESOURCES, "scopes": {"read": {}}})
    set_script_prefix("/app/")  # as Django's handler does for each request, but not its test client
    yield
    set_script_prefix("/")


@pytest.fixture
def proxied():
    """A client whose requests come through the proxy, which leaves the prefix out of paths."""
    return Client(**BEHIND)


def metadata(client):
    return client.get("/.well-known/openid-configuration").json()


def test_the_issuer_was_the_site_whose_discovery_the_project_does_not_serve(proxied):
    """OpenID Connect Discovery, section 4; RFC 8414, section 3.1: the documents' addresses follow from the issuer."""
    issuer = metadata(proxied)["issuer"]
    assert issuer == APP
    served = urlsplit(f"{issuer}/.well-known/openid-configuration").path.removeprefix("/app")
    for where in (served, "/.well-known/openid-configuration/app", "/.well-known/oauth-authorization-server/app"):
        assert proxied.get(where).json() == metadata(proxied)
    assert proxied.get("/.well-known/oauth-authorization-server").status_code == 404


def test_an_issuer_that_the_project_set_stays(proxied, configure):
    configure(provider={"issuer": "/"})
    assert metadata(proxied)["issuer"] == SITE


def test_every_address_in_the_metadata_is_below_the_prefix_whatever_the_request_says(proxied):
    found = metadata(proxied)
    addresses = {name: one for name, one in found.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(addresses) == 10
    assert all(one.startswith(f"{APP}/") for one in addresses.values())
    assert metadata(Client(HTTP_HOST="other.example.org")) == found


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_metadata_of_a_resource_was_not_found_below_a_prefix(resource):
    parts = urlsplit(resource)
    client = Client(**BEHIND | {"HTTP_X_FORWARDED_HOST": parts.netloc})
    found = client.get(f"/.well-known/oauth-protected-resource{parts.path}").json()
    assert (found["resource"], found["authorization_servers"]) == (resource, [APP])


def test_a_login_below_a_prefix_says_the_same_addresses_everywhere(browsing, proxied):
    app = App(dpop_bound=True)
    where = sent(app.authorize(browsing.http))
    assert where.startswith(f"{APP}/account/authorize#request=")
    back = query(allow(browsing, where.replace(APP, SITE)))
    assert back["iss"] == APP
    form = {"grant_type": "authorization_code", "code": back["code"], "code_verifier": app.verifier}
    headers = app.header() | {"DPoP": proof("", htu=metadata(proxied)["token_endpoint"])}
    answer = proxied.post("/oauth/token", urlencode(form), content_type=FORM, headers=headers)
    assert answer.status_code == 200, answer.content
    found = claims(answer.json()["access_token"])
    assert (found["iss"], found["aud"], claims(answer.json()["id_token"])["iss"]) == (APP, APP, APP)


def test_a_proof_names_the_address_below_the_prefix(browsing, proxied):
    bound = App(dpop_bound=True, scope="read", first_party=True)
    code, resource = bound.code(browsing, scope="read", resource=RESOURCES[0]), RESOURCES[0]
    form = urlencode({"grant_type": "authorization_code", "code": code, "code_verifier": bound.verifier})
    headers = bound.header() | {"DPoP": proof("", htu=f"{APP}/oauth/token")}
    token = proxied.post("/oauth/token", form, content_type=FORM, headers=headers).json()["access_token"]

    def called(htu):
        given = {"HTTP_AUTHORIZATION": f"DPoP {token}", "HTTP_DPOP": proof("", verb="GET", htu=htu, ath=hashed(token))}
        request = RequestFactory(**BEHIND).get("/mcp", **given)
        return resource_server.authorize(resource_server.presented(request), resource=resource)

    assert called(f"{APP}/mcp").scopes == {"read"}
    assert called(f"{SITE}/mcp").error == "invalid_dpop_proof"


def test_pages_forms_and_registrations_are_below_the_prefix(browsing, proxied, db):
    app = App()
    form = sent(app.authorize(browsing.http, response_mode="form_post", prompt="none"))
    assert form.startswith(f"{APP}/oauth/form-post?key="), form
    assert sent(proxied.get("/oauth/end-session", {"client_id": app.id})).startswith(f"{APP}/account/logout#request=")
    tv = App(public=True, redirect_uris=[], grant_types=[grant_types.DEVICE])
    assert tv.post("device", proxied, scope="openid").json()["verification_uri"] == f"{APP}/account/device"
    asked = {"redirect_uris": ["https://new.example.org/callback"], "client_name": "New"}
    made = proxied.post("/oauth/register", asked, content_type="application/json").json()
    assert made["registration_client_uri"] == f"{APP}/oauth/register?client_id={made['client_id']}"

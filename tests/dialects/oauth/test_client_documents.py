"""Clients whose id is the URL of their metadata. Source: draft-ietf-oauth-client-id-metadata-document."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from django.test import Client as Http
from tests.oauth import RESOURCE, URI, App, claims, pkce, sent

from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import client_documents


@pytest.fixture
def host():
    """A server with the document of a client, which may change."""

    class Handler(BaseHTTPRequestHandler):
        changes, asked, status = {}, 0, 200

        def do_GET(self):
            Handler.asked += 1
            document = {
                "client_id": f"http://{Handler.name}{self.path}",
                "client_name": "Agent",
                "redirect_uris": [URI],
            }
            self.send_response(Handler.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document | Handler.changes).encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        Handler.name = f"127.0.0.1:{listening.server_port}"
        yield Handler
        listening.shutdown()
    client_documents.documents.forget()


@pytest.fixture(autouse=True)
def _listed(host, configure):
    scopes = {"read": {"text": "Read your notes"}}
    listed = {"client_id_hosts": [host.name], "allowed_hosts": [host.name]}
    configure(provider={"enabled": True, "resources": [RESOURCE], "scopes": scopes, **listed})


class Agent(App):
    """A client that nobody registered."""

    def __init__(self, host, path="/client.json"):
        self.id, self.secret, self.state = f"http://{host.name}{path}", "", "s"
        self.row = SimpleNamespace(redirect_uris=[URI])
        self.verifier, self.challenge = pkce()


def test_a_client_is_known_by_its_document_and_its_users_are_asked_and_warned(db, host, browsing):
    agent = Agent(host)
    key = sent(agent.authorize(browsing.http)).partition("#request=")[2]
    shown = browsing.get("auth/authorization", **{"X-Authorization-Request": key}).body["data"]
    assert (shown["app"]["name"], shown["app"]["verified"], shown["needs"]) == ("Agent", False, "consent")
    tokens = agent.log_in(browsing)
    assert claims(tokens["access_token"])["client_id"] == agent.id
    row = OAuthClient.objects.get()
    assert (row.client_id, row.first_party, row.confidential, row.auth_method) == (agent.id, False, False, "none")
    assert host.asked == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "https://elsewhere.example.org/client.json"},
        {"client_id": None},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"client_secret": "a secret"},
        {"redirect_uris": []},
        {"redirect_uris": ["http://wiki.example.org/callback"]},
        {"redirect_uris": "x"},
        {"grant_types": ["client_credentials"]},
        {"jwks_uri": "https://10.0.0.1/keys"},
    ],
)
def test_a_document_that_breaks_a_rule_makes_no_client(db, host, browsing, changes):
    host.changes = changes
    assert Agent(host).authorize(browsing.http).status_code == 400
    assert not OAuthClient.objects.exists()


def test_another_redirect_uri_gets_a_page(db, host, browsing):
    assert Agent(host).authorize(browsing.http, redirect_uri=f"{URI}/more").status_code == 400


@pytest.mark.parametrize("path", ["", "/", "/a?b=c", "/a#b", "/../a", "/./a", "/a%2Fb", "//a", "/" + "x" * 200])
def test_other_urls_are_not_fetched(db, host, browsing, path):
    assert Agent(host, path).authorize(browsing.http).status_code == 400
    assert host.asked == 0


@pytest.mark.parametrize("setting", ["client_id_hosts", "allowed_hosts"])
def test_documents_of_other_hosts_or_private_ones_are_not_fetched(db, host, browsing, configure, setting):
    configure(provider={setting: []})
    assert Agent(host).authorize(browsing.http).status_code == 400
    assert host.asked == 0


def test_a_host_that_is_down_or_has_no_document_is_no_client(db, host, browsing):
    host.status = 404
    assert Agent(host).authorize(browsing.http).status_code == 400
    assert not OAuthClient.objects.exists()


def test_a_change_of_the_document_takes_effect_and_removes_the_mark_of_staff(db, host, browsing, clock):
    agent = Agent(host)
    sent(agent.authorize(browsing.http))
    OAuthClient.objects.update(verified=True)
    sent(agent.authorize(browsing.http))
    assert OAuthClient.objects.get().verified
    host.changes = {"redirect_uris": ["https://agent.example.org/back"]}
    clock.forward(3601)
    assert agent.authorize(browsing.http).status_code == 400
    row = OAuthClient.objects.get()
    assert (row.redirect_uris, row.verified) == (["https://agent.example.org/back"], False)


def test_a_host_with_any_number_of_documents_filled_the_table_of_clients(db, host, browsing, configure):
    configure(limits={"enabled": True, "rates": {"oauth_registration_any": ["2/3600"]}})
    answers = [Agent(host, f"/{number}.json").authorize(browsing.http) for number in range(4)]
    assert [one.status_code for one in answers] == [303, 303, 429, 429]
    assert OAuthClient.objects.count() == 2
    assert Agent(host, "/1.json").authorize(browsing.http).status_code == 303


def test_a_disabled_client_stays_disabled(db, host, browsing):
    agent = Agent(host)
    sent(agent.authorize(browsing.http))
    OAuthClient.objects.update(disabled_at="2020-01-01T00:00:00Z")
    assert agent.authorize(browsing.http).status_code == 400


@pytest.mark.parametrize("hosts", [[], ["agents.example.org"]])
def test_discovery_says_whether_documents_are_accepted(db, configure, hosts):
    configure(provider={"client_id_hosts": hosts})
    found = Http().get("/.well-known/oauth-authorization-server").json()
    assert found["client_id_metadata_document_supported"] is bool(hosts)

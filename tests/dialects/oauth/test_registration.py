"""Clients that register themselves, and manage their registration."""

import json
from urllib.parse import urlsplit

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.oauth import URI, App, allow, query, sent
from tests.users import logged_in

from gatepost.features.provider.models import OAuthClient
from gatepost.ground.models import Event

INITIAL = "an-initial-access-token-of-32-characters"
LOOPBACK = "http://127.0.0.1:3999/callback"
pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(configure):
    configure(provider={"registration": "open"})


@pytest.fixture
def by_token(configure):
    configure(provider={"registration": "token", "registration_tokens": [INITIAL]})


def call(verb, url, body=None, token="", kind="application/json"):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, str) else json.dumps(body)
    if body is None:
        return Client().generic(verb, url, headers=headers)
    return Client().generic(verb, url, data, content_type=kind, headers=headers)


def register(token="", **metadata):
    return call("POST", "/oauth/register", {"redirect_uris": [URI], **metadata}, token)


def registered(**metadata):
    answer = register(**metadata)
    assert answer.status_code == 201, answer.content
    return answer.json()


def at(client):
    parts = urlsplit(client["registration_client_uri"])
    return f"{parts.path}?{parts.query}"


def manage(verb, client, body=None):
    return call(verb, at(client), body, client["registration_access_token"])


def statements(captured):
    return [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]


class Registered(App):
    """A client that registered itself."""

    def __init__(self, found):
        super().__init__()
        self.row, self.id = OAuthClient.objects.get(client_id=found["client_id"]), found["client_id"]
        self.secret = found.get("client_secret", "")


@pytest.mark.usefixtures("opened")
def test_a_confidential_client_registers_and_logs_a_user_in(browsing):
    found = registered(client_name="Notes", grant_types=["authorization_code", "refresh_token"])
    assert found["client_secret"].startswith("gpx_")
    assert found["client_secret_expires_at"] == 0
    assert found["token_endpoint_auth_method"] == "client_secret_basic"
    assert found["response_types"] == ["code"]
    assert found["scope"] == "openid profile email phone offline_access read"
    tokens = Registered(found).log_in(browsing, scope="openid offline_access read")
    assert tokens["scope"] == "openid offline_access read"
    assert tokens["refresh_token"]


@pytest.mark.usefixtures("opened")
def test_a_public_native_client_registers_one_port_and_uses_another(browsing):
    found = registered(redirect_uris=[LOOPBACK], token_endpoint_auth_method="none")
    assert "client_secret" not in found
    assert found["application_type"] == "native"
    app = Registered(found)
    where = sent(app.authorize(browsing.http, redirect_uri="http://127.0.0.1:51234/callback"))
    code = query(allow(browsing, where))["code"]
    assert app.redeem(code, redirect_uri="http://127.0.0.1:51234/callback").status_code == 200


@pytest.mark.usefixtures("opened")
def test_the_user_is_warned_of_a_client_that_registered_itself(browsing):
    app = Registered(registered(first_party=True, verified=True, audiences=["https://api.example.org"]))
    assert not app.row.first_party
    assert not app.row.verified
    assert app.row.audiences == []
    key = sent(app.authorize(browsing.http)).rpartition("=")[2]
    shown = browsing.get("auth/authorization", **{"X-Authorization-Request": key}).body["data"]
    assert shown["needs"] == "consent"
    assert shown["app"]["verified"] is False


@pytest.mark.usefixtures("opened")
def test_logo_page_privacy_notice_and_terms_are_shown_to_the_user(browsing):
    links = {name: f"https://app.example.org/{name}" for name in ("logo_uri", "client_uri", "policy_uri", "tos_uri")}
    app = Registered(registered(**links))
    key = sent(app.authorize(browsing.http)).rpartition("=")[2]
    shown = browsing.get("auth/authorization", **{"X-Authorization-Request": key}).body["data"]["app"]
    assert [shown[name] for name in ("logo", "url", "privacy", "terms")] == list(links.values())


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "fault", [{"scope": "unknown"}, {"response_type": "token"}, {"code_challenge": None}, {"prompt": "none"}]
)
def test_links_to_this_server_lead_nowhere_else_by_a_client_that_anyone_registered(fault, browsing):
    app = Registered(registered())
    for http in (Client(), browsing.http):
        answer = app.authorize(http, **fault)
        assert answer.status_code == 400
        assert "Location" not in answer
    OAuthClient.objects.update(verified=True)
    assert sent(app.authorize(browsing.http, **fault)).startswith(f"{URI}?error=")


@pytest.mark.usefixtures("by_token")
def test_a_client_with_an_initial_access_token_gets_errors_at_its_redirect_uri():
    app = Registered(register(INITIAL).json())
    assert sent(app.authorize(Client(), scope="unknown")).startswith(f"{URI}?error=invalid_scope")


@pytest.mark.usefixtures("opened")
def test_no_stranger_registers_for_tokens_without_a_user():
    answer = register(grant_types=["client_credentials"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")
    found = registered(grant_types=["authorization_code", "client_credentials", "implicit", "password"])
    assert found["grant_types"] == ["authorization_code"]
    app = Registered(found)
    assert app.post("token", grant_type="client_credentials").json()["error"] == "unauthorized_client"
    changed = {"client_id": found["client_id"], "redirect_uris": [URI], "grant_types": ["client_credentials"]}
    assert manage("PUT", found, changed).status_code == 400


@pytest.mark.usefixtures("by_token")
def test_with_an_initial_access_token_clients_may_act_for_themselves():
    for token in ("", "x", INITIAL[:-1], INITIAL + "x", "ü"):
        answer = register(token)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token"), token
        assert answer["WWW-Authenticate"].startswith("Bearer")
    keys = {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://keys.example.org/"}
    assert register(INITIAL, **keys).json()["jwks_uri"] == keys["jwks_uri"]
    answer = register(INITIAL, grant_types=["client_credentials"], redirect_uris=[])
    assert answer.status_code == 201
    app = Registered(answer.json())
    assert app.row.source == "initial_token"
    assert app.post("token", grant_type="client_credentials", scope="read").status_code == 200
    assert INITIAL not in json.dumps(list(Event.objects.values("kind", "details")), default=str)


@pytest.mark.usefixtures("opened")
def test_an_unknown_initial_access_token_is_not_ignored():
    assert register("x").status_code == 401


def test_nothing_is_there_while_registration_is_off():
    assert register().status_code == 404
    assert call("GET", "/oauth/register?client_id=x", token="x").status_code == 404
    assert "registration_endpoint" not in Client().get("/.well-known/openid-configuration").json()


@pytest.mark.usefixtures("opened")
def test_discovery_names_the_endpoint():
    found = Client().get("/.well-known/oauth-authorization-server").json()
    assert found["registration_endpoint"].endswith("/oauth/register")


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "uri",
    [
        "http://wiki.example.org/callback",
        "https://wiki.example.org/callback#fragment",
        "https://ann@wiki.example.org/",
        "https://wiki.example.org\\@evil.example.org/",
        "https://wiki.example.org/\u202e",
        "javascript:alert(1)",
        "data:text/html,x",
        "myapp:/callback",
        "/callback",
        "",
        "https://" + "a" * 2000 + ".example.org/",
    ],
)
def test_redirect_uris_that_could_lead_elsewhere_are_refused(uri):
    answer = register(redirect_uris=[URI, uri])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")
    assert answer.json()["error_description"].isascii()
    assert not OAuthClient.objects.exists()


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "metadata",
    [
        {"redirect_uris": []},
        {"redirect_uris": URI},
        {"redirect_uris": [1]},
        {"redirect_uris": [URI] * 21},
        {"grant_types": ["implicit"]},
        {"grant_types": ["refresh_token"]},
        {"grant_types": []},
        {"response_types": ["token"]},
        {"token_endpoint_auth_method": "tls_client_auth"},
        {"token_endpoint_auth_method": 'a"b\\cü'},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"client_name": "Wiki\u202egro.elpmaxe"},
        {"client_name": "Wiki\x00"},
        {"client_name": "x" * 201},
        {"client_uri": "javascript:alert(1)"},
        {"policy_uri": "http://wiki.example.org/"},
        {"logo_uri": "data:image/svg+xml,x"},
        {"jwks": {"keys": [{"kty": "RSA", "n": "x", "e": "AQAB", "d": "x"}]}},
        {"jwks": {"keys": [{"kty": "oct", "k": "x"}]}},
        {"jwks": {"keys": [{"kty": {"kty": "RSA"}}]}},
        {"jwks": []},
        {"jwks": {"keys": []}, "jwks_uri": "https://x.example/", "token_endpoint_auth_method": "private_key_jwt"},
        {"jwks_uri": "http://169.254.169.254/"},
        {"jwks_uri": "https://keys.example.org/"},
        {"contacts": ["\x00"]},
        {"software_id": "\ud800"},
        {"id_token_signed_response_alg": "none"},
        {"id_token_encrypted_response_alg": "RSA-OAEP"},
        {"introspection_signed_response_alg": "RS256"},
        {"request_object_signing_alg": "none"},
        {"subject_type": "pairwise"},
        {"scope": "unknown"},
        {"scope": 1},
        {"require_pushed_authorization_requests": "yes"},
    ],
)
def test_metadata_that_would_be_unsafe_or_never_work_are_refused(metadata):
    answer = register(**metadata)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata"), metadata
    text = answer.json()["error_description"]
    assert text.isascii()
    assert not {'"', "\\"} & set(text)
    assert not OAuthClient.objects.exists()


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("body", ["", "x", "[]", "null", "1", "{", "[" * 5000, '{"a":' * 5000, "\x00", "x" * 70_000])
def test_a_body_that_is_no_json_object_is_refused(body):
    headers = {"Accept-Language": "de"}
    answer = Client().post("/oauth/register", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")
    assert answer.json()["error_description"].isascii(), "it is translated"
    assert (
        call("POST", "/oauth/register", "redirect_uris=x", kind="application/x-www-form-urlencoded").status_code == 400
    )
    assert call("PATCH", "/oauth/register", "{}").status_code == 405


@pytest.mark.usefixtures("opened")
def test_unknown_members_are_ignored_and_null_is_as_if_left_out():
    found = registered(client_name=None, jwks=None, grant_types=None, software_statement="x", **{"client_name#ja": "x"})
    assert found["client_name"] == "wiki.example.org"
    assert found["grant_types"] == ["authorization_code"]


@pytest.mark.usefixtures("opened")
def test_pairwise_subjects_need_one_host(configure):
    configure(provider={"pairwise_secret": "p" * 32})
    other = "https://other.example.org/"
    assert register(subject_type="pairwise", redirect_uris=[URI, other]).status_code == 400
    assert register(subject_type="pairwise", redirect_uris=[LOOPBACK]).status_code == 400
    assert registered(subject_type="pairwise")["subject_type"] == "pairwise"


@pytest.mark.usefixtures("opened")
def test_a_client_reads_and_replaces_its_registration():
    found = registered(client_name="Notes", contacts=["ann@example.org"], software_id="notes", scope="openid read")
    OAuthClient.objects.update(verified=True)
    shown = manage("GET", found).json()
    assert shown == {name: value for name, value in found.items() if not name.startswith("client_secret")}
    changed = manage("PUT", found, {"client_id": found["client_id"], "redirect_uris": [URI, LOOPBACK]})
    assert changed.status_code == 200
    assert changed.json()["redirect_uris"] == [URI, LOOPBACK]
    assert "contacts" not in changed.json()
    row = OAuthClient.objects.get()
    assert not row.verified, "staff verified what it was before"
    assert manage("GET", found).json() == changed.json()
    event = Event.objects.get(kind="oauth_client_changed")
    assert event.network
    assert event.details["by"] == "registration"
    assert Event.objects.get(kind="oauth_client_created").network


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"client_secret": "gpx_" + "0" * 49},
        {"token_endpoint_auth_method": "none"},
        {"client_name": "\u202e"},
    ],
)
def test_an_update_changes_neither_id_nor_secret_nor_the_way_to_authenticate(change):
    found = registered()
    body = {"client_id": found["client_id"], "redirect_uris": [URI], **change}
    answer = manage("PUT", found, body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")
    assert manage("GET", found).json()["client_name"] == "wiki.example.org"


@pytest.mark.usefixtures("opened")
def test_a_deleted_client_and_its_tokens_are_gone(browsing):
    found = registered()
    app = Registered(found)
    code = app.code(browsing)
    assert manage("DELETE", found).status_code == 204
    assert app.redeem(code).status_code == 401
    assert manage("GET", found).status_code == 401


@pytest.mark.usefixtures("opened")
def test_only_its_own_token_manages_a_client():
    mine, other = registered(), registered()
    made_by_command = App()
    for client_id, token in [
        (mine["client_id"], other["registration_access_token"]),
        (mine["client_id"], mine["client_secret"]),
        (mine["client_id"], ""),
        (made_by_command.id, mine["registration_access_token"]),
        (made_by_command.id, ""),
        ("unknown", mine["registration_access_token"]),
        ("", mine["registration_access_token"]),
    ]:
        for verb in ("GET", "PUT", "DELETE"):
            answer = call(verb, f"/oauth/register?client_id={client_id}", {} if verb == "PUT" else None, token)
            assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    OAuthClient.objects.update(disabled_at="2026-01-01T00:00:00Z")
    assert manage("GET", mine).status_code == 401


@pytest.mark.usefixtures("opened")
def test_neither_token_nor_secret_is_stored():
    found = registered()
    stored = json.dumps([list(OAuthClient.objects.values()), list(Event.objects.values())], default=str)
    assert found["client_secret"] not in stored
    assert found["registration_access_token"] not in stored


@pytest.mark.usefixtures("opened")
def test_a_storm_of_registrations_is_limited(configure):
    rates = {"oauth_registration_network": ["2/60"]}
    configure(limits={"enabled": True, "network_factor": 1, "rates": rates})
    assert [register().status_code for _ in range(3)] == [201, 201, 429]


@pytest.mark.usefixtures("opened")
def test_many_networks_filled_the_table_of_clients(configure):
    rates = {"oauth_registration_any": ["3/3600"]}
    configure(
        limits={"enabled": True, "rates": rates},
        provider={"enabled": True, "registration": "open", "registration_tokens": [INITIAL]},
    )
    body = json.dumps({"redirect_uris": [URI]})
    networks = [Client(REMOTE_ADDR=f"192.0.2.{number}") for number in range(5)]
    found = [one.post("/oauth/register", body, content_type="application/json") for one in networks]
    assert [one.status_code for one in found] == [201, 201, 201, 429, 429]
    assert found[-1].json()["error"] == "temporarily_unavailable"
    assert int(found[-1]["Retry-After"]) > 600
    assert OAuthClient.objects.count() == 3
    assert register(token=INITIAL).status_code == 201  # the operator knows this one
    assert register(redirect_uris=["http://wiki.example.org"]).status_code == 400  # a fault is told first


@pytest.mark.usefixtures("opened")
def test_a_registration_takes_two_statements_and_a_change_three():
    with CaptureQueriesContext(connection) as captured:
        found = registered()
    assert len(statements(captured)) == 2  # the client and its audit event
    body = {"client_id": found["client_id"], "redirect_uris": [URI]}
    for verb, sent_body, count in [("GET", None, 1), ("PUT", body, 3)]:
        with CaptureQueriesContext(connection) as captured:
            assert manage(verb, found, sent_body).status_code == 200
        assert len(statements(captured)) == count


@pytest.mark.usefixtures("opened")
def test_cleanup_deletes_clients_that_nobody_used(bob, clock):
    registered()
    used = Registered(registered())  # which makes a client by command, too
    used.log_in(logged_in(bob, "browser"))
    clock.forward(29 * 86400)
    call_command("gatepost", "cleanup")
    assert OAuthClient.objects.count() == 3
    clock.forward(2 * 86400)
    call_command("gatepost", "cleanup")
    assert set(OAuthClient.objects.values_list("source", flat=True)) == {"command", "registration"}
    assert OAuthClient.objects.count() == 2


def test_checks_find_missing_and_short_initial_access_tokens(configure):
    configure(provider={"registration": "token"})
    assert "gatepost.E087" in [one.id for one in run_checks()]
    configure(provider={"registration": "token", "registration_tokens": ["short"]})
    assert "gatepost.E088" in [one.id for one in run_checks()]

"""Clients are told when a session ends in which their user had logged in."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import jwt as pyjwt
import pytest
from django.contrib import auth
from django.test import Client, RequestFactory
from tests.oauth import ISSUER, RESOURCE, App
from tests.users import PASSWORD, logged_in

from gatepost.accounts import lifecycle
from gatepost.features.provider import queries
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import back_channel, clients
from gatepost.flow import everywhere
from gatepost.ground import outbox
from gatepost.ground.models import Event, Message
from gatepost.sessions.models import Session
from gatepost.sessions.store import SessionStore

EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Receiver(ThreadingHTTPServer):
    """A client's server, which keeps the logout tokens that it gets."""

    def __init__(self):
        self.posts, self.status = [], 200
        super().__init__(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.host}/logout"

    def told(self):
        """The claims of the tokens since the last call, verified as a relying party does."""
        outbox.deliver_due()
        keys = pyjwt.PyJWKSet.from_dict(Client().get("/.well-known/jwks.json").json())
        found = []
        for kind, body in self.posts:
            assert kind == "application/x-www-form-urlencoded"
            form = parse_qs(body)
            assert list(form) == ["logout_token"]
            token = form["logout_token"][0]
            header = pyjwt.get_unverified_header(token)
            assert header["typ"] == "logout+jwt"
            options = {"require": ["iss", "aud", "iat", "exp", "jti", "sub"], "verify_aud": False, "verify_iat": False}
            found.append(pyjwt.decode(token, keys[header["kid"]], algorithms=["RS256"], issuer=ISSUER, options=options))
            assert found[-1]["events"] == {EVENT: {}}
            assert "nonce" not in found[-1]
        self.posts.clear()
        return found


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posts.append((self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def running():
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def receiver(running, configure):
    running.posts, running.status = [], 200
    configure(
        provider={
            "enabled": True,
            "resources": [RESOURCE],
            "scopes": {"read": {"text": "Read your notes"}},
            "allowed_hosts": [running.host],
            "pairwise_secret": "p" * 32,
        },
        outbox={"delivery": "worker", "attempts": 3},
    )
    return running


@pytest.fixture
def wiki(receiver, db):
    return App(backchannel_logout_uri=receiver.url)


def sid(tokens):
    return pyjwt.decode(tokens["id_token"], options={"verify_signature": False})["sid"]


def test_a_logout_is_told_to_the_client_with_session_and_user(browsing, bob, wiki, receiver):
    tokens = wiki.log_in(browsing)
    assert browsing.delete("auth/session").status == 401
    [told] = receiver.told()
    assert (told["aud"], told["sub"], told["sid"]) == (wiki.id, str(bob.pk), sid(tokens))
    assert told["exp"] - told["iat"] == 120
    event = Event.objects.get(kind="oauth_logout_sent")
    assert (event.outcome, event.user_key, event.details["client"]) == ("done", str(bob.pk), wiki.id)
    assert not receiver.told()


def test_clients_without_an_address_without_tokens_or_disabled_are_not_told(browsing, bob, wiki, receiver):
    App(name="Idle", backchannel_logout_uri=receiver.url)
    silent = App(name="Silent")
    silent.log_in(browsing)
    disabled = App(name="Disabled", backchannel_logout_uri=receiver.url)
    disabled.log_in(browsing)
    clients.disable(disabled.row, by="test")
    elsewhere = logged_in(bob, "browser")
    wiki.log_in(elsewhere)
    browsing.delete("auth/session")
    assert not receiver.told()
    elsewhere.delete("auth/session")
    assert len(receiver.told()) == 1


def test_several_logins_of_one_session_are_told_once(browsing, wiki, receiver):
    other = App(name="Other", backchannel_logout_uri=receiver.url)
    for app in (wiki, wiki, other):
        app.log_in(browsing)
    browsing.delete("auth/session")
    assert sorted(told["aud"] for told in receiver.told()) == sorted([wiki.id, other.id])


def revoke_session(browsing, bob):
    other = logged_in(bob, "browser")
    number = Session.objects.filter(user=bob).earliest("created_at").number
    assert other.delete("auth/sessions", {"sessions": [number]}).status == 200


def change_password(browsing, bob):
    body = {"current_password": PASSWORD, "new_password": "another-Secret-88"}
    assert browsing.post("account/password/change", body).status in (200, 401)


def log_out_by_django(browsing, bob):
    request = RequestFactory().get("/")
    request.session = SessionStore(browsing.http.cookies["sessionid"].value)
    request.user = auth.get_user(request)
    assert request.user == bob
    auth.logout(request)


WAYS = {
    "revoked": revoke_session,
    "everywhere": lambda _, bob: everywhere.revoke(bob.pk),
    "password": change_password,
    "disabled": lambda _, bob: lifecycle.set_active(bob.pk, active=False),
    "deleted": lambda _, bob: lifecycle.delete(bob.pk),
    "django": log_out_by_django,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_which_a_session_ends_is_told_once(browsing, bob, wiki, receiver, way):
    tokens = wiki.log_in(browsing)
    subject = str(bob.pk)
    WAYS[way](browsing, bob)
    told = receiver.told()
    assert [(one["sub"], one["sid"]) for one in told] == [(subject, sid(tokens))]
    assert wiki.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_tokens_of_the_session_end_with_it_and_offline_ones_do_not(browsing, wiki, receiver):
    bound = wiki.log_in(browsing, scope="openid email")
    offline = wiki.log_in(browsing, scope="openid offline_access")
    browsing.delete("auth/session")
    assert wiki.refresh(bound["refresh_token"]).status_code == 400
    assert not wiki.introspect(bound["access_token"])["active"]
    assert wiki.refresh(offline["refresh_token"]).status_code == 200


def test_a_client_without_refresh_tokens_is_told_long_after_its_access_token_expired(clock, browsing, receiver):
    app = App(backchannel_logout_uri=receiver.url, grant_types=["authorization_code"])
    app.log_in(browsing)
    clock.forward(3600)
    queries.delete_expired_grants(*_now())
    browsing.delete("auth/session")
    assert len(receiver.told()) == 1


def _now():
    from gatepost.ground import clock  # noqa: PLC0415 - the fixture has its name

    return clock.now(), 100


def test_pairwise_subjects_are_those_of_the_client(browsing, receiver):
    app = App(backchannel_logout_uri=receiver.url, subject_type="pairwise")
    tokens = app.log_in(browsing)
    browsing.delete("auth/session")
    [told] = receiver.told()
    assert told["sub"] == pyjwt.decode(tokens["id_token"], options={"verify_signature": False})["sub"]


def test_a_failure_is_tried_again_and_given_up_in_the_end(clock, browsing, wiki, receiver):
    wiki.log_in(browsing)
    receiver.status = 500
    assert browsing.delete("auth/session").status == 401
    for _ in range(5):
        outbox.deliver_due()
        clock.forward(120)
    tokens = [parse_qs(body)["logout_token"][0] for _, body in receiver.posts]
    assert len(tokens) == len(set(tokens)) == 3
    assert [event.outcome for event in Event.objects.filter(kind="oauth_logout_sent")] == ["refused"]
    assert Message.objects.get(channel="logout").sealed == ""


def test_a_client_that_refuses_or_recovers_is_told_again(clock, browsing, wiki, receiver):
    wiki.log_in(browsing)
    receiver.status = 400
    browsing.delete("auth/session")
    assert outbox.deliver_due() == 0
    receiver.status = 204
    clock.forward(60)
    assert outbox.deliver_due() == 1


def test_a_client_that_was_disabled_changed_or_deleted_meanwhile_gets_nothing(browsing, wiki, receiver):
    wiki.log_in(browsing)
    browsing.delete("auth/session")
    clients.delete(OAuthClient.objects.get(), by="test")
    assert not receiver.told()


def test_d15_a_logout_uri_in_a_private_network_is_never_requested(browsing, wiki, receiver, configure):
    configure(provider={"enabled": True, "allowed_hosts": []})
    wiki.log_in(browsing)
    browsing.delete("auth/session")
    assert outbox.deliver_due() == 0
    assert not receiver.posts


def test_d15_a_strangers_client_gets_no_logout_uri(client, configure):
    configure(provider={"enabled": True, "registration": "open", "registration_tokens": ["t" * 32]})
    body = {
        "redirect_uris": ["https://wiki.example.org/callback"],
        "backchannel_logout_uri": "https://wiki.example.org/logout",
    }
    refused = client.post("/oauth/register", body, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client_metadata")
    known = {"Authorization": f"Bearer {'t' * 32}"}
    made = client.post("/oauth/register", body, content_type="application/json", headers=known)
    assert made.status_code == 201
    assert made.json()["backchannel_logout_uri"] == body["backchannel_logout_uri"]
    assert made.json()["backchannel_logout_session_required"] is True
    body["backchannel_logout_uri"] = "http://wiki.example.org/logout"
    assert client.post("/oauth/register", body, content_type="application/json", headers=known).status_code == 400


@pytest.fixture
def logins(browsing, bob, receiver):
    """A user, and the numbers of the sessions."""
    return bob.pk, [Session.objects.get().number]


def test_a_logout_takes_one_query_more_and_none_without_the_provider(logins, configure, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        back_channel.sessions_ended(*logins)
    configure(provider={"enabled": False})
    with django_assert_max_num_queries(0):
        back_channel.sessions_ended(*logins)
        back_channel.access_ended(logins[0])


def test_the_stored_message_has_no_token_and_no_name_in_clear(browsing, bob, wiki, receiver):
    wiki.log_in(browsing)
    browsing.delete("auth/session")
    message = Message.objects.get(channel="logout")
    assert wiki.id not in message.sealed
    assert Grant.objects.count() == 1


def test_discovery_says_so(client, receiver):
    found = client.get("/.well-known/openid-configuration").json()
    assert found["backchannel_logout_supported"] is True
    assert found["backchannel_logout_session_supported"] is True

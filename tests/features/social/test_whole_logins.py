"""Every provider's whole login, with its documented answers on the wire; GitHub's sign by sign."""

import re
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from tests.features.social.test_provider_files import NAMES, documented

from gatepost.errors import Refused
from gatepost.features.social import connections
from gatepost.features.social.operations import begin, callback, states
from gatepost.features.social.protocol import authorization, exchange, id_token, metadata, profile
from gatepost.features.social.protocol.authorization import Returned
from gatepost.features.social.settings import ConnectionSettings
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.visit import Visit
from gatepost.ground.guarded_http.client import Fetched

ENDPOINTS = {"authorize": "https://id.example/authorize", "exchange": "https://id.example/token"}


class Wire:
    """Answers as documented, and writes down what was asked."""

    def __init__(self, connection, endpoints, given):
        self.asked, self.given = [], given
        values = {"client_id": "client", "access_token": "", "uid": ""}
        self.places = {connection.filled(ask.url, **values): ask.name for ask in connection.provider.asks}
        self.exchange = endpoints.exchange

    def __call__(self, verb, url, **sent):
        self.asked.append((verb, url, sent))
        if url == self.exchange:
            return Fetched(200, {**self.given["token"], "id_token": "signed elsewhere"})
        known = [name for place, name in self.places.items() if url.startswith(place.split("{")[0])]
        best = self.places.get(url) or known[0]
        return Fetched(200, self.given["answers"][best])


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_login_with_documented_answers(name, monkeypatch):
    given = documented(name)
    settings = ConnectionSettings(
        provider=name,
        client_id="client",
        secret="top",
        options=given.get("options", {}),
        redirect_uri="https://us/back",
    )
    connection = connections.make("test", settings)
    provider = connection.provider
    if provider.make_secret is not None:
        made = msgspec.structs.replace(provider, make_secret=lambda _: "made")
        connection = msgspec.structs.replace(connection, provider=made)
    endpoints = metadata.Endpoints(**ENDPOINTS) if provider.discovers else metadata.endpoints(connection)
    wire = Wire(connection, endpoints, given)
    for module in (exchange, profile):
        monkeypatch.setattr(module, "fetch", wire)
    monkeypatch.setattr(id_token, "verify", lambda *_: dict(given["claims"]))
    ticket = authorization.Ticket(connection="test", redirect_uri="https://us/back", verifier="v" * 43, nonce="n")
    sent = dict(parse_qsl(urlsplit(authorization.address(connection, endpoints, ticket, "state")).query))
    assert sent["state"] == "state"
    assert sent["redirect_uri"] == "https://us/back"
    tokens = exchange.exchange(connection, endpoints, ticket, "code")
    extra = {key: value for key, value in given.get("answers", {}).items() if key not in wire.places.values()}
    found = profile.of_login(connection, endpoints, tokens, "n", extra)
    assert found.subject == given["person"]["subject"]
    verb, _, posted = wire.asked[0]
    assert verb == "POST"
    assert posted["form"]["code"] == "code"
    assert ("code_verifier" in posted["form"]) == provider.pkce
    assert "made" in str(posted) or "top" in str(posted)
    for _, url, request in wire.asked[1:]:
        assert url.startswith("https://")
        assert not re.search(r"\{\w+\}", f"{url}{request}")


def test_github_speaks_its_own_wire(db, configure, provider, monkeypatch):
    """The token comes as a form unless JSON is asked for; addresses come from an endpoint of their own."""
    asked = []

    def github(verb, url, **sent):
        asked.append((verb, url, sent))
        if url == "https://github.com/login/oauth/access_token":
            text = "access_token=gho_x&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer"
            return Fetched(200, dict(parse_qsl(text)))
        return Fetched(200, documented("github")["answers"][url.rsplit("/", 1)[-1]])

    for module in (exchange, profile):
        monkeypatch.setattr(module, "fetch", github)
    configure(social={"connections": {"github": {"provider": "github", "client_id": "client", "secret": "top"}}})
    done = begin.begin(Visit(), provider="github", callback_url="/welcome")
    parts = urlsplit(done.url)
    sent = dict(parse_qsl(parts.query))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://github.com/login/oauth/authorize"
    assert sent["scope"] == "read:user user:email"
    assert "nonce" not in sent
    visit = Visit(session=done.opened.state)
    found = states.find(sent["state"])
    outcome = callback.finish(visit, found, Returned(code="c"), ending=INTERACTIVE, provider="github")
    assert outcome.session.user.email == "octocat@github.example"
    token = asked[0][2]
    assert token["form"]["client_secret"] == "top"
    assert [url for _, url, _ in asked[1:]] == ["https://api.github.com/user", "https://api.github.com/user/emails"]
    assert asked[1][2]["headers"]["Authorization"] == "Bearer gho_x"
    assert asked[1][2]["headers"]["Accept"] == "application/vnd.github+json"


def test_githubs_refusal_comes_with_status_200(db, configure, monkeypatch):
    monkeypatch.setattr(exchange, "fetch", lambda *_, **__: Fetched(200, {"error": "bad_verification_code"}))
    configure(social={"connections": {"github": {"provider": "github", "client_id": "client", "secret": "top"}}})
    done = begin.begin(Visit(), provider="github", callback_url="/welcome")
    with pytest.raises(Refused, match="provider_failed"):
        callback.finish(
            Visit(session=done.opened.state), states.find(done.state), Returned(code="c"), ending=INTERACTIVE
        )

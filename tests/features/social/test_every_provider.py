"""The whole login at each provider, with its documented answers, at addresses on this machine."""

import base64
import functools
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.features.social.test_provider_files import NAMES, documented
from tests.providers import Visitor

from gatepost.accounts.models import Identifier
from gatepost.features.social import connections, providers
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.protocol import metadata
from gatepost.testing.openid import OpenIdProvider
from gatepost.tokens.signed.jwk import Key

CALLBACK = "/_allauth/social/test/callback"
ACCESS = "access-token-of-jane"
key_of = functools.cache(Key.generate)


@functools.cache
def private_pem():
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode()


class Stage:
    """A provider whose hosts are folders of a server on this machine."""

    def __init__(self, name, server, configure, monkeypatch):
        self.server, self.given = server, documented(name)
        self.real = providers.named(name)
        server.claims, server.key = {}, key_of(self.real.algorithms[0])
        here = self._moved(self.real)
        monkeypatch.setattr(providers, "named", lambda _: here)
        self.secret = private_pem() if here.make_secret is not None else "secret of the client"
        options = {key: self._local(value) for key, value in self.given.get("options", {}).items()}
        chosen = {"provider": name, "client_id": "client", "secret": self.secret, "options": options}
        configure(
            social={"connections": {"test": chosen}, "allowed_hosts": [server.host]},
            accounts={"signup_fields": ["email", "username"], "email_verification": "none"},
        )
        self.connection = connections.named("test")
        self.nonce = None
        self._answer()

    def _local(self, text):
        return text.replace("https://", f"{self.server.issuer}/")

    def _moved(self, provider):
        """The same provider, at addresses here."""
        packed = msgspec.to_builtins(msgspec.structs.replace(provider, make_secret=None, docs="", name=""))

        def moved(value):
            if isinstance(value, dict):
                return {key: moved(one) for key, one in value.items()}
            if isinstance(value, list | tuple):
                return [moved(one) for one in value]
            return self._local(value) if isinstance(value, str) and value.startswith("https://") else value

        found = msgspec.convert(moved(packed), type(provider), strict=False)
        return msgspec.structs.replace(
            found,
            make_secret=provider.make_secret,
            name=provider.name,
            subject=provider.subject,
            verified_as=provider.verified_as,
        )

    def path(self, template):
        """The path of an address here."""
        values = {"access_token": self.access, "client_id": "client"}
        return unquote(urlsplit(self.connection.filled(template, **values)).path)

    @property
    def access(self):
        token = self.given["token"]
        return token.get("access_token", ACCESS)

    def _answer(self):
        provider, answers = self.connection.provider, self.server.answers
        if provider.discovers:
            issuer = self.connection.issuer
            folder = issuer.rstrip("/")
            document = {
                "issuer": issuer,
                "authorization_endpoint": f"{folder}/authorize",
                "token_endpoint": f"{folder}/token",
                "jwks_uri": f"{folder}/keys",
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic" if provider.client_login == "basic" else "client_secret_post"
                ],
            }
            answers[urlsplit(self.connection.discovery_url).path] = document
            self.exchange, keys = urlsplit(document["token_endpoint"]).path, document["jwks_uri"]
        else:
            self.exchange, keys = self.path(provider.exchange), self.connection.filled(provider.keys)
        answers[self.exchange] = self._tokens
        if keys:
            answers[urlsplit(keys).path] = {"keys": [self.server.key.public()]}
        for ask in provider.asks:
            answers[self.path(ask.url)] = self.given["answers"][ask.name]
        if provider.audience is not None:
            (told,) = self.given["audience"].values()
            answers.setdefault(self.path(provider.audience.ask.url), told)

    def _tokens(self, given):
        del given
        found = dict(self.given["token"])
        if self.connection.provider.openid:
            claims = {**self.given["claims"], "at_hash": None, "nonce": self.nonce}
            found["id_token"] = self.server.id_token(**{**claims, "iss": self._local(claims["iss"])})
        return found

    def leave(self, visitor):
        """The authorization request, checked."""
        provider = self.connection.provider
        sent = visitor.leave()
        query = {key: values[0] for key, values in parse_qs(urlsplit(sent["Location"]).query).items()}
        assert query[provider.renamed.get("client_id", "client_id")] == "client"
        assert query["redirect_uri"] == f"http://127.0.0.1:8000{CALLBACK}"
        assert query["response_type"] == "code"
        assert query.get("scope", "") == provider.scope_separator.join(provider.scopes)
        assert ("code_challenge" in query) == provider.pkce
        assert ("nonce" in query) == provider.openid
        for name, value in self.real.params.items():
            assert query[name] == value
        self.nonce = query.get("nonce")
        return query["state"]

    def come_back(self, visitor, state):
        """What the browser brings back, by the way that the provider sends it."""
        answer = {"code": "a-code", "state": state}
        if self.connection.provider.response_mode == "query":
            return visitor.http.get(CALLBACK, answer)
        user = '{"name": {"firstName": "Jane", "lastName": "Smith"}}'
        posted = visitor.http.post(CALLBACK, {**answer, "user": user})
        return visitor.http.get(posted["Location"])

    def check_exchange(self):
        """The request for tokens: the code, PKCE, and the secret in the form or by Basic, never in both."""
        provider = self.connection.provider
        [(verb, _, given, headers)] = [one for one in self.server.seen if one[1] == self.exchange]
        assert (verb, given["grant_type"], given["code"]) == ("POST", "authorization_code", "a-code")
        assert ("code_verifier" in given) == provider.pkce
        if provider.client_login == "basic":
            pair = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
            assert pair.partition(":")[0] == "client"
            assert "client_secret" not in given
        else:
            assert given[provider.renamed.get("client_id", "client_id")] == "client"
            assert given["client_secret"]
            assert "Authorization" not in headers


@pytest.fixture
def stage(request, db, configure, monkeypatch):
    metadata.forget()
    with OpenIdProvider(key=key_of("ES256")) as server:
        yield Stage(request.param, server, configure, monkeypatch)
    metadata.forget()


@pytest.mark.parametrize("stage", NAMES, indirect=True)
def test_somebody_logs_in(stage):
    visitor = Visitor("browser", stage.server)
    response = stage.come_back(visitor, stage.leave(visitor))
    assert (response.status_code, "error" in response["Location"]) == (303, False), response["Location"]
    assert visitor.get("auth/session").status == 200
    stage.check_exchange()
    person = stage.given["person"]
    row = SocialAccount.objects.get()
    assert (row.subject, row.email) == (person["subject"], person.get("email", ""))
    assert row.name == person.get("full_name", "")
    addresses = {one.value: one.verified_at is not None for one in Identifier.objects.filter(kind="email")}
    assert addresses == ({person["email"]: person.get("verified", False)} if "email" in person else {})
    assert get_user_model().objects.count() == 1


WITH_AUDIENCE = [name for name in NAMES if providers.named(name).audience is not None]


@pytest.mark.parametrize("stage", WITH_AUDIENCE, indirect=True)
def test_e11_a_posted_access_token_logs_in_only_if_it_was_made_for_us(stage):
    if stage.connection.provider.openid:
        userinfo = {**stage.given["claims"], "iss": None}
        document = stage.server.answers[urlsplit(stage.connection.discovery_url).path]
        document["userinfo_endpoint"] = f"{stage.server.issuer}/userinfo-of-all"
        stage.server.answers["/userinfo-of-all"] = userinfo
    token = {"client_id": "client", "access_token": stage.access}
    body = {"provider": "test", "process": "login", "token": token}
    assert Api("app").post("auth/provider/token", body).status == 200
    made_for = stage.connection.provider.audience.client_id
    _, *words = made_for.split(".")
    told = stage.server.answers[stage.path(stage.connection.provider.audience.ask.url)]
    for word in words[:-1]:
        told = told[word]
    told[words[-1]] = "somebody else's"
    answer = Api("app").post("auth/provider/token", body)
    assert answer.codes == [("invalid_token", "token")]

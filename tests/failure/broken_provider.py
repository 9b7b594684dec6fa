"""A provider at which users log in lies, hangs and is gone: no one gets in, and everyone else logs in meanwhile."""

import contextlib
import json
import threading
import time
from collections import Counter

import httpx
import pytest
from tests.failure import report
from tests.failure.systems import Gatepost
from tests.failure.writers import PASSWORD

from gatepost.testing.openid import OpenIdProvider
from gatepost.tokens.signed.jwk import Key

pytestmark = pytest.mark.live
WRONG_CLAIMS = {
    "another issuer": {"iss": "https://elsewhere.example.org"},
    "another audience": {"aud": "another-client"},
    "another nonce": {"nonce": "another"},
    "an expired token": {"exp": 1},
}
FAULTS = (
    "error /token",
    "garbage /token",
    "huge /token",
    "redirect /token",
    "drip /token",
    "hang /token",
    "other_iss",
    "other_state",
    "no_id_token",
)
WAITING = 40
"""Visitors whose logins hang at the provider: more than the server has threads."""
RECOVERY = 5


@pytest.fixture(scope="module")
def provider():
    with OpenIdProvider() as running:
        yield running


@pytest.fixture(scope="module")
def server(provider, mails, postgres, tmp_path_factory):
    social = {f"GATEPOST_SOCIAL__{name.upper()}": json.dumps(value) for name, value in provider.settings().items()}
    running = Gatepost(tmp_path_factory.mktemp("gatepost"), mails.url, postgres.url, **social)
    yield running
    running.close()


@pytest.fixture
def arrive(server, provider):
    """Makes visitors."""
    made = []

    def one():
        made.append(Visitor(server, provider))
        return made[-1]

    yield one
    for visitor in made:
        visitor.http.close()


class Visitor:
    """A browser that logs in at the provider."""

    def __init__(self, server, provider):
        self.http = httpx.Client(base_url=server.address, timeout=60)
        self.server, self.provider = server, provider

    def leave(self):
        """The callback with which the provider sends the browser back."""
        self.http.get("/_allauth/browser/v1/config")
        form = {
            "provider": "test",
            "process": "login",
            "callback_url": f"{self.server.address}/welcome",
            "csrfmiddlewaretoken": self.cookie("csrftoken"),
        }
        left = self.http.post("/_allauth/browser/v1/auth/provider/redirect", data=form, headers=self.headers())
        return self.provider.sign_in(left.headers["Location"])

    def cookie(self, name):
        return next((one.value for one in self.http.cookies.jar if one.name == name), "")

    def headers(self):
        # Cookies of a server in production are for HTTPS only.
        return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in self.http.cookies.jar)}

    def come_back(self, answer):
        return self.http.get("/_allauth/social/test/callback", params=answer, headers=self.headers())

    def logged_in(self):
        return self.http.get("/_allauth/browser/v1/auth/session", headers=self.headers()).status_code == 200

    def log_in(self):
        return self.come_back(self.leave())


@contextlib.contextmanager
def lying(provider, *, faults=(), claims=None, key=None):
    right = provider.key
    provider.faults |= set(faults)
    provider.token_claims |= claims or {}
    if key:
        provider.answers["/jwks"] = {"keys": [right.public()]}
        provider.key = key
    try:
        yield
    finally:
        provider.faults.clear()
        provider.token_claims.clear()
        provider.answers.clear()
        provider.key = right


def users(postgres):
    return postgres.query("SELECT count(*) FROM auth_user")[0][0]


def test_no_lie_of_a_provider_logs_anybody_in(arrive, provider, postgres):
    lies = {
        "a key that nobody published": {"key": Key.generate("RS256", kid="usual")},
        **{name: {"claims": claims} for name, claims in WRONG_CLAIMS.items()},
        **{name: {"faults": [name]} for name in FAULTS},
    }
    provider.claims |= {"sub": "liar", "email": "liar@example.org"}
    before = users(postgres)
    for name, lie in lies.items():
        visitor = arrive()
        with lying(provider, **lie):
            answer = visitor.log_in()
        assert answer.status_code < 500, (name, answer.status_code)
        assert not visitor.logged_in(), name
    assert users(postgres) == before
    visitor = arrive()
    began = time.monotonic()
    visitor.log_in()
    assert visitor.logged_in()
    report.note(f"a provider (lies in {len(lies)} ways)", {}, time.monotonic() - began, [])


def test_a_provider_that_hangs_keeps_nobody_else_from_logging_in(arrive, server, provider):
    app = arrive().http
    app.base_url = f"{server.address}/_allauth/app/v1/"
    ann = {"email": "ann-waits@example.org", "password": PASSWORD}
    assert app.post("auth/signup", json=ann).status_code == 200
    visitors = [arrive() for _ in range(WAITING)]
    provider.claims |= {"sub": "slow", "email": "slow@example.org"}
    answers = [visitor.leave() for visitor in visitors]
    took, errors = [], Counter()
    with lying(provider, faults=["hang /token"]):
        waiting = [
            threading.Thread(target=visitor.come_back, args=(answer,))
            for visitor, answer in zip(visitors, answers, strict=True)
        ]
        for one in waiting:
            one.start()
        time.sleep(0.5)
        while any(one.is_alive() for one in waiting):
            began = time.monotonic()
            answer = app.post("auth/login", json=ann)
            took.append(time.monotonic() - began)
            if answer.status_code != 200:
                errors[f"{answer.status_code} {answer.text[:200]}"] += 1
        for one in waiting:
            one.join()
    assert not any(visitor.logged_in() for visitor in visitors)
    began = time.monotonic()
    visitor = arrive()
    visitor.log_in()
    assert visitor.logged_in()
    seconds = time.monotonic() - began
    report.note(f"a provider (hangs; others log in within {max(took):.1f} s)", errors, seconds, [])
    assert not errors
    assert max(took) < 1  # a request that waits for the provider keeps no connection to the database
    assert seconds < RECOVERY

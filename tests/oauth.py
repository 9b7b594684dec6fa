"""A client of the provider as apps are: it sends browsers to `/oauth/authorize`, and calls the other endpoints."""

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt as pyjwt
from django.test import Client as Http

from gatepost.features.provider.operations import clients

URI = "https://wiki.example.org/callback"
RESOURCE = "https://api.example.org"
ISSUER = "http://127.0.0.1:8000"
SCOPE = "openid profile email offline_access read"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


def pkce():
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return verifier, challenge


class App:
    """A registered client, and what it keeps of a login."""

    def __init__(self, *, public=False, **columns):
        given = {
            "name": "Wiki",
            "redirect_uris": [URI],
            "grant_types": ["authorization_code", "refresh_token"],
            "scope": SCOPE,
            "auth_method": "none" if public else "client_secret_basic",
            "verified": True,
        }
        made = clients.make(by="command", **{**given, **columns})
        self.row, self.secret, self.id = made.row, made.secret, made.row.client_id
        self.verifier, self.challenge = pkce()
        self.state = secrets.token_urlsafe(8)

    def parameters(self, **changes):
        given = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": self.row.redirect_uris[0],
            "scope": "openid email",
            "state": self.state,
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in given.items() if value is not None}

    def authorize(self, http, **changes):
        """The response to a browser that comes with a request."""
        return http.get("/oauth/authorize?" + urlencode(self.parameters(**changes), doseq=True))

    def code(self, browser, **changes):
        """A code, with the consent of the browser's user where it is needed."""
        where = sent(self.authorize(browser.http, **changes))
        if where.startswith(URI):
            return query(where)["code"]
        return query(allow(browser, where))["code"]

    def header(self):
        return {"Authorization": "Basic " + base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()}

    def post(self, path, http=None, **form):
        """Call an endpoint as this client."""
        headers = self.header() if self.secret else {}
        form = form if self.secret else {"client_id": self.id, **form}
        body = urlencode({name: value for name, value in form.items() if value is not None}, doseq=True)
        return (http or Http()).post(
            f"/oauth/{path}", body, content_type="application/x-www-form-urlencoded", headers=headers
        )

    def redeem(self, code, **changes):
        form = {"code": code, "redirect_uri": self.row.redirect_uris[0], "code_verifier": self.verifier, **changes}
        return self.post("token", grant_type="authorization_code", **form)

    def log_in(self, browser, **changes):
        """The tokens of a login."""
        answer = self.redeem(self.code(browser, **changes))
        assert answer.status_code == 200, answer.content
        return answer.json()

    def exchange(self, token, http=None, **changes):
        """The response to the exchange of an access token."""
        form = {"subject_token": token, "subject_token_type": ACCESS_TOKEN, **changes}
        return self.post("token", http, grant_type=EXCHANGE, **form)

    def refresh(self, token, **changes):
        return self.post("token", grant_type="refresh_token", refresh_token=token, **changes)

    def introspect(self, token):
        answer = self.post("introspect", token=token)
        assert answer.status_code == 200, answer.content
        return answer.json()


def sent(response):
    """Where a browser is sent."""
    assert response.status_code == 303, response.content
    return response["Location"]


def query(url):
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def key(url):
    """The key of a request that waits for its user."""
    parts = urlsplit(url)
    assert parts.path == "/account/authorize"
    return parse_qs(parts.fragment)["request"][0]


def allow(browser, url):
    """The user allows the request; returns where the page goes then."""
    answer = browser.post("auth/authorization", **{"X-Authorization-Request": key(url)})
    assert answer.status == 200, answer
    return answer.body["data"]["location"]


def claims(token):
    return pyjwt.decode(token, options={"verify_signature": False})


def userinfo(token):
    return Http().get("/oauth/userinfo", headers={"Authorization": f"Bearer {token}"})

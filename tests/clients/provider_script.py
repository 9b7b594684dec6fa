"""One client goes through every kind of request at a provider; what it answers, step by step, field by field."""

import base64
import json
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
from tests.oauth import pkce

CALLBACK = "https://app.example.org/callback"
SECRET = "a-secret-of-more-than-32-characters"
CONFIDENTIAL, PUBLIC, SERVICE = "judge", "public", "batch"
VARIES = re.compile(
    r"(token|request_uri|code|state|iat|exp|expires_in|auth_time|jti|sub|sid|at_hash|iss|kid|username|session_state)$"
)
"""Fields whose values differ in every run; only that they are there is compared."""


class Script:
    """The client.

    Args:
        issuer: The provider's.
        sent: Sends the user's browser to a URL, and gives the one of the client at which it arrives.
    """

    def __init__(self, issuer, sent):
        self.http, self._sent = httpx.Client(timeout=20), sent
        self.answers = {}
        self.metadata = self.http.get(f"{issuer}/.well-known/openid-configuration").json()

    def close(self):
        self.http.close()

    def run(self):
        """Every answer by the name of its step."""
        self.answers["discovery"] = {"status": 200, **{name: _listed(self.metadata[name]) for name in self.metadata}}
        self._authorization()
        tokens = self._code()
        self._refresh(tokens)
        self._tokens(self._log_in())
        self._client()
        self._pushed()
        return self.answers

    def _keep(self, name, answer):
        """Remember an answer."""
        try:
            said = answer.json()
        except ValueError:
            said = {}
        challenge = answer.headers.get("WWW-Authenticate", "").partition(" ")[0]
        kept = {"status": answer.status_code, "challenge": challenge, "cache": answer.headers.get("Cache-Control", "")}
        self.answers[name] = kept | {field: _value(field, value) for field, value in said.items()}
        return said

    def _keep_sent(self, name, url):
        found = dict(parse_qsl(urlsplit(url).query))
        self.answers[name] = {"to": url.partition("?")[0], **{one: _value(one, value) for one, value in found.items()}}
        return found

    def _asked(self, client=CONFIDENTIAL, **changes):
        self.verifier, challenge = pkce()
        given = {
            "client_id": client, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid email",
            "state": "x", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return {name: value for name, value in (given | changes).items() if value is not None}

    def _url(self, **changes):
        return f"{self.metadata['authorization_endpoint']}?{urlencode(self._asked(**changes))}"

    def _authorization(self):
        """What is refused at the client, and what at the user's page."""
        faults = {
            "implicit": {"response_type": "token"},
            "hybrid": {"response_type": "code id_token"},
            "without response_type": {"response_type": None},
            "without challenge": {"code_challenge": None, "code_challenge_method": None},
            "plain challenge": {"code_challenge_method": "plain"},
            "unknown prompt": {"prompt": "whatever"},
            "prompt none with another": {"prompt": "none login"},
            "unknown scope": {"scope": "unheard-of"},
            "bad max_age": {"max_age": "soon"},
            "request object": {"request": "a.b.c"},
            "response_mode fragment": {"response_mode": "fragment"},
        }
        for name, changes in faults.items():
            self._keep_sent(f"authorize: {name}", self._sent(self._url(**changes)))
        for name, changes in {
            "unknown client": {"client": "nobody"},
            "other redirect_uri": {"redirect_uri": f"{CALLBACK}/more"},
            "redirect_uri with a query": {"redirect_uri": f"{CALLBACK}?a=b"},
        }.items():
            answer = self.http.get(self._url(**changes))
            self.answers[f"authorize: {name}"] = {"status": answer.status_code, "sent": "Location" in answer.headers}

    def _post(self, endpoint, client=CONFIDENTIAL, secret=SECRET, **form):
        auth = httpx.BasicAuth(client, secret) if secret else None
        given = form if secret else {**form, "client_id": client}
        return self.http.post(self.metadata[f"{endpoint}_endpoint"], data=given, auth=auth)

    def _log_in(self, **changes):
        found = dict(parse_qsl(urlsplit(self._sent(self._url(**changes))).query))
        return self._post("token", **self._redeeming(found["code"])).json()

    def _redeeming(self, code):
        grant = "authorization_code"
        return {"grant_type": grant, "code": code, "redirect_uri": CALLBACK, "code_verifier": self.verifier}

    def _code(self):
        self._keep_sent("authorize", self._sent(self._url()))
        code = dict(parse_qsl(urlsplit(self._sent(self._url())).query))["code"]
        form = self._redeeming(code)
        for name, changes, options in (
            ("wrong secret", {}, {"secret": "wrong"}),
            ("unknown client", {}, {"client": "nobody"}),
            ("wrong verifier", {"code_verifier": "w" * 43}, {}),
        ):
            self._keep(f"code: {name}", self._post("token", **options, **{**form, **changes}))
        offline = self._url(scope="openid email offline_access read", prompt="consent")
        form = self._redeeming(dict(parse_qsl(urlsplit(self._sent(offline)).query))["code"])
        tokens = self._keep("code", self._post("token", **form))
        self.answers["id token header"] = _claims(tokens["id_token"], 0)
        self.answers["id token"] = _claims(tokens["id_token"], 1)
        return tokens

    def _refresh(self, tokens):
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        self._keep("refresh: more scopes", self._post("token", **form, scope="openid email read phone"))
        self._keep("refresh: unknown token", self._post("token", **{**form, "refresh_token": "unheard-of"}))
        self._keep("refresh: wrong client", self._post("token", client=SERVICE, **form))
        renewed = self._keep("refresh", self._post("token", **form))
        self.answers["refreshed id token"] = _claims(renewed["id_token"], 1)

    def _tokens(self, tokens):
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        where = self.metadata["userinfo_endpoint"]
        self._keep("userinfo", self.http.get(where, headers=bearer))
        self._keep("userinfo by POST", self.http.post(where, headers=bearer))
        self._keep("userinfo: no token", self.http.get(where))
        self._keep("userinfo: bad token", self.http.get(where, headers={"Authorization": "Bearer x"}))
        self._keep("introspection", self._post("introspection", token=tokens["access_token"]))
        self._keep("introspection: unknown token", self._post("introspection", token="unheard-of"))
        self._keep("introspection: no token", self._post("introspection"))
        self._keep("introspection: wrong secret", self._post("introspection", secret="wrong", token="x"))
        self._keep("revocation", self._post("revocation", token=tokens["access_token"]))
        self._keep("revocation: unknown token", self._post("revocation", token="unheard-of"))
        self._keep("revocation: no token", self._post("revocation"))
        self._keep("introspection: revoked", self._post("introspection", token=tokens["access_token"]))
        self._keep("userinfo: revoked", self.http.get(where, headers=bearer))

    def _client(self):
        form = {"grant_type": "client_credentials"}
        self._keep("client credentials", self._post("token", client=SERVICE, **form, scope="read"))
        self._keep("client credentials: not allowed", self._post("token", **form))
        self._keep("client credentials: public", self._post("token", client=PUBLIC, secret="", **form))
        self._keep("token: unknown grant", self._post("token", grant_type="password", username="a", password="b"))
        self._keep("token: no grant", self._post("token"))
        self._keep("token: by GET", self.http.get(self.metadata["token_endpoint"]))

    def _pushed(self):
        where = "pushed_authorization_request"
        pushed = self._keep("PAR", self._post(where, **self._asked()))
        self._keep("PAR: faulty", self._post(where, **self._asked(response_type="token")))
        self._keep("PAR: wrong secret", self._post(where, secret="wrong", **self._asked()))
        query = urlencode({"client_id": CONFIDENTIAL, "request_uri": pushed["request_uri"]})
        self._keep_sent("authorize: pushed", self._sent(f"{self.metadata['authorization_endpoint']}?{query}"))


def _listed(value):
    return sorted(value) if isinstance(value, list) else value


def _value(field, value):
    return "…" if VARIES.search(field) and value not in ("", None) else value


def _claims(token, part):
    text = token.split(".")[part]
    found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return {name: _value(name, value) for name, value in found.items()}


def browse(http, url):
    """Follow redirects until a URL of the client, or an answer that leads nowhere."""
    for _ in range(10):
        answer = http.get(url)
        if "Location" not in answer.headers:
            return str(answer.url)
        url = urljoin(url, answer.headers["Location"])
        if url.startswith(CALLBACK):
            return url
    raise AssertionError(url)

"""A local OpenID Connect provider that behaves correctly unless told to misbehave.

    with OpenIdProvider() as provider:
        settings.GATEPOST["social"] = provider.settings()
        answer = provider.sign_in(authorize_url)       # parameters of the callback: code, state, iss
        token = provider.id_token(sub="alice")         # for apps that post tokens
        provider.faults.add("hang")                    # see FAULTS

It makes the checks of a real provider: client, secret, redirect URI, PKCE with S256, and single use of codes.
Source: OpenID Connect Core 1.0, Discovery 1.0; RFC 6749, 7636, 9207.
"""

import base64
import functools
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import requests

from gatepost.ground import clock
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.jwk import Key

HOST = "127.0.0.1"
TOKEN_SECONDS = 3600
FAULTS = {
    "hang": "Never responds.",
    "drip": "Responds with one byte per second.",
    "error": "Responds with status 500.",
    "huge": "Responds with an endless body.",
    "garbage": "Responds with something other than JSON.",
    "redirect": "Redirects every request.",
    "other_issuer": "The discovery document names another issuer.",
    "slash_issuer": "The discovery document names the issuer with a trailing slash.",
    "http_keys": "The discovery document names a `jwks_uri` without TLS on another host.",
    "deny": "The user denies the request.",
    "no_iss": "The callback has no `iss`, although the discovery document announces it.",
    "other_iss": "The callback has another issuer's `iss`.",
    "other_state": "The callback has another `state`.",
    "refuse_code": "Refuses every code.",
    "no_id_token": "The token response has no id_token.",
    "other_subject": "The userinfo response is about another user.",
    "refuse_refresh": "Refuses every refresh token.",
}
"""The ways in which the provider can misbehave; add names to `OpenIdProvider.faults`."""


@functools.cache
def _usual_key() -> Key:
    return Key.generate("RS256", kid="usual")


class OpenIdProvider:
    """A provider with one client and one user.

    Args:
        client_id: The client's id.
        secret: The client's secret.
        key: The signing key; if absent, an RS256 key that is generated once per process.

    Attributes:
        claims: The user's claims; change them at will.
        token_claims: Claims to add to or replace in id_tokens; None removes a claim.
        faults: Names from `FAULTS`; `hang /jwks` limits one to a path.
        answers: Additional paths with their responses: JSON, or a function of the request's parameters.
        seen: Every request so far: method, path, parameters, headers.
    """

    def __init__(
        self,
        client_id: str = "client",
        secret: str = "secret-of-the-client",  # noqa: S107 - a test value
        key: Key | None = None,
    ) -> None:
        self.client_id, self.secret = client_id, secret
        self.key = key if key is not None else _usual_key()
        self.claims: dict[str, Any] = {
            "sub": "248289761001",
            "email": "jane@example.org",
            "email_verified": True,
            "name": "Jane Doe",
            "preferred_username": "jane",
        }
        self.token_claims: dict[str, Any] = {}
        self.faults: set[str] = set()
        self.answers: dict[str, Any] = {}
        self.seen: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self.refresh_tokens: set[str] = set()
        self.access_tokens: set[str] = set()
        self._codes: dict[str, dict[str, str]] = {}
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        """Start listening on a free loopback port."""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._handle(self)

            def do_POST(self) -> None:
                owner._handle(self)

            def log_message(self, *_: object) -> None:
                """Keep test output clean."""

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self.gone = threading.Event()
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server, and abort responses that hang."""
        if self._server is not None:
            self.gone.set()
            self._server.shutdown()
            self._server.server_close()

    @property
    def host(self) -> str:
        """`host:port`, for the setting `social.allowed_hosts`."""
        port = self._server.server_address[1] if self._server is not None else 0
        return f"{HOST}:{port}"

    @property
    def issuer(self) -> str:
        """The issuer URL."""
        return f"http://{self.host}"

    def settings(self, name: str = "test", **connection: object) -> dict[str, Any]:
        """A `social` section of the settings with a connection to this provider."""
        chosen = {
            "provider": "openid",
            "client_id": self.client_id,
            "secret": self.secret,
            "options": {"issuer": self.issuer},
            **connection,
        }
        return {"connections": {name: chosen}, "allowed_hosts": [self.host]}

    def id_token(self, **claims: object) -> str:
        """A signed id_token; keyword arguments replace the usual claims, None removes one."""
        now = int(clock.unix())
        usual = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + TOKEN_SECONDS}
        values = {**usual, **self.claims, **self.token_claims, **claims}
        return jwt.sign({name: value for name, value in values.items() if value is not None}, self.key)

    def sign_in(self, authorize_url: str) -> dict[str, str]:
        """Follow an authorization URL as a browser whose user consents; returns the callback's parameters."""
        answer = requests.get(authorize_url, allow_redirects=False, timeout=5)
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def count(self, path: str) -> int:
        """The number of requests for a path so far."""
        return sum(1 for _, asked, _, _ in self.seen if asked == path)

    def _has_fault(self, fault: str, path: str) -> bool:
        return fault in self.faults or f"{fault} {path}" in self.faults

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        given = dict(parse_qsl(parts.query))
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        if request.headers.get("Content-Type", "").startswith("application/json"):
            given |= json.loads(body)
        else:
            given |= {name: values[0] for name, values in parse_qs(body).items()}
        self.seen.append((request.command, parts.path, given, dict(request.headers)))
        if not self._misbehaves(request, parts.path):
            status, headers, value = self._answer(request, parts.path, given)
            data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
            _send(request, status, {"Content-Type": "application/json", **headers}, data)

    def _misbehaves(self, request: BaseHTTPRequestHandler, path: str) -> bool:
        wrong = {
            fault for fault in ("hang", "drip", "error", "huge", "garbage", "redirect") if self._has_fault(fault, path)
        }
        if "hang" in wrong:
            self.gone.wait(20)
        elif wrong & {"drip", "huge"}:
            self._pour(request, b"x" if "drip" in wrong else b"x" * 65536, 1.0 if "drip" in wrong else 0.0)
        elif "error" in wrong:
            _send(request, 500, {}, b"{}")
        elif "garbage" in wrong:
            _send(request, 200, {"Content-Type": "application/json"}, b"<html>" * 10)
        elif "redirect" in wrong:
            _send(request, 302, {"Location": f"{self.issuer}{path}"}, b"")
        return bool(wrong)

    def _pour(self, request: BaseHTTPRequestHandler, piece: bytes, pause: float) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            for _ in range(1000):
                request.wfile.write(piece)
                if pause and self.gone.wait(pause):
                    break
        except OSError:
            return

    def _answer(self, request: BaseHTTPRequestHandler, path: str, given: dict[str, str]) -> Any:
        if path in self.answers:
            made = self.answers[path]
            return 200, {}, made(given) if callable(made) else made
        own: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": lambda: (200, {}, self._document()),
            "/jwks": lambda: (200, {}, {"keys": [self.key.public()]}),
            "/authorize": lambda: self._authorize(given),
            "/token": lambda: self._token(given, request.headers.get("Authorization", "")),
            "/userinfo": lambda: self._userinfo(request.headers.get("Authorization", "")),
        }
        return own[path]() if path in own else (404, {}, {})

    def _document(self) -> dict[str, Any]:
        wrong = {"other_issuer": "https://other.example", "slash_issuer": f"{self.issuer}/"}
        keys = "http://keys.example/jwks" if "http_keys" in self.faults else f"{self.issuer}/jwks"
        return {
            "issuer": next((wrong[fault] for fault in wrong if fault in self.faults), self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": keys,
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }

    def _authorize(self, given: dict[str, str]) -> Any:
        if given.get("client_id") != self.client_id or given.get("code_challenge_method") != "S256":
            return 400, {}, {"error": "invalid_request"}
        back = {"state": "another" if "other_state" in self.faults else given.get("state", "")}
        if "no_iss" not in self.faults:
            back["iss"] = "https://other.example" if "other_iss" in self.faults else self.issuer
        if "deny" in self.faults:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = given
        return 302, {"Location": f"{given['redirect_uri']}?{urlencode(back)}"}, ""

    def _token(self, given: dict[str, str], header: str) -> Any:
        basic = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        if header != f"Basic {basic}" and (given.get("client_id"), given.get("client_secret")) != (
            self.client_id,
            self.secret,
        ):
            return 401, {}, {"error": "invalid_client"}
        if given.get("grant_type") == "refresh_token":
            fits = given.get("refresh_token") in self.refresh_tokens and "refuse_refresh" not in self.faults
            self.refresh_tokens.discard(given.get("refresh_token", ""))
            return (200, {}, self._tokens()) if fits else (400, {}, {"error": "invalid_grant"})
        asked = self._codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or "refuse_code" in self.faults or challenge != asked["code_challenge"]:
            return 400, {}, {"error": "invalid_grant"}
        if given.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {}, {"error": "invalid_grant"}
        found = self._tokens()
        if "no_id_token" not in self.faults and "openid" in asked.get("scope", ""):
            found["id_token"] = self.id_token(nonce=self.token_claims.get("nonce", asked.get("nonce")))
        return 200, {}, found

    def _tokens(self) -> dict[str, Any]:
        access, refresh = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.access_tokens.add(access)
        self.refresh_tokens.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
        }

    def _userinfo(self, header: str) -> Any:
        if header.removeprefix("Bearer ") not in self.access_tokens:
            return 401, {}, {"error": "invalid_token"}
        return 200, {}, {**self.claims, **({"sub": "another-user"} if "other_subject" in self.faults else {})}


def _send(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str], data: bytes) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)

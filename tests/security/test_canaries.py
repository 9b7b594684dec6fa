"""No secret of an account's life can be read in a table, a log or another person's mail.

Secrets are looked for as they are, in hexadecimal, in Base64 and as in a URL.
"""

import base64
import json
import logging
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from tests.client import CODE, KEY, Api
from tests.exchanges import CODE as BY_CODE
from tests.factors import App as TotpApp
from tests.oauth import RESOURCE
from tests.oauth import App as OAuthApp
from tests.users import BOB, NEW, PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.password_logins")]
WRONG, EVE = "a-wr0ng-Secret-99", "eve@example.org"
TOKENS = ("access", "access_token", "auth_token", "key", "refresh", "refresh_token", "token")
LOGINS = (
    "/api-token-auth/", "/jwt/", "/jwt/sliding/", "/rest/login/", "/djoser/token/login/", "/djoser/jwt/create/",
)  # fmt: skip
SHORT = 12
"""Codes have fewer characters; among so much else they can only be looked for as whole words."""


@pytest.fixture(autouse=True)
def _settings(configure):
    configure(
        **{name: dict(section) for name, section in BY_CODE.items()},
        provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {"text": "Read your notes"}}},
        tokens={"keys": True, "scopes": ["read"], "strategy": "opaque"},
    )


class Secrets(set):
    """What a run has made so far."""

    def of(self, body):
        """Take the secrets out of a response's body, at any depth."""
        if isinstance(body, dict):
            for name, value in body.items():
                if name in (*TOKENS, "secret", "session_token", "id_token", "client_secret") and isinstance(value, str):
                    self.add(value)
                elif name in ("unused_codes", "codes") and isinstance(value, list):
                    self.update(value)
                else:
                    self.of(value)
        elif isinstance(body, list):
            for value in body:
                self.of(value)
        return body

    def found_in(self, text):
        """Those that a text contains, in any spelling."""
        words = set(re.findall(r"[\w-]+", text))
        return {
            secret for secret in self
            if any((one in words) if len(one) < SHORT else (one in text) for one in spellings(secret))
        }  # fmt: skip


def spellings(secret):
    data = secret.encode()
    encoded = {base64.b64encode(data).decode().rstrip("="), base64.urlsafe_b64encode(data).decode().rstrip("=")}
    long = {data.hex(), quote(secret, safe=""), *encoded} if len(secret) >= SHORT else set()
    return {secret, secret.replace("-", ""), *long}


def shown(value):
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex() + " " + bytes(value).decode("latin-1")
    return str(value)


def tables():
    """Everything in the database, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: " + " | ".join(map(shown, row)) for row in cursor.fetchall()]
    return "\n".join(found)


def posted(path, body, token=""):
    headers = {"Authorization": token} if token else {}
    answer = Client().post(path, json.dumps(body), content_type="application/json", headers=headers)
    return json.loads(answer.content) if answer.content[:1] in (b"{", b"[") else {}


class Life:
    """What happens to an account, and the secrets of it."""

    def __init__(self, post):
        self.post, self.secrets, self.api = post, Secrets({PASSWORD, NEW, WRONG}), Api("browser")

    def mailed(self, to=BOB):
        text = self.post.to(to)[-1]
        self.secrets.update(KEY.findall(text))
        self.secrets.update(CODE.findall(text))
        return CODE.findall(text)[-1]

    def cookies(self):
        self.secrets.update(one.value for one in self.api.http.cookies.values() if one.value and one.key != "messages")

    def told(self, answer, *statuses):
        assert answer.status in (statuses or (200,)), answer
        self.cookies()
        return self.secrets.of(answer.body)

    def sign_up(self):
        self.told(self.api.post("auth/signup", {"email": BOB, "password": PASSWORD}), 401)
        self.told(self.api.post("auth/email/verify", {"key": self.mailed()}))

    def enrol(self):
        body = self.told(self.api.get("account/authenticators/totp"), 404)
        app = TotpApp(body["meta"]["secret"])
        self.told(self.api.post("auth/reauthenticate", {"password": PASSWORD}))
        self.told(self.api.post("account/authenticators/totp", {"code": app.code()}))
        self.told(self.api.get("account/authenticators/recovery-codes"))
        return app

    def come_back(self, app):
        self.told(self.api.delete("auth/session"), 401)
        self.told(self.api.post("auth/login", {"email": BOB, "password": WRONG}), 400)
        self.told(self.api.post("auth/login", {"email": BOB, "password": PASSWORD}), 401)
        self.told(self.api.post("auth/2fa/authenticate", {"code": app.code(1)}))

    def forget(self):
        self.told(Api("app").post("auth/password/request", {"email": BOB}), 401)
        self.mailed()
        self.told(Api("app").post("auth/code/request", {"email": BOB}), 401)
        self.mailed()

    def make_keys(self):
        self.told(self.api.post("account/keys", {"name": "ci", "scope": "read"}))

    def log_in_by_every_api(self, user):
        given = {"username": user.username, "password": PASSWORD}
        for path in LOGINS:
            body = posted(path, given)
            assert set(body) & {*TOKENS}, (path, body)
            self.secrets.of(body)
        basic = "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
        self.secrets.add(basic.removeprefix("Basic "))
        self.secrets.of(posted("/knox/login/", {}, basic))
        app = Api("app")
        self.told(app.post("auth/login", {"email": user.email, "password": PASSWORD}))
        self.secrets.add(app.token)

    def log_in_to_an_app(self):
        wiki = OAuthApp()
        self.secrets.add(wiki.secret)
        code = wiki.code(self.api, scope="openid email offline_access")
        self.secrets.update({code, wiki.verifier})
        answer = wiki.redeem(code)
        assert answer.status_code == 200, answer.content
        self.secrets.of(answer.json())

    def change(self):
        self.told(self.api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}))


def test_h15_k1_no_secret_can_be_read_in_a_table_a_log_or_anothers_mail(post, caplog):
    make_user(EVE, "eve")
    other = make_user("dan@example.org", "dan")
    connection.force_debug_cursor = True
    life = Life(post)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="django.db.backends"):
        life.sign_up()
        app = life.enrol()
        life.make_keys()
        life.log_in_to_an_app()
        life.come_back(app)
        life.log_in_by_every_api(other)
        Api("app").post("auth/password/request", {"email": BOB})
        Api("app").post("auth/password/request", {"email": EVE})
        waiting = tables()
        life.forget()
        life.change()
    connection.force_debug_cursor = False
    assert len(life.secrets) > 40
    assert life.secrets.found_in(waiting) == set()
    assert life.secrets.found_in(tables()) == set()
    logged = "\n".join(one.getMessage() for one in caplog.records)
    assert "gatepost_session" in logged
    assert life.secrets.found_in(logged) == set()
    assert life.secrets.found_in("\n".join(post.to(EVE))) == set()

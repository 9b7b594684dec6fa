"""Clients and logins of the real package, in every state that they can be in; prints what their owners know."""

import base64
import hashlib
import html
import json
import re
import sys
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import django

django.setup()

from allauth.idp.oidc.models import Client as App  # noqa: E402 - after the set-up
from allauth.idp.oidc.models import Token  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402 - after the set-up

SECRET, CALLBACK, VERIFIER = "secret-" * 7, "https://wiki.example.org/callback", "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
STATES = ["live", "idle", "rotated", "revoked", "expired", "inactive", "deleted", "twice"]
CODE, REFRESH = "authorization_code", "refresh_token"


def call(path, *, client_id="", **form):
    headers = {"host": "shop.example.org"}
    if client_id:
        headers["authorization"] = "Basic " + base64.b64encode(f"{client_id}:{SECRET}".encode()).decode()
    answer = Client(headers=headers).post(path, form, secure=True)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content) if answer.content else {}


def app(name, grants=(CODE, REFRESH), uris=(CALLBACK,), **changes):
    given = {
        "id": name,
        "name": name,
        "secret": make_password(SECRET, hasher="pbkdf2_sha256"),
        "grant_types": "\n".join(grants),
        "redirect_uris": "\n".join(uris),
        "scopes": "openid\nread",
    }
    return App.objects.create(**given | changes)


def logged_in(user):
    http = Client(headers={"host": "shop.example.org"})
    http.force_login(user)
    given = {
        "response_type": "code", "client_id": "wiki", "redirect_uri": CALLBACK, "scope": "openid read",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    page = http.get("/identity/o/authorize", given, secure=True).content.decode()
    request = html.unescape(re.search(r'name="request" value="([^"]+)"', page)[1])
    form = {"request": request, "scopes": ["openid", "read"], "action": "grant"}
    answer = http.post("/identity/o/authorize", form, secure=True)
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    form = {"grant_type": CODE, "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return call("/identity/o/api/token", client_id="wiki", **form)


def login(user, state):
    found = logged_in(user)
    first = {}
    if state == "rotated":
        first = found
        found = call("/identity/o/api/token", client_id="wiki", grant_type=REFRESH, refresh_token=found[REFRESH])
    if state == "revoked":
        call("/identity/o/api/revoke", client_id="wiki", token=found[REFRESH])
    if state in ("idle", "expired"):
        kinds = ["at"] if state == "idle" else ["at", "rt"]
        Token.objects.filter(user=user, type__in=kinds).update(expires_at=timezone.now() - timedelta(days=1))
    return {"user": user.pk, "state": state, "first": first, **found}


PBKDF2PasswordHasher.iterations = 10  # each request of a client verifies its secret by it
call_command("migrate", verbosity=0, run_syncdb=True)
users = get_user_model().objects
staff = users.create_user("staff", "staff@example.org", "old-Secret-77", is_staff=True)
stranger = users.create_user("stranger", "stranger@example.org", "old-Secret-77")
after_logout = {"client_metadata": {"post_logout_redirect_uris": ["https://wiki.example.org/bye"]}}
app("wiki", owner=staff, data=after_logout)
app("plain", owner=stranger, data={"dcr": True})
app("phone", type="public", uris=("org.example.app:/back", "http://127.0.0.1/back", "shop://back"))
app("batch", grants=("client_credentials",), uris=(), scopes="read", default_scopes="read")
app("page", type="public", response_types="token\nid_token token")
app("mixed", skip_consent=True, response_types="code\ncode id_token")
app("lost", uris=("http://intranet.example.org/cb", "https://*.example.org/cb"), allow_uri_wildcards=True)
app("tv", type="public", grants=("urn:ietf:params:oauth:grant-type:device_code", REFRESH), uris=())
app("taken")
app("https://agent.example.org/client", type="public", data={"cimd": True})
logins = []
for number in range(int(sys.argv[1])):
    state = STATES[number % len(STATES)]
    name = ["ann", "B\u00f6b", "c c", "d+d@example.org"][number % 4] + str(number)
    user = users.create_user(name, f"u{number}@example.org", "old-Secret-77")
    logins += [{"name": name, **login(user, state)} for _ in range(2 if state == "twice" else 1)]
    if state == "inactive":
        users.filter(pk=user.pk).update(is_active=False)
    if state == "deleted":
        user.delete()
alone = call("/identity/o/api/token", client_id="batch", grant_type="client_credentials", scope="read")
ann = users.get(username="ann0")
later = timezone.now() + timedelta(hours=1)


def token(text, **columns):
    hashed = hashlib.sha256(text.encode()).hexdigest()
    values = {"type": "at", "hash": hashed, "user": ann, "client_id": "page", "expires_at": later, "scopes": "read"}
    Token.objects.create(**values | columns)


token("p" * 30)
token("foreign", hash="md5$" + "0" * 32)
token("at-api", data={"resources": ["https://api.example.org/v1"]})
token("initial", type="ia", client_id=None, user=None, expires_at=None)
facts = {"secret": SECRET, "alone": alone, "logins": logins, "ann": ann.pk}
sys.stdout.write(json.dumps(facts, default=str) + "\n")

"""Clients and logins of the real package, in every state that they can be in; prints what their owners know."""

import base64
import hashlib
import json
import sys
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402 - after the set-up
from oauth2_provider.models import AccessToken, Application, RefreshToken  # noqa: E402 - after the set-up

SECRET, CALLBACK, VERIFIER = "secret-" * 7, "https://wiki.example.org/callback", "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
STATES = ["live", "idle", "rotated", "revoked", "expired", "inactive", "deleted", "twice"]


def call(path, *, client_id="", **form):
    headers = {"host": "shop.example.org"}
    if client_id:
        headers["authorization"] = "Basic " + base64.b64encode(f"{client_id}:{SECRET}".encode()).decode()
    answer = Client(headers=headers).post(path, form, secure=True)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content) if answer.content else {}


def application(name, **changes):
    given = {
        "name": name,
        "client_id": name,
        "client_secret": SECRET,
        "client_type": "confidential",
        "authorization_grant_type": "authorization-code",
        "redirect_uris": CALLBACK,
        "algorithm": "RS256",
    }
    return Application.objects.create(**given | changes)


def logged_in(user):
    http = Client(headers={"host": "shop.example.org"})
    http.force_login(user)
    given = {
        "response_type": "code", "client_id": "wiki", "redirect_uri": CALLBACK, "scope": "openid read",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    answer = http.post("/o/authorize/", {**given, "allow": "Authorize"}, secure=True)
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return call("/o/token/", client_id="wiki", **form)


def login(user, state):
    found = logged_in(user)
    dead = {}
    if state == "rotated":
        dead = found
        found = call("/o/token/", client_id="wiki", grant_type="refresh_token", refresh_token=found["refresh_token"])
    if state == "revoked":
        call("/o/revoke_token/", client_id="wiki", token=found["refresh_token"])
    if state in ("idle", "expired"):
        ago = timezone.now() - timedelta(days=40 if state == "expired" else 2)
        AccessToken.objects.filter(user=user).update(expires=ago)
    return {"user": user.pk, "state": state, "dead": dead, **found}


PBKDF2PasswordHasher.iterations = 10  # each request of a client verifies its secret by it
call_command("migrate", verbosity=0, run_syncdb=True)
users = get_user_model().objects
staff = users.create_user("staff", "staff@example.org", "old-Secret-77", is_staff=True)
stranger = users.create_user("stranger", "stranger@example.org", "old-Secret-77")
slow = make_password(SECRET, hasher="pbkdf2_sha256")
wiki = application("wiki", client_secret=slow, user=staff, post_logout_redirect_uris="https://wiki.example.org/bye")
application("plain", hash_client_secret=False, algorithm="HS256", user=stranger)
application("phone", client_type="public", redirect_uris="org.example.app:/back http://127.0.0.1/back shop://back")
application("batch", authorization_grant_type="client-credentials", redirect_uris="", algorithm="")
application("page", client_type="public", authorization_grant_type="implicit")
application("old", authorization_grant_type="password", redirect_uris="")
application("mixed", authorization_grant_type="openid-hybrid", skip_authorization=True)
application("lost", redirect_uris="http://intranet.example.org/cb https://*.example.org/cb javascript:alert(1)")
application("taken")
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
alone = call("/o/token/", client_id="batch", grant_type="client_credentials", scope="introspection")
ann = users.get(username="ann0")
later = timezone.now() + timedelta(hours=1)
AccessToken.objects.create(user=ann, application_id=Application.objects.get(name="page").pk, token="p" * 30,
                           expires=later, scope="read")  # fmt: skip
AccessToken.objects.create(user=ann, token="n" * 30, expires=later, scope="read")
assert RefreshToken.objects.filter(revoked__isnull=False).exists()
sys.stdout.write(json.dumps({"secret": SECRET, "alone": alone, "logins": logins, "ann": ann.pk}, default=str) + "\n")

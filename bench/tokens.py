"""CPU time per request of an OAuth provider's endpoints; prints JSON. Started by `compare_provider.py`."""

import base64
import hashlib
import io
import json
import logging
import os
import secrets
import sys
from datetime import timedelta
from urllib.parse import urlencode

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from measure import report

COUNT = 100
PASSWORD = "a-l0ng-Secret"
URI = "https://app.example.org/callback"
SCOPES = "openid read"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class GatepostClient:
    """Our own client, with opaque access tokens as those of the others."""

    prefix, introspect = "/oauth/token", "/oauth/introspect"

    def __init__(self, user):
        from gatepost.features.provider.operations import clients
        from gatepost.sessions import issue

        grants = ["authorization_code", "refresh_token", "client_credentials"]
        made = clients.make(
            by="command", name="App", redirect_uris=[URI], grant_types=grants, scope=SCOPES, token_format="opaque"
        )
        self.row, self.id, self.secret = made.row, made.row.client_id, made.secret
        self.session = issue.open_for(user, client="browser", ip="", user_agent="", proofs=[]).state

    def code(self, user, scope):
        from gatepost.features.provider import queries
        from gatepost.features.provider.models import Grant
        from gatepost.features.provider.operations import code_grant
        from gatepost.ground import credentials, keyring

        text, now = credentials.make("c"), timezone.now()
        queries.insert_grant(
            Grant(
                kind="code",
                client=self.row,
                user=user,
                session_id=self.session.id,
                session_number=self.session.number,
                scope=scope,
                auth_time=now,
                acr="aal1",
                amr="pwd",
                code_digest=keyring.digest(code_grant.CODE, text),
                code_expires_at=now + timedelta(hours=1),
                code_challenge=CHALLENGE,
                redirect_uri=URI,
                created_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
        return text


class ToolkitClient:
    """A client of django-oauth-toolkit; its client credentials need an application of their own."""

    prefix, introspect = "/o/token/", "/o/introspect/"

    def __init__(self, user, grant="authorization-code"):
        from oauth2_provider.models import Application

        self.secret = secrets.token_hex(32)
        self.row = Application.objects.create(
            name="App",
            user=user,
            client_type="confidential",
            authorization_grant_type=grant,
            redirect_uris=URI,
            client_secret=self.secret,
            algorithm="RS256",
        )
        self.id = self.row.client_id

    def code(self, user, scope):
        from oauth2_provider.models import Grant

        text = secrets.token_urlsafe(24)
        Grant.objects.create(
            user=user,
            code=text,
            application=self.row,
            expires=timezone.now() + timedelta(hours=1),
            redirect_uri=URI,
            scope=scope,
            code_challenge=CHALLENGE,
            code_challenge_method="S256",
        )
        return text


class AllauthClient:
    """A client of allauth.idp."""

    prefix, introspect = "/identity/o/api/token", "/identity/o/api/introspect"

    def __init__(self, user):
        from allauth.idp.oidc.models import Client

        self.secret = secrets.token_hex(32)
        self.row = Client(name="App", scopes="openid\nread", redirect_uris=URI, owner=user)
        self.row.set_grant_types(["authorization_code", "refresh_token", "client_credentials"])
        self.row.set_secret(self.secret)
        self.row.save()
        self.id = self.row.id

    def code(self, user, scope):
        from allauth.idp.oidc.models import Token

        text = secrets.token_urlsafe(24)
        pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        row = Token(client=self.row, user=user, type="ac", expires_at=timezone.now() + timedelta(hours=1))
        row.data = {"claims": None, "claimed": False, "pkce": pkce}
        row.set_value(text)
        row.set_scopes(scope.split())
        row.set_grant_id(secrets.token_hex(16))
        row.set_redirect_uri(URI)
        row.save()
        return text


CLIENTS = {"gatepost_idp": GatepostClient, "toolkit": ToolkitClient, "allauth_idp": AllauthClient}


def post(handler, path, client, form):
    """One request of a client through the real WSGI handler."""
    data = urlencode(form).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(data)),
        "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{client.id}:{client.secret}".encode()).decode(),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(data),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
    }
    response = handler(environ, lambda status, headers: None)
    content = b"".join(response)
    response.close()
    assert response.status_code == 200, (path, form, content)
    return json.loads(content)


def acts(name, user, rounds):
    client = CLIENTS[name](user)
    service = ToolkitClient(user, "client-credentials") if name == "toolkit" else client
    handler = get_wsgi_application()

    def redeem(code):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": URI, "code_verifier": VERIFIER}
        return post(handler, client.prefix, client, form)

    codes = {scope: [client.code(user, scope) for _ in range(COUNT * rounds + 1)] for scope in ("read", SCOPES)}
    held = redeem(codes["read"].pop())
    assert "id_token" in redeem(codes[SCOPES].pop())
    access = redeem(client.code(user, "read"))["access_token"]

    def refresh():
        form = {"grant_type": "refresh_token", "refresh_token": held["refresh_token"]}
        held.update(post(handler, client.prefix, client, form))

    def introspect():
        assert post(handler, client.introspect, client, {"token": access})["active"]

    credentials = {"grant_type": "client_credentials", "scope": "read"}
    return {
        "token, by code": (lambda: redeem(codes["read"].pop()), COUNT),
        "token, by code, with ID token": (lambda: redeem(codes[SCOPES].pop()), COUNT),
        "token, by refresh": (refresh, COUNT),
        "token, for the client": (lambda: post(handler, client.prefix, service, credentials), COUNT),
        "introspection": (introspect, COUNT),
    }


def main(name, rounds):
    os.environ["DJANGO_SETTINGS_MODULE"] = f"settings_{name}"
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model

    user = get_user_model()(username="ann", email="ann@example.org")
    user.set_password(PASSWORD)
    user.save()
    report(acts(name, user, rounds), rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

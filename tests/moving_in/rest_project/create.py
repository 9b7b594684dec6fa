"""Run with `STAGE=before`: users who logged in over the package's own API; prints what their clients keep."""

import json
import os
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core import mail  # noqa: E402
from django.core.management import call_command  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

PASSWORD = "a-l0ng-Secret"
REST_AUTH = os.environ["PACKAGE"] == "dj-rest-auth"
LOGIN, KEY = ("/auth/login/", "key") if REST_AUTH else ("/auth/token/login/", "auth_token")
model = get_user_model()


def log_in(name):
    """The key, and the session's."""
    client = APIClient()
    answer = client.post(LOGIN, {"username": name, "password": PASSWORD}, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()[KEY], client.cookies["sessionid"].value


def factors():
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from dj_rest_auth.mfa.recovery_codes import RecoveryCodes  # noqa: PLC0415
    from dj_rest_auth.mfa.totp import TOTP  # noqa: PLC0415

    user = model.objects.get(username="ann")
    EmailAddress.objects.create(user=user, email="a@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)
    assert RecoveryCodes.validate_code(user, codes[0])
    return {"secret": secret, "used": codes[0], "codes": codes[1:]}


def pair():
    """A refresh token of simplejwt, and one of a user who was disabled since."""
    found = {}
    for name in ("ann", "disabled"):
        model.objects.filter(username=name).update(is_active=True)
        body = {"username": name, "password": PASSWORD}
        found[name] = APIClient().post("/auth/jwt/create/", body, format="json").json()["refresh"]
    model.objects.filter(username="disabled").update(is_active=False)
    return found


def waiting():
    """An account that waits for its activation, and the mailed link."""
    body = {"username": "waits", "email": "waits@example.org", "password": PASSWORD}
    assert APIClient().post("/auth/users/", body, format="json").status_code == 201
    link = next(line for line in mail.outbox[0].body.split() if "activate/" in line)
    return dict(zip(("uid", "token"), link.strip("/").split("/")[-2:], strict=True))


def keys():
    """Users who signed up with a security key: one is disabled since, one has set a password since."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    from gatepost.testing.authenticator import SoftwareAuthenticator  # noqa: PLC0415 - its code needs no settings

    found = {}
    for name in ("keyed", "keyedoff", "keyedtoo"):
        body = {"username": name, "display_name": f"The key of {name}"}
        options = APIClient().post("/auth/webauthn/signup_request/", body, format="json").json()
        key, ukey = SoftwareAuthenticator("http://localhost"), options["user"]["id"]
        shown = key.create(options)["response"]
        body = {
            "username": name,
            "email": f"{name}@example.org",
            "clientData": shown["clientDataJSON"],
            "attObj": shown["attestationObject"],
        }
        answer = APIClient().post(f"/auth/webauthn/signup/{ukey}/", body, format="json")
        assert answer.status_code == 201, answer.content
        model.objects.filter(username=name).update(is_active=name != "keyedoff")
        pem = key._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        found[name] = {"id": key.credential_id.hex(), "handle": key.user_handle.hex(), "pem": pem.decode()}
    too = model.objects.get(username="keyedtoo")
    too.set_password(PASSWORD)
    too.save()
    return found


call_command("migrate", verbosity=0)
found = {"tokens": {}, "sessions": {}}
for name in ("ann", "B\u00f6b", "c@d+e", "disabled", "changed"):
    model.objects.create_user(name, f"{name[0]}@example.org", PASSWORD)
    found["tokens"][name], found["sessions"][name] = log_in(name)
model.objects.filter(username="disabled").update(is_active=False)
changed = model.objects.get(username="changed")
changed.set_password("another-l0ng-Secret")
changed.save()
found["tokens"]["nopassword"] = Token.objects.create(user=model.objects.create_user("nopassword", "n@example.org")).key
found |= {"factors": factors()} if REST_AUTH else {"link": waiting(), "refresh": pair(), "keys": keys()}
users = model.objects.bulk_create([model(username=f"u{n}") for n in range(int(sys.argv[1]))])
Token.objects.bulk_create(Token(user=user, key=Token.generate_key()) for user in users)
sys.stdout.write(json.dumps(found) + "\n")

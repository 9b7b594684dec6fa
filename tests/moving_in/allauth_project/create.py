"""Run with `STAGE=before`: creates users in every state, by allauth's own code, and prints what clients know."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from allauth.mfa.utils import encrypt  # noqa: E402
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

PASSWORD = "a-l0ng-Secret"
API = "/_allauth/{}/v1/"


def make(name, address=None, *, verified=True, password=PASSWORD, **fields):
    user = get_user_model().objects.create_user(name, address or f"{name}@example.org", password, **fields)
    EmailAddress.objects.create(user=user, email=user.email.lower(), verified=verified, primary=True)
    return user


def post(client, kind, path, body, **headers):
    return client.post(API.format(kind) + path, json.dumps(body), content_type="application/json", headers=headers)


def sign_in(kind, name, password=PASSWORD):
    """Log in by allauth's API; the client, and its key."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"})
    answer = post(client, kind, "auth/login", {"username": name, "password": password})
    assert answer.status_code == 200, (name, answer.content)
    return client, client.cookies["sessionid"].value if kind == "browser" else answer.json()["meta"]["session_token"]


def factors():
    app = make("app")
    secret = generate_totp_secret()
    TOTP.activate(app, secret)
    codes = RecoveryCodes.activate(app).generate_codes()
    assert RecoveryCodes.activate(app).validate_code(codes[0])
    legacy = make("legacy")
    TOTP.activate(legacy, generate_totp_secret())
    Authenticator.objects.create(
        user=legacy, type="recovery_codes", data={"migrated_codes": [encrypt("abc-DEF-123"), encrypt("second1")]}
    )
    return {"secret": secret, "used": codes[0], "codes": codes[1:], "migrated": ["abc-DEF-123", "second1"]}


def keys():
    """Register a passkey and a security key over allauth's API, with a software authenticator."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    from gatepost.testing.authenticator import SoftwareAuthenticator  # noqa: PLC0415 - its code needs no settings

    found = {}
    for name, passwordless in (("passkey", True), ("securitykey", False)):
        make(name)
        client, token = sign_in("app", name)
        key = SoftwareAuthenticator("http://localhost")
        url = API.format("app") + "account/authenticators/webauthn"
        options = client.get(url + ("?passwordless" if passwordless else ""), headers={"X-Session-Token": token})
        assert options.status_code == 200, options.content
        credential = key.create(options.json()["data"]["creation_options"])
        credential["clientExtensionResults"] = {"credProps": {"rk": passwordless}}
        answer = post(
            client,
            "app",
            "account/authenticators/webauthn",
            {"name": name, "credential": credential},
            **{"X-Session-Token": token},
        )
        assert answer.status_code == 200, answer.content
        pem = key._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        found[name] = {"id": key.credential_id.hex(), "handle": key.user_handle.hex(), "pem": pem.decode()}
    return found


def social():
    SocialApp.objects.create(provider="google", name="Google", client_id="goo", secret="goo-secret")
    person = make("social")
    for provider, uid in (
        ("google", "1000"), ("github", "2000"), ("company", "alice"), ("slack", "T1_U1"), ("linkedin_oauth2", "x"),
    ):  # fmt: skip
        account = SocialAccount.objects.create(user=person, provider=provider, uid=uid, extra_data={"name": "Alice"})
        SocialToken.objects.create(account=account, token=f"token-{provider}", token_secret="again")


def sessions():
    for name in ("browser", "phoneapp", "changed", "expired", "ended", "disabled"):
        make(name)
    found = {}
    client, found["browser"] = sign_in("browser", "browser")
    session = client.session
    session["cart"] = [1, 2]
    session.save()
    for name in ("changed", "expired", "ended", "disabled"):
        client, found[name] = sign_in("browser", name)
        if name == "ended":
            client.delete(API.format("browser") + "auth/session")
    found["app"] = sign_in("app", "phoneapp")[1]
    changed = get_user_model().objects.get(username="changed")
    changed.set_password("another-l0ng-Secret")
    changed.save()
    Session.objects.filter(pk=found["expired"]).update(expire_date=timezone.now() - timedelta(days=1))
    get_user_model().objects.filter(username="disabled").update(is_active=False)
    visitor = Client()
    session = visitor.session
    session["cart"] = [3]
    session.save()
    found["visitor"] = session.session_key
    return found


def names():
    make("plain")
    make("held", verified=False)
    several = make("several")
    EmailAddress.objects.create(user=several, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=several, email="third@example.org", verified=False)
    make("nopassword", password=None)
    make("inactive", is_active=False)
    unusual = ["Ünïcode.名前", "UPPER", "a+b-c_d@host", "ⅷ"]
    for number, name in enumerate(unusual):
        make(name, f"Unusual+{number}@Example.org")
    get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD)
    make("called", last_name="+4915112345678", first_name="verified")
    make("unheard", last_name="+4915112345679")
    return unusual


def crowd(count):
    """Many users, quickly: they have the password of the first."""
    hashed = get_user_model().objects.get(username="plain").password
    model = get_user_model()
    users = model.objects.bulk_create(
        [model(username=f"u{n}", email=f"u{n}@crowd.example", password=hashed) for n in range(count)]
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=n % 10 > 0, primary=True) for n, user in enumerate(users)
    )
    SocialAccount.objects.bulk_create(
        SocialAccount(user=user, provider="github", uid=f"c{user.pk}", extra_data={}) for user in users[::3]
    )
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type="totp", data={"secret": encrypt(generate_totp_secret())}) for user in users[::5]
    )
    Authenticator.objects.bulk_create(
        Authenticator(
            user=user, type="recovery_codes", data={"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}
        )
        for user in users[::5]
    )


call_command("migrate", verbosity=0)
facts = {"unusual": names(), "factors": factors(), "keys": keys(), "sessions": sessions()}
social()
crowd(int(sys.argv[1]))
sys.stdout.write(json.dumps(facts))

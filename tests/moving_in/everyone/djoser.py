"""Users of djoser: keys, sessions, pairs of tokens, accounts at a provider, security keys, and pending activations."""

import json
import re

from django.conf import settings
from django.core import mail
from rest_framework.test import APIClient
from tests.moving_in.everyone import people, sessions, signed
from tests.moving_in.everyone.authtoken import key_of
from tests.moving_in.everyone.people import WRONG
from tests.moving_in.everyone.requests import by_token, me, post, with_password

PAGE = "https://shop.example.org/done"
LINK = re.compile(r"activate/([^/\s]+)/([^/\s]+)")
NATIVE = "/_allauth/app/v1/auth/webauthn/"
BY_ADDRESS = "members" in settings.VARIANT or "by-address" in settings.VARIANT


def accounts(user, number, traits, fact):
    from social_django.models import UserSocialAuth  # noqa: PLC0415 - gone after the move

    if not traits.one_in(4):
        return []
    fact["subject"] = f"s{number}"
    known = {"id_key": "sub", "uid": fact["subject"], "extra_data": {"id": fact["subject"]}}
    return [UserSocialAuth(user=user, provider="oidc", **known)]


def security_keys(user, traits, fact):
    """A key of a user who has a name, registered by the package's own library."""
    if BY_ADDRESS or not traits.one_in(6):
        return []
    from djoser.webauthn.models import CredentialOptions  # noqa: PLC0415 - gone after the move
    from djoser.webauthn.utils import create_challenge, create_ukey  # noqa: PLC0415
    from webauthn import WebAuthnRegistrationResponse  # noqa: PLC0415

    from gatepost.testing.authenticator import SoftwareAuthenticator  # noqa: PLC0415 - its code needs no settings

    key, challenge, ukey = SoftwareAuthenticator("http://localhost"), create_challenge(32), create_ukey(20)
    shown = key.create({"challenge": challenge, "user": {"id": ukey}, "rp": {"id": "localhost"}})["response"]
    checked = WebAuthnRegistrationResponse(
        rp_id="localhost",
        origin="http://localhost",
        registration_response={"clientData": shown["clientDataJSON"], "attObj": shown["attestationObject"]},
        challenge=challenge,
        none_attestation_permitted=True,
    ).verify()
    fact["security key"] = people.stored_key(key)
    row = CredentialOptions(
        challenge="",
        username=user.username,
        display_name=f"The key of {user.username}",
        ukey=ukey,
        user=user,
        credential_id=checked.credential_id.decode(),
        sign_count=checked.sign_count,
        public_key=checked.public_key.decode(),
    )
    return [row]


def rows(user, number, traits, fact):
    return [
        *key_of(user, number, traits, fact),
        *sessions.rows(user, traits, fact),
        *signed.rows(user, traits, fact),
        *accounts(user, number, traits, fact),
        *security_keys(user, traits, fact),
    ]


finish = signed.finish


def answers(fact, provider):
    field = "email" if BY_ADDRESS else "username"
    name = fact["address"] if BY_ADDRESS else fact["name"]

    def log_in(name, password=fact["password"]):
        return by_token("/auth/token/login/", "auth_token", with_password(field, name, password))

    found = {"session": sessions.who(fact)} if "session" in fact else {}
    for state, (access, refresh) in fact["pairs"].items():
        found[f"{state} access"] = me(Authorization=f"Bearer {access}")
        found[f"{state} refresh"] = pair_of("/auth/jwt/refresh/", {"refresh": refresh})
    found |= {"name": log_in(name), "wrong": log_in(name, WRONG), "other case": log_in(name.swapcase())}
    login = with_password("email" if "members" in settings.VARIANT else "username", name, fact["password"])
    found["pair"] = pair_of("/auth/jwt/create/", login)
    if "key" in fact:
        found["key"] = me(Authorization=f"Token {fact['key']}")
    if "subject" in fact:
        found["provider"] = at_provider(provider, fact["subject"])
    if "security key" in fact:
        found["security key"] = by_security_key(fact["name"], fact["security key"])
    if not fact["active"] and fact["address"]:
        found["activation"] = activated(fact["address"]) and log_in(name)
    return found


def pair_of(path, body):
    status, said, _ = post(path, body)
    return me(Authorization=f"Bearer {said['access']}") if status == 200 else None


def at_provider(provider, subject):
    """Sign in as a user of the provider's."""
    import requests  # noqa: PLC0415 - for those alone who have an account there

    requests.get(f"{provider}/become", params={"sub": subject}, timeout=9)
    client = APIClient()
    url = client.get(f"/auth/o/oidc/?redirect_uri={PAGE}").json()["authorization_url"]
    sent = requests.get(url, allow_redirects=False, timeout=9).headers["Location"].partition("?")[2]
    answer = client.post("/auth/o/oidc/", sent, content_type="application/x-www-form-urlencoded")
    return me(Authorization=f"Bearer {answer.json()['access']}") if answer.status_code == 201 else None


def by_security_key(name, stored):
    from gatepost.testing.authenticator import decode  # noqa: PLC0415 - its code needs no settings

    key = people.key_of(stored)
    if settings.STAGE == "after":
        status, said, _ = post(f"{NATIVE}options", {"username": name})
        if status != 200:
            return None
        client = APIClient(headers={"X-Session-Token": said["meta"]["session_token"]})
        body = {"credential": key.get(said["data"]["request_options"])}
        answer = client.post(f"{NATIVE}login", json.dumps(body), content_type="application/json")
        return answer.json()["data"]["user"]["username"] if answer.status_code == 200 else None
    _, said, _ = post("/auth/webauthn/login_request/", {"username": name})
    if "challenge" not in said:
        return None
    shown = key.get(said)
    body = {
        "username": name,
        "id": shown["id"],
        "clientData": shown["response"]["clientDataJSON"],
        "authData": shown["response"]["authenticatorData"],
        "signature": decode(shown["response"]["signature"]).hex(),
    }
    status, said, _ = post("/auth/webauthn/login/", body)
    return me(Authorization=f"Token {said['auth_token']}") if status == 201 else None


def activated(address):
    """Whether a mailed link activates the account."""
    mail.outbox = []
    post("/auth/users/resend_activation/", {"email": address})
    found = LINK.search(mail.outbox[0].body) if mail.outbox else None
    if found is None:
        return None
    status, *_ = post("/auth/users/activation/", dict(zip(("uid", "token"), found.groups(), strict=True)))
    return status == 204 or None

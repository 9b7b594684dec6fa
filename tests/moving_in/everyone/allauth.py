"""`make N` inserts users in every state by allauth's own models; `ask` logs each of them in by every method.

Facts and answers are in `everyone.json` and on standard output. `ask` reads the id tokens of the provider.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from django.utils.http import int_to_base36  # noqa: E402 - after the set-up
from tests.moving_in.everyone import people  # noqa: E402 - after the set-up

FACTS = Path(os.environ["MAIL"]).parent / "everyone.json"
APP = "/_allauth/app/v1/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def addresses(user, traits):
    """The rows of a user's addresses: verified or not, several, or only an unverified one."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - gone after the move

    if not user.email:
        return []
    rows = [EmailAddress(user=user, email=user.email.lower(), verified=not traits.one_in(5), primary=True)]
    if traits.one_in(3):
        rows.append(EmailAddress(user=user, email=f"second{user.pk}@example.org", verified=True))
        rows.append(EmailAddress(user=user, email=f"third{user.pk}@example.org", verified=False))
    return rows


def factors(user, traits, fact):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - gone after the move
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415
    from allauth.mfa.utils import encrypt  # noqa: PLC0415

    from gatepost.testing.authenticator import SoftwareAuthenticator, encode  # noqa: PLC0415

    rows = []
    if traits.one_in(4):
        fact["totp"] = True
        rows.append(Authenticator(user=user, type="totp", data={"secret": encrypt(SECRET)}))
    if traits.one_in(6):
        handle = encode(int_to_base36(user.pk).encode())
        options = {"user": {"id": handle}, "rp": {"id": "localhost"}, "challenge": "MQ"}
        key = SoftwareAuthenticator("http://localhost")
        data = {"name": "Key", "credential": key.create(options)}
        data["credential"]["clientExtensionResults"] = {"credProps": {"rk": traits.one_in(2)}}
        rows.append(Authenticator(user=user, type="webauthn", data=data))
        fact["key"] = people.stored_key(key)
    if rows:
        codes = RecoveryCodes(
            Authenticator(
                user=user, type="recovery_codes", data={"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 1}
            )
        )
        fact["codes"] = codes.generate_codes()[:3]
        rows.append(codes.instance)
    return rows


def accounts(user, traits, fact):
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415 - gone after the move

    named = [name for name in ("company", "github", "google") if traits.one_in(4)]
    if "company" in named:
        fact["subject"] = f"s{user.pk}"
    return [SocialAccount(user=user, provider=name, uid=f"s{user.pk}", extra_data={}) for name in named]


def sessions(user, traits, fact):
    """A session that is alive, has expired, or was ended by another password."""
    from django.contrib.auth import SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    fact["session"] = client.session.session_key
    if traits.one_in(4):
        row = Session.objects.get(pk=fact["session"])
        row.expire_date -= timedelta(days=99)
        row.save()
    elif traits.one_in(4):
        session = client.session
        session["_auth_user_hash"] = "another password's"
        session.save()
    assert SESSION_KEY in client.session or fact["session"]


def make(count):
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - gone after the move
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    facts, rows = [], {EmailAddress: [], Authenticator: [], SocialAccount: []}
    for user, traits in people.make(count, get_user_model()):
        fact = {"name": user.username, "addresses": [], "password": traits.has_password}
        found = addresses(user, traits)
        fact["addresses"] = [row.email for row in found]
        rows[EmailAddress] += found
        rows[Authenticator] += factors(user, traits, fact)
        rows[SocialAccount] += accounts(user, traits, fact)
        if traits.one_in(3):
            sessions(user, traits, fact)
        facts.append(fact)
    for model, own in rows.items():
        model.objects.bulk_create(own)
    FACTS.write_text(json.dumps(facts))


def post(path, session=None, /, **body):
    headers = {"X-Session-Token": session} if session else {}
    answer = Client().post(APP + path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def outcome(status, said):
    """Who is signed in, or what is asked for; the packages refuse in different words."""
    if status == 200:
        return said["data"]["user"]["username"]
    if status == 401:
        return sorted(flow["id"] for flow in said["data"]["flows"] if flow.get("is_pending")) or "refused"
    return "refused"


def second_step(fact, step):
    status, said = post("auth/login", username=fact["name"], password=people.PASSWORD)
    if outcome(status, said) != ["mfa_authenticate"]:
        return outcome(status, said)
    token = said["meta"]["session_token"]
    if step == "key":
        got = Client().get(APP + "auth/webauthn/authenticate", headers={"X-Session-Token": token}).json()
        shown = people.key_of(fact["key"]).get(got["data"]["request_options"])
        return outcome(*post("auth/webauthn/authenticate", token, credential=shown))
    return outcome(*post("auth/2fa/authenticate", token, code=step))


def answers(fact, tokens):
    import pyotp  # noqa: PLC0415

    found = {"name": outcome(*post("auth/login", username=fact["name"], password=people.PASSWORD))}
    found["wrong"] = outcome(*post("auth/login", username=fact["name"], password=people.WRONG))
    for address in fact["addresses"]:
        label = "third" if address.startswith("third") else address
        found[label] = outcome(*post("auth/login", email=address, password=people.PASSWORD))
    if "totp" in fact:
        found["totp"] = second_step(fact, pyotp.TOTP(SECRET).now())
        found["no code"] = second_step(fact, "000000")
    if "key" in fact:
        found["key"] = second_step(fact, "key")
    for number, code in enumerate(fact.get("codes", ())):
        found[f"recovery code {number}"] = second_step(fact, code)
    if "subject" in fact:
        token = {"client_id": "client", "id_token": tokens[fact["subject"]]}
        found["provider"] = outcome(*post("auth/provider/token", provider="company", process="login", token=token))
    if "session" in fact:
        client = Client()
        client.cookies["sessionid"] = fact["session"]
        found["session"] = client.get("/me/").json()["user"]
    return found


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        if settings.STAGE == "after":
            people.hash_fast()
        given = json.load(sys.stdin)
        sys.stdout.write(json.dumps([answers(fact, given) for fact in json.loads(FACTS.read_text())]) + "\n")

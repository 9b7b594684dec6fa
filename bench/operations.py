"""What one system's operations cost, in this process; prints JSON. Started by `costs.py`."""

import itertools
import json
import logging
import os
import re
import sys
import time
from functools import partial

import django
from django.core import mail
from django.core.wsgi import get_wsgi_application
import other_settings
from measure import BODY, ask
from other_settings import NAMED, NATIVE

PASSWORD = BODY["password"]
WARM, TIMES = 3, 5
CODE = re.compile(r"\b([A-Z2-9]{4}-[A-Z2-9]{4}|[A-Z0-9]{6})\b")
numbers = itertools.count()


class Client:
    """Asks the WSGI handler, and fails unless the answer has the status that was expected."""

    def __init__(self):
        self.handler = get_wsgi_application()

    def __call__(self, path, *, method="GET", body=None, status=200, token="", cookies="", **headers):
        response, content = ask(self.handler, path, cookies, token, method, body, headers)
        assert response.status_code in (status if isinstance(status, tuple) else (status,)), (
            path,
            response.status_code,
            content[:500],
        )
        return response, json.loads(content) if content else {}


def native(client, confirm):
    """Operations of the native API, which allauth has, too. An act may need what is prepared before each call."""
    _, told = client(NATIVE + "auth/login", method="POST", body=BODY)
    token = told["meta"]["session_token"]

    def sign_up():
        body = {"email": f"u{next(numbers)}@example.org", "password": PASSWORD, "username": f"u{next(numbers)}"}
        return client(NATIVE + "auth/signup", method="POST", body=body, status=401)[1]["meta"]["session_token"]

    def verify(prepared):
        token, key = prepared
        return client(NATIVE + "auth/email/verify", method="POST", body={"key": key}, token=token)

    return {
        "session check, app": (None, lambda: client(NATIVE + "auth/session", token=token)),
        "login": (None, lambda: client(NATIVE + "auth/login", method="POST", body=BODY)),
        "sign-up to the mailed code": (None, sign_up),
        "verify email": (lambda: (lambda token: (token, confirm()))(sign_up()), verify),
        "list of sessions": (None, lambda: client(NATIVE + "auth/sessions", token=token)),
    }


def browser(client):
    from django.test import Client as Browser

    there = Browser()
    assert there.post("/_allauth/browser/v1/auth/login", BODY, content_type="application/json").status_code == 200
    cookies = "; ".join(f"{one.key}={one.value}" for one in there.cookies.values())
    return {
        "session check, browser": (None, lambda: client("/_allauth/browser/v1/auth/session", cookies=cookies)),
        "request.user": (None, lambda: ask(client.handler, "/whoami", cookies)),
    }


def second_step(client, codes):
    body = BODY | {"email": "bob@example.org"}

    def begin():
        told = client(NATIVE + "auth/login", method="POST", body=body, status=401)[1]
        return told["meta"]["session_token"], next(codes)

    def finish(prepared):
        token, code = prepared
        client(NATIVE + "auth/2fa/authenticate", method="POST", body={"code": code}, token=token)

    return {"second step, TOTP": (begin, finish)}


def rotation(client, path, first, name):
    """Refreshing: each call uses the token that the last one returned."""
    last = [first]

    def rotate():
        last[0] = client(path, method="POST", body={name: last[0]})[1][name]

    return None, rotate


def dialects(client):
    """The logins of each REST dialect, and the views behind its tokens."""
    logins = {
        "login: authtoken": "/authtoken/api-token-auth/",
        "login: dj-rest-auth": "/rest-auth/login/",
        "login: simplejwt": "/simplejwt/",
        "login: djoser": "/djoser/token/login/",
        "login: knox": "/knox/login/",
    }
    found = {name: (None, partial(client, path, method="POST", body=NAMED)) for name, path in logins.items()}
    pair = client("/simplejwt/", method="POST", body=NAMED)[1]
    found["refresh, simplejwt"] = rotation(client, "/simplejwt/refresh/", pair["refresh"], "refresh")
    return found


def views(client, wanted):
    return {name: (None, partial(client, path, AUTHORIZATION=header)) for name, (path, header) in wanted.items()}


def make_users():
    from django.contrib.auth import get_user_model

    users = []
    for name in ("ann", "bob"):
        user = get_user_model()(username=name, email=f"{name}@example.org")
        user.set_password(PASSWORD)
        user.save()
        users.append(user)
    return users


def of_gatepost(client, ann, bob):
    from gatepost.ground import clock, outbox
    from gatepost.sessions import issue
    from gatepost.testing import totp
    from gatepost.tokens.signed import access
    from gatepost.tokens.refresh import families
    from gatepost.tokens import forms, opaque

    def confirm():
        mail.outbox = []
        outbox.deliver_due()
        return CODE.search(mail.outbox[-1].body).group()

    def codes(enrolled):
        moment = clock.unix()
        for number in itertools.count(1):
            clock.set_source(lambda number=number: moment + 30 * number)
            yield enrolled.code()

    key, _ = opaque.make(ann.pk, name="bench", scope="", expires_at=None)
    token, _ = opaque.open_for(ann, opaque.Plan(kind=forms.AUTHTOKEN))

    opened = issue.open_for(ann, client="app", ip="", user_agent="", proofs=[])
    jwt = f"Bearer {access.make(opened.state)}"
    held = families.start(ann, session=opened.state).access
    pair = client("/simplejwt/", method="POST", body=NAMED)[1]
    knox = client("/knox/login/", method="POST", body=NAMED)[1]["token"]
    wanted = {
        "authtoken dialect, view": ("/authtoken", f"Token {token}"),
        "API key, REST framework": ("/key", f"Bearer {key}"),
        "JWT, user read": ("/jwt-user", jwt),
        "simplejwt dialect, view": ("/simple", f"Bearer {pair['access']}"),
        "dj-rest-auth, user/": ("/rest-auth/user/", f"Bearer {pair['access']}"),
        "knox dialect, view": ("/knoxed", f"Token {knox}"),
    }
    apps = {**dialects(client), **views(client, wanted)}
    found = native(client, confirm) | browser(client) | apps | second_step(client, codes(totp.enrol(bob)))
    return found | other_settings.of_gatepost(client, jwt, held) | other_settings.floors(client)


def of_allauth(client, ann, bob):
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal import auth as totp
    from django.core.cache import cache

    for user in (ann, bob):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    def confirm():
        return CODE.search(mail.outbox[-1].body.split("code", 1)[1]).group()

    secret = totp.generate_totp_secret()
    totp.TOTP.activate(bob, secret)

    def codes():
        while True:
            cache.clear()
            yield totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))

    found = native(client, confirm) | browser(client) | second_step(client, codes())
    return found | other_settings.of_allauth(client)


def of_rest(client, ann, bob):
    from knox.models import AuthToken
    from rest_framework.authtoken.models import Token
    from rest_framework_simplejwt.tokens import AccessToken

    token, jwt = f"Token {Token.objects.create(user=ann)}", f"Bearer {AccessToken.for_user(ann)}"
    wanted = {
        "authtoken dialect, view": ("/authtoken", token),
        "API key, REST framework": ("/authtoken", token),
        "opaque access token, REST framework": ("/authtoken", token),
        "JWT, claims only": ("/jwt", jwt),
        "simplejwt dialect, view": ("/jwt", jwt),
        "dj-rest-auth, user/": ("/rest-auth/user/", jwt),
        "knox dialect, view": ("/knox", f"Token {AuthToken.objects.create(ann)[1]}"),
    }
    return {**dialects(client), **views(client, wanted), **other_settings.of_rest(client, ann)}


def called(prepare, act):
    return partial(act, prepare()) if prepare else act


def cost(prepare, act, counter):
    """The counts of the last of some equal calls, and the mean of their instructions."""
    from wire import counted

    for _ in range(WARM):
        called(prepare, act)()
    call = called(prepare, act)
    with counted() as sent:
        call()
    found = {"statements": len(sent.statements), "trips": sent.trips, "commits": sent.commits}
    if counter:
        calls = [called(prepare, act)] if prepare else [act] * TIMES
        counter.begin()
        for call in calls:
            call()
        found["instructions"] = counter.end() // len(calls)
    if os.environ.get("SHOW"):
        print(*sent.statements, sep="\n  ", file=sys.stderr)
    return found


def main(name, only):
    os.environ["DJANGO_SETTINGS_MODULE"] = f"settings_costs_{name}"
    django.setup()
    logging.disable(logging.CRITICAL)
    from django.db import connection
    from django.test.utils import setup_test_environment
    from instructions import Counter

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    counter = Counter() if os.environ.get("CALLGRIND_FOLDER") else None
    try:
        acts = {"gatepost": of_gatepost, "allauth": of_allauth, "rest": of_rest}[name](Client(), *make_users())
        chosen = {key: act for key, act in acts.items() if re.search(only, key)}
        print(json.dumps({key: cost(*act, counter) for key, act in chosen.items()}))
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")

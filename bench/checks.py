"""CPU time per request of the ways in which a view learns who asks; prints JSON. Started by `compare.py`."""

import functools
import itertools
import logging
import os
import sys

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory
from measure import ask, report

COUNT = 300
PASSWORD = "a-l0ng-Secret"


def requests(handler, wanted):
    """An act for each of these: a path with the headers that let it in."""

    def act(path, headers, cookies=""):
        def call():
            response, content = ask(handler, f"/{path}", cookies, headers=headers)
            assert response.status_code == 200, (path, response.status_code, content)

        return call

    return {name: (act(*one), COUNT) for name, one in wanted.items()}


def log_in(user):
    """The cookie of a session that Django's own form opened."""
    client = Client()
    client.post("/api-auth/login/", {"username": user.get_username(), "password": PASSWORD})
    return f"sessionid={client.cookies['sessionid'].value}"


def the_check_alone(authentication, header):
    """What an authentication class of REST framework does, without the view around it."""
    from rest_framework.request import Request

    plain = RequestFactory().get("/", headers={"Authorization": header})

    def call():
        assert authentication.authenticate(Request(plain)) is not None

    return call, COUNT


LOGINS = {
    "authtoken login": "authtoken/api-token-auth/",
    "dj-rest-auth login": "rest-auth/login/",
    "simplejwt login": "simplejwt/",
    "djoser login": "djoser/token/login/",
    "knox login": "knox/login/",
}
REGISTRATIONS = {"dj-rest-auth register": "rest-auth/registration/", "djoser register": "djoser/users/"}


def wire(handler):
    """Logins and registrations by each wire; every registration makes another user."""
    numbers = itertools.count()

    def log_in(path):
        body = {"username": "ann", "password": PASSWORD}
        response, content = ask(handler, f"/{path}", method="POST", body=body)
        assert response.status_code == 200, (path, content)

    def register(path):
        name = f"user{next(numbers)}"
        body = {"username": name, "email": f"{name}@example.org"}
        fields = ("password",) if "djoser" in path else ("password1", "password2")
        response, content = ask(handler, f"/{path}", method="POST", body=body | dict.fromkeys(fields, PASSWORD))
        assert response.status_code in (201, 204), (path, content)

    acts = {name: (functools.partial(log_in, path), 60) for name, path in LOGINS.items()}
    return acts | {name: (functools.partial(register, path), 60) for name, path in REGISTRATIONS.items()}


def ours(user):
    from gatepost.drf import AccessTokenAuthentication
    from gatepost.sessions import issue
    from gatepost.tokens.signed import access
    from gatepost.tokens import forms, opaque
    from gatepost.tokens.opaque import Plan

    key, _ = opaque.make(user.pk, name="bench", scope="", expires_at=None)
    token, _ = opaque.open_for(user, Plan(kind=forms.AUTHTOKEN))
    opened = issue.open_for(user, client="app", ip="", user_agent="", proofs=[])
    jwt = f"Bearer {access.make(opened.state)}"
    return {
        "authtoken": ("authtoken", {"Authorization": f"Token {token}"}),
        "key": ("key", {"Authorization": f"Bearer {key}"}),
        "key, plain view": ("plain", {"Authorization": f"Bearer {key}"}),
        "jwt": ("jwt", {"Authorization": jwt}),
        "jwt, plain view": ("plain", {"Authorization": jwt}),
        "session": ("session", {}, log_in(user)),
    }, {"jwt, the check alone": the_check_alone(AccessTokenAuthentication(), jwt)}


def theirs(user):
    from knox.models import AuthToken
    from rest_framework.authtoken.models import Token
    from rest_framework_simplejwt.authentication import JWTAuthentication
    from rest_framework_simplejwt.tokens import AccessToken

    jwt = f"Bearer {AccessToken.for_user(user)}"
    return {
        "authtoken": ("authtoken", {"Authorization": f"Token {Token.objects.create(user=user)}"}),
        "knox": ("knox", {"Authorization": f"Token {AuthToken.objects.create(user)[1]}"}),
        "jwt": ("jwt", {"Authorization": jwt}),
        "session": ("session", {}, log_in(user)),
    }, {"jwt, the check alone": the_check_alone(JWTAuthentication(), jwt)}


def main(name, rounds):
    os.environ["DJANGO_SETTINGS_MODULE"] = f"settings_{name}"
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model

    user = get_user_model()(username="ann", email="ann@example.org")
    user.set_password(PASSWORD)
    user.save()
    wanted, alone = (ours if name.startswith("gatepost") else theirs)(user)
    handler = get_wsgi_application()
    report({**requests(handler, wanted), **alone, **wire(handler)}, rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

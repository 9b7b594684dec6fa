"""CPU time per request of the ways in which a view learns who asks; prints JSON. Started by `compare.py`."""

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


def ours(user):
    from gatepost.tokens import forms, opaque
    from gatepost.tokens.opaque import Plan

    key, _ = opaque.make(user.pk, name="bench", scope="", expires_at=None)
    token, _ = opaque.open_for(user, Plan(kind=forms.AUTHTOKEN))
    return {
        "authtoken": ("authtoken", {"Authorization": f"Token {token}"}),
        "key": ("key", {"Authorization": f"Bearer {key}"}),
        "key, plain view": ("plain", {"Authorization": f"Bearer {key}"}),
        "session": ("session", {}, log_in(user)),
    }, {}


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
    report({**requests(get_wsgi_application(), wanted), **alone}, rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""Logins of apps that get tokens, and what the answers hold."""

import base64
import json

from tests.client import Api
from tests.users import BOB, PASSWORD

STRATEGIES = ("opaque", "jwt")


LOGIN = {"email": BOB, "password": PASSWORD}


def tokens_of(answer):
    meta = answer.body["meta"]
    return meta.get("access_token"), meta.get("refresh_token")


def told(answer):
    """Where the answer tells a token, at any depth."""
    return [name for name in ("access_token", "refresh_token") if f'"{name}"' in json.dumps(answer.body)]


def bearer(token, scheme="Bearer"):
    return {"Authorization": f"{scheme} {token}"}


def segments(token):
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def login(api=None):
    return (api or Api("app")).post("auth/login", LOGIN)


def refresh(token, api=None, **headers):
    return (api or Api("app")).post("tokens/refresh", {"refresh_token": token}, **headers)

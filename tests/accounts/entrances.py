"""Every entry point that creates an account or logs one in, by name, for any user model."""

import json

from django.contrib.auth import get_user_model
from django.test import Client
from tests.client import Api

PASSWORD = "bob-Secret-77"
JSON = "application/json"


def send(path, body, verb="POST", **headers):
    """The answer of a dialect: its status and what its body holds."""
    client = Client(enforce_csrf_checks=False)
    answer = client.generic(verb, path, json.dumps(body), content_type=JSON, headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def native(path, body):
    answer = Api("app").post(path, body)
    return answer.status, answer.body


def log_ins(kind, name, password=PASSWORD):
    """Logins by every wire, each as a function without arguments that gives a status and a body."""
    column = get_user_model().USERNAME_FIELD
    found = {
        "native": lambda: native("auth/login", {kind: name, "password": password}),
        "authtoken": lambda: send("/api-token-auth/", {"username": name, "password": password}),
        "djoser": lambda: send("/auth/token/login/", {column: name, "password": password}),
        "simplejwt": lambda: send("/token/", {column: name, "password": password}),
    }
    if kind != "phone":
        found["dj-rest-auth"] = lambda: send("/api/v1/dj-rest-auth/login/", {kind: name, "password": password})
    if kind == "email":
        found["cookie"] = lambda: send("/api/login/", {"email": name, "password": password})
    return found

"""Logs in with the keys of standard input, by name and as a passkey; prints the status of both by user."""

import json
import sys

import django

django.setup()

from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up

from gatepost.testing.authenticator import SoftwareAuthenticator  # noqa: E402 - after the set-up

URL = "/_allauth/app/v1/auth/webauthn/"


def log_in(stored, name=None):
    key = SoftwareAuthenticator("http://localhost")
    key.credential_id, key.user_handle = bytes.fromhex(stored["id"]), bytes.fromhex(stored["handle"])
    key._key = load_pem_private_key(stored["pem"].encode(), None)
    client = Client()
    named = json.dumps({"username": name})
    answer = client.post(URL + "options", named, content_type="application/json") if name else client.get(URL + "login")
    answer = answer.json()
    headers = {"X-Session-Token": answer["meta"]["session_token"]}
    body = {"credential": key.get(answer["data"]["request_options"])}
    return client.post(URL + "login", json.dumps(body), content_type="application/json", headers=headers).status_code


found = {name: [log_in(stored, name), log_in(stored)] for name, stored in json.load(sys.stdin).items()}
sys.stdout.write(json.dumps(found) + "\n")

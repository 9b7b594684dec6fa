"""Sends the requests of standard input to the project; prints status and body of each, and the mails."""

import json
import sys

import django

django.setup()

from django.core import mail  # noqa: E402 - after the set-up
from django.test.utils import setup_test_environment  # noqa: E402 - after the set-up
from rest_framework.test import APIClient  # noqa: E402 - after the set-up

setup_test_environment()
found = []
for one in json.load(sys.stdin):
    client = APIClient()
    for name, value in one.get("cookies", {}).items():
        client.cookies[name] = value
    if one.get("ephemeral"):
        one["body"]["ephemeral_token"] = found[-1][1]["ephemeral_token"]
    headers = {"Authorization": f"Token {one['token']}"} if "token" in one else {}
    answer = client.generic(
        one.get("verb", "GET"), one["path"], json.dumps(one.get("body", {})), "application/json", headers=headers
    )
    found.append([answer.status_code, json.loads(answer.content or b"null")])
sys.stdout.write(json.dumps({"answers": found, "mails": [one.body for one in mail.outbox]}) + "\n")

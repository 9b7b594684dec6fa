"""Sends the requests of standard input; prints status, JSON or where it leads, and number of queries of each."""

import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.db import connection  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the set-up

answers = []
for one in json.load(sys.stdin):
    headers = {"host": "shop.example.org"} | ({"authorization": one["header"]} if "header" in one else {})
    http = Client(headers=headers)
    if "user" in one:
        http.force_login(get_user_model().objects.get(username=one["user"]))
    with CaptureQueriesContext(connection) as queries:
        send = http.post if "form" in one else http.get
        form, kind = one.get("form"), {"content_type": "application/x-www-form-urlencoded"} if "form" in one else {}
        answer = send(one["path"], form, secure=True, **kind)
    said = answer.headers.get("Location")
    if said is None:
        said = json.loads(answer.content) if "json" in answer.headers.get("Content-Type", "") else None
    answers.append([answer.status_code, said, len(queries)])
sys.stdout.write(json.dumps(answers) + "\n")

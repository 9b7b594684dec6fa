"""Sends the requests of standard input, one after the other; prints status, body and number of queries of each."""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - after the set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the set-up
from rest_framework.test import APIClient  # noqa: E402 - after the set-up

answers = []
for one in json.load(sys.stdin):
    headers = {"Authorization": one["header"]} if "header" in one else {}
    send = APIClient(headers=headers)
    with CaptureQueriesContext(connection) as queries:
        answer = send.post(one["path"], one["body"], format="json") if "body" in one else send.get(one["path"])
    answers.append([answer.status_code, answer.json() if answer.content else None, len(queries)])
sys.stdout.write(json.dumps(answers) + "\n")

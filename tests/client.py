"""Clients as users write them, over Django's test client."""

import json
import re

from django.test import Client

CODE = re.compile(r"\b([B-Z2-9]{4}-[B-Z2-9]{4}|\d{6})\b")
KEY = re.compile(r"gpv_[0-9A-Za-z]{49}")


class Answer:
    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.body = json.loads(response.content) if response.content[:1] == b"{" else None

    def __repr__(self):
        return f"{self.status} {self.body}"

    @property
    def codes(self):
        """The codes with their fields, sorted by field; `test_order_of_lists` has their order."""
        found = [(error["code"], error.get("param")) for error in self.body["errors"]]
        return sorted(found, key=lambda one: (one[1] or "", one[0]))

    @property
    def pending(self):
        return [flow["id"] for flow in self.body["data"]["flows"] if flow.get("is_pending")]

    @property
    def flows(self):
        return self.body["data"]["flows"]


class Api:
    """One visitor: cookies and CSRF for a browser, the token header for an app."""

    def __init__(self, client="app", **headers):
        self.client = client
        self.http = Client(enforce_csrf_checks=True)
        self.token = None
        self.headers = headers

    def call(self, verb, path, body=None, *, raw=None, **headers):
        sent = {**self.headers, **headers}
        if self.client == "app" and self.token:
            sent["X-Session-Token"] = self.token
        if self.client == "browser" and verb != "GET":
            if "csrftoken" not in self.http.cookies:
                self.http.get("/_allauth/browser/v1/config")
            sent.setdefault("X-CSRFToken", self.http.cookies["csrftoken"].value)
        data = raw if raw is not None else (json.dumps(body) if body is not None else "")
        response = self.http.generic(
            verb, f"/_allauth/{self.client}/v1/{path}", data, content_type="application/json", headers=sent
        )
        answer = Answer(response)
        if answer.body and answer.body.get("meta", {}).get("session_token"):
            self.token = answer.body["meta"]["session_token"]
        if answer.status == 410:
            self.token = None
        return answer

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", path, body, **headers)

    def put(self, path, body=None, **headers):
        return self.call("PUT", path, body, **headers)

    def patch(self, path, body=None, **headers):
        return self.call("PATCH", path, body, **headers)

    def delete(self, path, body=None, **headers):
        return self.call("DELETE", path, body, **headers)


class Post:
    def __init__(self, mails, folder, deliver):
        self.mails, self.folder, self.deliver = mails, folder, deliver

    def all(self):
        """(to, kind of channel, text), oldest first."""
        self.deliver()
        texts = [(mail.to[0], "mail", mail.body) for mail in self.mails]
        for file in sorted(self.folder.glob("*.json")):
            entry = json.loads(file.read_text())
            texts.append((entry["to"], entry["channel"], entry["text"]))
        return texts

    def to(self, address):
        return [text for to, _, text in self.all() if to == address]

    def code(self, address):
        return CODE.findall(self.to(address)[-1])[-1]

    def key(self, address):
        return KEY.findall(self.to(address)[-1])[-1]

"""A single-page application of the same site: cookies, the CSRF token in a header, JSON."""

import json
import re

from django.test import Client

PREFIX = "/api/"
VERIFY = re.compile(r"/verify-email/(\S+)")
RESET = re.compile(r"/reset/([^/\s]+)/(\S+)")


class Reply:
    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.cookies = response.cookies
        self.body = json.loads(response.content) if response.content else None

    def __repr__(self):
        return f"{self.status} {self.body}"

    @property
    def said(self):
        return self.status, self.body


class Spa:
    """One browser."""

    def __init__(self, **headers):
        self.http = Client(enforce_csrf_checks=True)
        self.headers = headers

    @property
    def signed_in(self):
        return self.get("session/").body["authenticated"]

    def call(self, verb, path, data="", content_type="application/json", **headers):
        sent = {**self.headers, **headers}
        return Reply(self.http.generic(verb, PREFIX + path, data, headers=sent, CONTENT_TYPE=content_type))

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def token(self):
        if "csrftoken" not in self.http.cookies:
            self.get("login-set-cookie/")
        return self.http.cookies["csrftoken"].value

    def send(self, verb, path, data="", content_type="application/json", **headers):
        """An unsafe request as the application makes it."""
        return self.call(verb, path, data, content_type, **{"X-CSRFToken": self.token(), **headers})

    def post(self, path, body=None, **headers):
        return self.send("POST", path, json.dumps({} if body is None else body), **headers)

    def log_in(self, email, password):
        return self.post("login/", {"email": email, "password": password})


def verify_key(text):
    return VERIFY.findall(text)[-1]


def reset_parts(text):
    uid, token = RESET.findall(text)[-1]
    return {"uid": uid, "token": token}

"""A client of the dialect, as scripts and front ends write it."""

import json

from rest_framework.test import APIClient
from tests.users import PASSWORD

PREFIX = "/api/v1/dj-rest-auth/"
GOOD = {"username": "bob", "password": PASSWORD}


class Rest:
    """A client of the dialect: sends JSON, keeps cookies; a browser's scripts send the CSRF token they find."""

    def __init__(self, **headers):
        self.http = APIClient(enforce_csrf_checks=True)
        self.headers = headers

    def call(self, verb, path, body=None, **headers):
        data = "" if body is None else json.dumps(body)
        return self.http.generic(
            verb, PREFIX + path, data, content_type="application/json", headers={**self.headers, **headers}
        )

    def post(self, path, body=None, **headers):
        return self.call("POST", path, body, **headers)

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    @property
    def csrf(self):
        return {"X-CSRFToken": self.http.cookies["csrftoken"].value}

    def log_in(self, **more):
        answer = self.post("login/", {**GOOD, **more})
        assert answer.status_code == 200, answer.content
        return answer.json()["key"]

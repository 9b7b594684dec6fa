"""A user of the running provider, whose browser goes where other programs send it."""

import json

import httpx
from tests.started import get, until

from gatepost.testing.totp import TotpApp

EMAIL, PASSWORD = "ann@example.org", "tr0ub4dor-and-3"


def provider(clients, **settings):
    """The environment of a server with these clients, by their ids; settings of the provider by name."""
    values = {"enabled": True, "clients": clients, **settings}
    return {f"GATEPOST_PROVIDER__{name.upper()}": json.dumps(value) for name, value in values.items()}


class User:
    """A user with a session, who consents to what apps ask for."""

    def __init__(self, address, email=EMAIL):
        self.address, self.email = address, email
        self.http = httpx.Client(base_url=address, timeout=30)
        self.http.get("/_allauth/browser/v1/config")
        self.post("auth/signup", {"email": self.email, "password": PASSWORD})
        assert self.post("auth/email/verify", {"key": self.mailed_code()}).status_code == 200

    def close(self):
        """Close the connections."""
        self.http.close()

    def mailed_code(self):
        """The code of the mail, which the server's worker sends a moment after the sign-up."""
        inbox = f"{self.address.replace('localhost', '127.0.0.1')}/dev/inbox.json"
        return until(lambda: [mail for mail in get(inbox).json() if self.email in mail["to"]], "a mail")[0]["code"]

    def post(self, path, body, further=None):
        headers = {"X-CSRFToken": self.http.cookies["csrftoken"], "Origin": self.address, **(further or {})}
        return self.http.post(f"/_allauth/browser/v1/{path}", json=body, headers=headers)

    def log_in(self):
        assert self.post("auth/login", {"email": self.email, "password": PASSWORD}).status_code == 200

    def log_out(self):
        headers = {"X-CSRFToken": self.http.cookies["csrftoken"], "Origin": self.address}
        assert self.http.delete("/_allauth/browser/v1/auth/session", headers=headers).status_code == 401

    def set_app_up(self):
        """Set an authenticator app up, whose code is entered when an app wants a second factor."""
        secret = self.http.get("/_allauth/browser/v1/account/authenticators/totp").json()["meta"]["secret"]
        self.app = TotpApp(secret)
        assert self.post("account/authenticators/totp", {"code": self.app.code()}).status_code == 200

    def sent(self, url):
        """Where an app's URL leads the browser; the user consents to apps that aren't the server's own."""
        found = self.http.get(url).headers["Location"]
        if found.startswith(f"{self.address}/account/authorize#"):
            key = found.partition("#request=")[2]
            answer = self.post("auth/authorization", None, {"X-Authorization-Request": key})
            if answer.status_code == 401:  # the app wants a second factor
                assert self.post("auth/2fa/reauthenticate", {"code": self.app.code(1)}).status_code == 200
                answer = self.post("auth/authorization", None, {"X-Authorization-Request": key})
            assert answer.status_code == 200, answer.text
            found = answer.json()["data"]["location"]
        assert not found.startswith(self.address), found
        return found

    def allow_device(self, code):
        assert self.post("auth/device/answer", {"code": code, "allow": True}).status_code == 200

"""Somebody with a browser or an app who logs in at a provider, step by step."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from gatepost.features.social.protocol import metadata
from gatepost.testing.openid import OpenIdProvider
from tests.client import Api

BACK = "http://127.0.0.1:8000/welcome"


class Visitor(Api):
    def __init__(self, client, provider, connection="test"):
        super().__init__(client)
        self.provider, self.connection = provider, connection

    def leave(self, process="login", callback_url=BACK, **changes):
        """Post the form; the address at the provider, or where it ended."""
        if "csrftoken" not in self.http.cookies:
            self.get("config")
        form = {
            "provider": self.connection,
            "process": process,
            "callback_url": callback_url,
            "csrfmiddlewaretoken": self.http.cookies["csrftoken"].value,
            **changes,
        }
        return self.http.post("/_allauth/browser/v1/auth/provider/redirect", form)

    def come_back(self, answer, connection=None):
        return self.http.get(f"/_allauth/social/{connection or self.connection}/callback", answer)

    def log_in(self, **form):
        """The whole way; the page at which it ends, and its query. What no server sees of it is kept in `fragment`."""
        sent = self.leave(**form)
        assert sent.status_code == 302, sent
        response = self.come_back(self.provider.sign_in(sent["Location"]))
        assert response.status_code == 303
        self.fragment = dict(parse_qsl(urlsplit(response["Location"]).fragment))
        return ended(response)

    def post_token(self, process="login", **claims):
        token = {"client_id": self.provider.client_id, "id_token": self.provider.id_token(**claims)}
        body = {"provider": self.connection, "process": process, "token": token}
        return self.post("auth/provider/token", body)


def ended(response):
    parts = urlsplit(response["Location"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


@pytest.fixture
def provider():
    metadata.forget()
    with OpenIdProvider() as running:
        yield running
    metadata.forget()


@pytest.fixture
def connected(provider, configure):
    """A connection named `test` to the provider; further settings of the section by keyword."""

    def change(**section):
        connection = section.pop("connection", {})
        configure(social=provider.settings(**connection) | section)

    change()
    return change


@pytest.fixture
def visitor(db, connected, provider):
    return Visitor("browser", provider)


@pytest.fixture
def phone(db, connected, provider):
    return Visitor("app", provider)

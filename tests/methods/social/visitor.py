"""Somebody with a browser or an app who logs in at a provider, step by step."""

from urllib.parse import parse_qsl, urlsplit

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
        """The whole way; the page at which it ends, and its query."""
        sent = self.leave(**form)
        assert sent.status_code == 302, sent
        response = self.come_back(self.provider.sign_in(sent["Location"]))
        assert response.status_code == 303
        return ended(response)

    def post_token(self, process="login", **claims):
        token = {"client_id": self.provider.client_id, "id_token": self.provider.id_token(**claims)}
        body = {"provider": self.connection, "process": process, "token": token}
        return self.post("auth/provider/token", body)


def ended(response):
    parts = urlsplit(response["Location"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))

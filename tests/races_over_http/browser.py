"""Django's test client, as far as the helpers of the tests use it, over HTTP to a running server."""

import collections
import http.client
import json
import threading
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

ADDRESS = ["127.0.0.1", 0]
"""Host and port of the server."""
PATIENCE = 120
waited = collections.Counter()
"""How often a request was asked to come back later, by the reason."""
asked = collections.Counter()
"""How many requests were answered, by the status."""
_lock = threading.Lock()


class Response:
    def __init__(self, response):
        self.status_code, self.content = response.status, response.read()
        self.headers = response.headers
        self.cookies = [value for name, value in response.getheaders() if name.lower() == "set-cookie"]

    def __getitem__(self, name):
        return self.headers[name]

    def json(self):
        return json.loads(self.content)


class Browser:
    """One visitor with a connection and cookies of its own."""

    def __init__(self, **_):
        self.cookies = SimpleCookie()
        self._connection = None

    def connect(self):
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*ADDRESS, timeout=PATIENCE)
            self._connection.connect()

    def take_cookies(self, other):
        self.cookies = SimpleCookie({name: one.value for name, one in other.cookies.items()})

    def generic(self, verb, path, data="", content_type="application/octet-stream", headers=()):
        """Send a request; one that the server asks to send again later, because it is busy, is sent again."""
        sent = {"Content-Type": content_type, **dict(headers)}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items() if one.value)
        for _ in range(100):
            response = self._once(verb, path, data, sent)
            with _lock:
                asked[response.status_code] += 1
            if response.status_code != 503 or "Retry-After" not in response.headers:
                break
            with _lock:
                waited[_code(response)] += 1
            time.sleep(0.2)
        assert response.status_code < 500, (verb, path, response.status_code, response.content[:300])
        for line in response.cookies:
            self.cookies.load(line)
        return response

    def _once(self, verb, path, data, headers):
        body = data.encode() if isinstance(data, str) else data
        try:
            self.connect()
            self._connection.request(verb, path, body or None, headers)
            return Response(self._connection.getresponse())
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closed a connection that was idle for long; nothing was answered.
            self.close()
            self.connect()
            self._connection.request(verb, path, body or None, headers)
            return Response(self._connection.getresponse())

    def get(self, path, data=None, headers=()):
        return self.generic("GET", f"{path}?{urlencode(data)}" if data else path, headers=headers)

    def post(self, path, data=None, content_type="application/x-www-form-urlencoded", headers=()):
        body = data if isinstance(data, str) else urlencode(data or {})
        return self.generic("POST", path, body, content_type, headers)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _code(response):
    try:
        return response.json()["errors"][0]["code"]
    except (ValueError, KeyError, IndexError, TypeError):
        return response.content[:60].decode(errors="replace")


def use(port):
    """Let the helpers of the tests call the server on a port; Django is set up by then."""
    from tests import client, oauth  # noqa: PLC0415

    ADDRESS[1] = port
    client.Client = oauth.Http = Browser

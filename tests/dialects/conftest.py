import re

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient
from tests.dialects import documented
from tests.dialects.rest import Rest


@pytest.fixture(autouse=True)
def _mounted(settings, request):
    """The dialects on REST framework; the one that stands without it has addresses of its own."""
    if "cookie" not in request.path.parts:
        settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.fixture(autouse=True)
def described(request, monkeypatch):
    """Compare every response with the OpenAPI document; returns the operations that responded, with their statuses.

    On SQLite only: the document is the same for every database, and takes long to build for each test's settings.
    """
    seen, send = set(), Client.request

    def checked(self, **given):
        response = send(self, **given)
        documented.check(response.request, response, seen)
        return response

    if connection.vendor == "sqlite" and not {"cookie", "oauth"} & set(request.path.parts):
        monkeypatch.setattr(Client, "request", checked)
    return seen


@pytest.fixture
def client(db):
    """A client of REST framework's, which sends JSON and keeps cookies."""
    return APIClient(enforce_csrf_checks=True)


@pytest.fixture
def rest(db):
    return Rest()


@pytest.fixture
def keyed(bob):
    """A client that shows a key and holds no cookie."""
    return Rest(Authorization=f"Token {Rest().log_in()}")


@pytest.fixture
def links(post):
    """The links mailed to somebody, oldest first."""
    return lambda address: [link for text in post.to(address) for link in re.findall(r"https?://\S+", text)]

"""Keys and access tokens that are limited to scopes: wherever they are shown, they never act for the account itself."""

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from tests import credentials as kinds
from tests.users import PASSWORD

from gatepost import drf
from gatepost.sessions import issue
from gatepost.tokens import opaque
from gatepost.tokens.signed import access

pytestmark = pytest.mark.django_db
SCOPE = "articles"
DOORS = {
    "a new password": ("POST", kinds.CHANGE, {**kinds.TWICE, "old_password": PASSWORD}),
    "the record": ("PATCH", kinds.RECORD, {"username": "taken-over"}),
    "an address": ("PATCH", kinds.ME, kinds.EVIL),
}


@pytest.fixture(autouse=True)
def _mounted(settings, monkeypatch, configure):
    configure(tokens={"strategy": "jwt", "scopes": [SCOPE], "issuer": "https://id.example.org"})
    with_tokens = [drf.AccessTokenAuthentication, *kinds.CLASSES]
    monkeypatch.setattr(kinds, "CLASSES", with_tokens)
    kinds.mount(settings, monkeypatch)


def key(user, scope):
    return opaque.make(user.pk, name="x", scope=scope, expires_at=None)[0]


def access_token(user, scope):
    session = issue.open_for(user, client="app", ip="", user_agent="", proofs=[{"method": "password", "at": 1.0}])
    return access.make(session.state, scope=scope)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("make", [key, access_token])
def test_a_limited_credential_changes_nothing_of_the_account(bob, make, door):
    before = get_user_model().objects.values().get()
    verb, path, body = DOORS[door]
    status, _ = kinds.Shown(APIClient(), Authorization=f"Bearer {make(bob, SCOPE)}").call(verb, path, body)
    assert status in (401, 403), status
    assert get_user_model().objects.values().get() == before


@pytest.mark.parametrize("make", [key, access_token])
def test_one_without_limits_is_known_there(bob, make):
    """Without this, the test above could pass because the credential is unknown."""
    shown = kinds.Shown(APIClient(), Authorization=f"Bearer {make(bob, '')}")
    status, body = shown.call("GET", kinds.RECORD, None)
    assert (status, body["username"]) == (200, "bob")

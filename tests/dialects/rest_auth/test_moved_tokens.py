"""Tokens from before the switch change passwords as dj-rest-auth's clients expect."""

from datetime import UTC, datetime

import pytest
from tests.dialects.rest import Rest
from tests.users import NEW, PASSWORD

from gatepost.dialects.rest_auth.account import PasswordChange
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from gatepost.flow.issuing import UNKNOWN_MOMENT
from gatepost.ground import clock
from gatepost.tokens import forms, moved_tokens, opaque
from gatepost.tokens.models import RefreshFamily, Token

TWICE = {"new_password1": NEW, "new_password2": NEW}
OLD = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"


@pytest.fixture
def moved(bob):
    """A client with a token of authtoken's that was moved."""
    foreign = opaque.Foreign(bob, OLD, clock.now())
    opaque.foreign_row(foreign, opaque.Plan(kind=forms.AUTHTOKEN), name=moved_tokens.NAME).save(force_insert=True)
    return Rest(Authorization=f"Token {OLD}")


def test_a_moved_token_was_asked_for_the_old_password(moved, bob):
    assert moved.call("POST", "password/change/", TWICE).status_code == 200
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert moved.get("user/").status_code == 200


def test_a_moved_token_obeys_the_setting(moved, configure):
    configure(rest_auth={"old_password_field_enabled": True})
    assert moved.call("POST", "password/change/", TWICE).json() == {"old_password": ["This field is required."]}
    assert moved.call("POST", "password/change/", {**TWICE, "old_password": PASSWORD}).status_code == 200


def test_a_moved_token_obeys_proof_on_every_wire(moved, configure, clock):
    configure(flow={"proof_on_every_wire": True})
    clock.forward(3600)
    assert moved.call("POST", "password/change/", TWICE).status_code == 400


def test_a_token_that_another_api_issued_is_no_moved_one(moved):
    Token.objects.update(wire="authtoken")
    assert "old_password" in moved.call("POST", "password/change/", TWICE).json()


def test_a_refresh_token_that_was_moved_was_asked_for_the_old_password(configure, bob, monkeypatch):
    configure(rest_auth={"use_jwt": True})
    monkeypatch.setattr(PasswordChange, "authentication_classes", [JWTCookieAuthentication])
    client = Rest()
    pair = client.call("POST", "login/", {"username": "bob", "password": PASSWORD}).json()
    RefreshFamily.objects.update(wire="simple_jwt", authenticated_at=datetime.fromtimestamp(UNKNOWN_MOMENT, UTC))
    jwt = Rest(Authorization=f"Bearer {pair['access']}")
    assert jwt.call("POST", "password/change/", TWICE).status_code == 200
    bob.refresh_from_db()
    assert bob.check_password(NEW)

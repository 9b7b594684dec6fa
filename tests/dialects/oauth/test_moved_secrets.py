"""Secrets of clients that moved from another package as slow hashes."""

import pytest
from django.contrib.auth.hashers import make_password
from tests.oauth import App

from gatepost.features.provider import queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients, moved_secrets
from gatepost.ground import limits

SECRET = "a secret of another package"


@pytest.fixture
def app(db):
    app = App(grant_types=["authorization_code", "client_credentials"])
    queries.update_client(app.row.id, secret_digest="", moved_hash=make_password(SECRET))
    app.secret = SECRET
    return app


def status(app, secret=SECRET):
    app.secret = secret
    return app.post("token", grant_type="client_credentials", scope="read").status_code


def stored(app):
    row = OAuthClient.objects.get(id=app.row.id)
    return bool(row.moved_hash), bool(row.secret_digest), bool(row.previous_digest)


def test_the_first_use_replaces_the_hash_by_a_digest(app):
    assert (status(app, "wrong"), stored(app)) == (401, (True, False, False))
    assert (status(app), stored(app)) == (200, (False, True, False))
    assert (status(app, "wrong"), status(app)) == (401, 200)


def test_the_client_that_asks_about_a_token_is_recognized_by_it(app):
    other = App(grant_types=["client_credentials"])
    token = other.post("token", grant_type="client_credentials", scope="read").json()["access_token"]
    assert app.introspect(token) == {"active": False}
    assert stored(app) == (False, True, False)


def test_a_rotation_leaves_it_valid_for_the_overlap_alone(app, clock):
    fresh = clients.rotate_secret(OAuthClient.objects.get(id=app.row.id), by="command").secret
    assert (status(app), stored(app)) == (200, (False, True, True))
    clock.forward(8 * 86400)
    assert (status(app), status(app, fresh)) == (401, 200)


def test_a_hash_that_was_rotated_is_invalid_after_the_overlap_and_after_another_rotation(app, clock):
    clients.rotate_secret(OAuthClient.objects.get(id=app.row.id), by="command")
    clients.rotate_secret(OAuthClient.objects.get(id=app.row.id), by="command")
    assert (status(app), stored(app)[0]) == (401, False)
    queries.update_client(app.row.id, moved_hash=make_password(SECRET))
    clock.forward(8 * 86400)
    assert status(app) == 401


def test_a_network_can_cause_only_so_many_hashes(app, configure, monkeypatch):
    configure(limits={"enabled": True, "rates": {moved_secrets.LIMIT: ["2/60"]}})
    hashed = []
    real = moved_secrets.check_password
    monkeypatch.setattr(moved_secrets, "check_password", lambda *words: hashed.append(1) or real(*words))
    assert [status(app, "wrong") for _ in range(4)] == [401, 401, 429, 429]
    assert len(hashed) == 2


def test_more_hashes_than_can_wait_are_sent_away(app, monkeypatch):
    monkeypatch.setattr(limits, "_places", limits.threading.BoundedSemaphore(1))
    with limits.hash_slot():
        assert status(app) == 503
    assert status(app) == 200


def test_a_client_without_a_moved_secret_costs_no_hash(db, monkeypatch):
    monkeypatch.setattr(moved_secrets, "check_password", None)
    assert status(App(grant_types=["client_credentials"]), "wrong") == 401

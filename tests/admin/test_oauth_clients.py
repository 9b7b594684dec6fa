"""What staff do with the apps that log users in here."""

import json

import pytest
from django.test import Client
from tests.oauth import URI, App
from tests.users import PASSWORD, make_user

from gatepost.features.provider.operations import clients

FORM = {
    "name": "The wiki",
    "grant_types": json.dumps(["authorization_code"]),
    "scope": "openid",
    "post_logout_redirect_uris": "[]",
    "audiences": "[]",
    "token_format": "jwt",
    "id_token_alg": "RS256",
}


@pytest.fixture
def page(db, configure):
    configure(provider={"enabled": True, "scopes": {"read": {}}})
    boss = make_user("boss@example.org", "boss")
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client = Client()
    client.post("/admin/login/?next=/admin/", {"username": "boss@example.org", "password": PASSWORD})
    app = App()
    where = f"/admin/gatepost/oauthclient/{app.row.pk}/change/"
    return app, lambda uris: client.post(where, {**FORM, "redirect_uris": json.dumps(uris)}), client


def test_staff_change_a_client_and_unsafe_uris_are_refused(page):
    app, save, client = page
    shown = client.get(f"/admin/gatepost/oauthclient/{app.row.pk}/change/")
    assert app.row.secret_digest not in shown.content.decode()
    assert save([URI, "https://new.example.org/"]).status_code == 302
    assert clients.find(app.id).redirect_uris == [URI, "https://new.example.org/"]
    for uris in (["http://evil.org/"], "x", [1], {}):
        assert save(uris).status_code == 200
    assert clients.find(app.id).name == "The wiki"


def test_staff_disable_a_client(page):
    app, _, client = page
    client.post("/admin/gatepost/oauthclient/", {"action": "disable", "_selected_action": [str(app.row.pk)]})
    assert clients.find(app.id).disabled_at is not None

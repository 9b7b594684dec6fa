"""What staff do with the apps that log users in here."""

import json
import re

import pytest
from django.test import Client
from tests.oauth import URI, App
from tests.users import PASSWORD, make_user

from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients
from gatepost.ground.models import Event
from gatepost.sessions.models import Session

FORM = {
    "name": "The wiki",
    "grant_types": json.dumps(["authorization_code"]),
    "scope": "openid",
    "post_logout_redirect_uris": "[]",
    "audiences": "[]",
    "exchange_resources": "[]",
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


def secret_in(response):
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return re.search(r"gpx_\w+", response.content.decode())[0]


def test_staff_register_a_client_and_see_its_secret_once(page):
    _, _, client = page
    form = {**FORM, "name": "Shop", "auth_method": "client_secret_post", "redirect_uris": json.dumps([URI])}
    assert client.get("/admin/gatepost/oauthclient/add/").status_code == 200
    refused = client.post("/admin/gatepost/oauthclient/add/", {**form, "redirect_uris": '["http://evil.org/"]'})
    assert "gpx_" not in refused.content.decode()
    answer = client.post("/admin/gatepost/oauthclient/add/", form)
    row = OAuthClient.objects.get(name="Shop")
    assert clients.has_secret(row, secret_in(answer))
    assert (row.source, row.confidential, row.auth_method) == ("admin", True, "client_secret_post")
    assert row.client_id in answer.content.decode()
    shown = client.get(f"/admin/gatepost/oauthclient/{row.pk}/change/").content.decode()
    assert 'name="auth_method"' not in shown
    assert "gpx_" not in shown
    assert "gpx_" not in str([*client.cookies.values(), *Session.objects.values_list("data", flat=True)])
    assert Event.objects.filter(kind="oauth_client_created", details__client=row.client_id).count() == 1


def test_staff_set_encryption_only_with_a_key_that_fits(page):
    _, _, client = page
    key = {"kty": "OKP", "crv": "X25519", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}
    form = {**FORM, "name": "Sealed", "auth_method": "none", "redirect_uris": json.dumps([URI])}
    form |= {"id_token_encryption": "ECDH-ES A256GCM"}
    told = client.post("/admin/gatepost/oauthclient/add/", form).content.decode()
    assert "A client with encrypted ID tokens needs jwks or jwks_uri." in told
    client.post("/admin/gatepost/oauthclient/add/", {**form, "jwks": json.dumps({"keys": [key]})})
    assert OAuthClient.objects.get(name="Sealed").id_token_encryption == "ECDH-ES A256GCM"


def test_staff_register_a_public_client_which_has_no_secret(page):
    _, _, client = page
    form = {**FORM, "name": "Phone", "auth_method": "none", "redirect_uris": json.dumps([URI])}
    assert client.post("/admin/gatepost/oauthclient/add/", form).status_code == 302
    assert not OAuthClient.objects.get(name="Phone").secret_digest


def test_staff_create_a_new_secret_beside_the_present_one(page):
    app, _, client = page
    chosen = {"action": "rotate_secret", "_selected_action": [str(app.row.pk)]}
    fresh = secret_in(client.post("/admin/gatepost/oauthclient/", chosen))
    assert all(clients.has_secret(clients.find(app.id), one) for one in (fresh, app.secret))
    phone = App(public=True)
    for rows in ([app.row.pk, phone.row.pk], [phone.row.pk]):
        answer = client.post("/admin/gatepost/oauthclient/", {**chosen, "_selected_action": [str(one) for one in rows]})
        assert answer.status_code == 302
    assert clients.has_secret(clients.find(app.id), fresh)

"""Refresh tokens, tokens of clients themselves, userinfo, introspection, revocation, and what ends them."""

import pytest
from tests.oauth import ISSUER, RESOURCE, App, claims, userinfo
from tests.users import BOB, NEW, PASSWORD, logged_in

from gatepost.features.provider import queries
from gatepost.features.provider.models import AccessToken, Grant
from gatepost.features.provider.operations import clients
from gatepost.flow import everywhere
from gatepost.ground import clock as ground_clock
from gatepost.tokens.models import RefreshFamily


@pytest.fixture(params=["jwt", "opaque"])
def app(request, db):
    return App(token_format=request.param)


def alive(app, tokens):
    """Whether anything of these tokens still works."""
    return {
        "userinfo": userinfo(tokens["access_token"]).status_code == 200,
        "introspection": app.introspect(tokens["access_token"])["active"],
        "refresh": app.refresh(tokens["refresh_token"]).status_code == 200,
    }


ALL = {"userinfo": True, "introspection": True, "refresh": True}
NONE = dict.fromkeys(ALL, False)


def test_refresh_rotates_and_keeps_the_login(bob, app, clock):
    tokens = app.log_in(logged_in(bob, "browser"))
    before = claims(tokens["id_token"])
    clock.forward(600)
    fresh = app.refresh(tokens["refresh_token"]).json()
    assert fresh["refresh_token"] != tokens["refresh_token"]
    after = claims(fresh["id_token"])
    assert "nonce" not in after
    assert {name: after[name] for name in ("sub", "auth_time", "acr", "sid")} == {
        name: before[name] for name in ("sub", "auth_time", "acr", "sid")
    }
    assert alive(app, fresh) == ALL


def test_within_ten_seconds_the_same_successor_and_later_the_end_of_all(bob, app, clock):
    tokens = app.log_in(logged_in(bob, "browser"))
    first = app.refresh(tokens["refresh_token"]).json()
    second = app.refresh(tokens["refresh_token"]).json()
    assert first["refresh_token"] == second["refresh_token"]
    clock.forward(11)
    replayed = app.refresh(tokens["refresh_token"])
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert alive(app, first) == NONE


def test_a_refresh_may_ask_for_less_and_never_for_more(browsing, app):
    tokens = app.log_in(browsing, scope="openid email offline_access")
    less = app.refresh(tokens["refresh_token"], scope="openid").json()
    assert less["scope"] == "openid"
    assert "email" not in userinfo(less["access_token"]).json()
    more = app.refresh(less["refresh_token"], scope="openid profile")
    assert more.json()["error"] == "invalid_scope"
    assert app.refresh(less["refresh_token"], resource=RESOURCE).json()["error"] == "invalid_target"
    assert app.refresh(less["refresh_token"]).json()["scope"] == "openid email offline_access"


def test_without_the_grant_type_there_is_no_refresh_token(browsing, db):
    assert "refresh_token" not in App(grant_types=["authorization_code"]).log_in(browsing)


def log_out(bob, browsing):
    browsing.delete("auth/session")


def log_out_everywhere(bob, browsing):
    everywhere.revoke(bob.pk)


def change_password(bob, browsing):
    given = {"current_password": PASSWORD, "new_password": NEW}
    assert browsing.post("account/password/change", given).status == 200


def project_changes_password(bob, browsing):
    bob.set_password(NEW)
    bob.save()


def disable(bob, browsing):
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)


def withdraw(bob, browsing):
    ids = [one["id"] for one in browsing.get("account/apps").body["data"]]
    assert len(ids) == 1
    assert browsing.delete("account/apps", {"apps": ids}).body["data"] == []


def disable_client(bob, browsing):
    clients.disable(clients.find(Grant.objects.get().client.client_id), by="command")


@pytest.mark.parametrize(
    "act", [log_out, log_out_everywhere, change_password, project_changes_password, disable, withdraw]
)
def test_what_ends_a_login_ends_its_tokens(bob, browsing, app, act):
    tokens = app.log_in(browsing)
    assert userinfo(tokens["access_token"]).status_code == 200
    act(bob, browsing)
    assert alive(app, tokens) == NONE


@pytest.mark.parametrize("act", [log_out_everywhere, change_password, project_changes_password, disable, withdraw])
def test_offline_access_outlives_the_session_and_nothing_else(bob, browsing, app, act):
    tokens = app.log_in(browsing, scope="openid offline_access")
    log_out(bob, browsing)
    tokens = app.refresh(tokens["refresh_token"]).json()
    assert alive(app, tokens) == ALL
    act(bob, logged_in(bob, "browser"))
    assert alive(app, tokens) == NONE


def test_a_disabled_client_gets_nothing_and_its_tokens_sleep(bob, browsing, app):
    tokens = app.log_in(browsing)
    disable_client(bob, browsing)
    assert userinfo(tokens["access_token"]).status_code == 401
    refused = app.refresh(tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert app.authorize(browsing.http).status_code == 400


def test_apps_with_access_are_listed_with_what_they_may(browsing, wiki):
    wiki.log_in(browsing, scope="openid read")
    (entry,) = browsing.get("account/apps").body["data"]
    assert entry["app"]["name"] == "Wiki"
    assert [one["text"] for one in entry["scopes"]] == ["Know who you are", "Read your notes"]
    assert browsing.delete("account/apps", {"apps": [entry["id"], 1]}).status == 400
    assert browsing.get("account/apps").body["data"]


def test_client_credentials_are_for_the_client_itself(db, app):
    row = app.row
    type(row).objects.filter(id=row.id).update(grant_types=["client_credentials"])
    issued = app.post("token", grant_type="client_credentials", scope="read openid", resource=RESOURCE).json()
    assert issued["scope"] == "read"
    assert not {"refresh_token", "id_token"} & set(issued)
    known = app.introspect(issued["access_token"])
    assert (known["sub"], known["aud"], known["scope"]) == (app.id, RESOURCE, "read")
    assert "username" not in known
    assert userinfo(issued["access_token"]).status_code == 401


def test_introspection_is_for_the_tokens_client_and_its_audience_alone(browsing, wiki, phone):
    tokens = wiki.log_in(browsing, scope="read", resource=RESOURCE)
    api, other = App(audiences=[RESOURCE]), App(audiences=["https://other.example.org"])
    assert wiki.introspect(tokens["access_token"])["client_id"] == wiki.id
    assert api.introspect(tokens["access_token"])["scope"] == "read"
    assert other.introspect(tokens["access_token"]) == {"active": False}
    assert wiki.introspect(tokens["refresh_token"])["token_type"] == "refresh_token"
    assert api.introspect("gpo_" + "0" * 49) == {"active": False}
    refused = phone.post("introspect", token=tokens["access_token"])
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_introspection_tells_the_address_that_dovecot_knows_users_by_only_with_the_scope(browsing, wiki):
    with_it = wiki.log_in(browsing, scope="openid email")["access_token"]
    assert wiki.introspect(with_it)["email"] == BOB
    assert wiki.introspect(with_it)["email_verified"] is True
    assert "email" not in wiki.introspect(wiki.log_in(browsing, scope="openid")["access_token"])


def test_a_client_revokes_its_own_tokens_alone(browsing, app):
    tokens = app.log_in(browsing)
    assert App().post("revoke", token=tokens["access_token"]).status_code == 200
    assert alive(app, tokens)["userinfo"]
    tokens = app.log_in(browsing)
    assert app.post("revoke", token=tokens["access_token"], token_type_hint="x").status_code == 200
    assert userinfo(tokens["access_token"]).status_code == 401
    tokens = app.log_in(browsing)
    assert app.post("revoke", token=tokens["refresh_token"]).status_code == 200
    assert alive(app, tokens) == NONE
    assert app.post("revoke", token="unknown").status_code == 200
    assert app.post("revoke").json()["error"] == "invalid_request"


def test_access_tokens_expire(bob, app, clock):
    tokens = app.log_in(logged_in(bob, "browser"))
    clock.forward(301)
    assert userinfo(tokens["access_token"]).status_code == 401
    assert app.introspect(tokens["access_token"]) == {"active": False}


def test_userinfo_says_what_is_wrong_with_a_token(browsing, wiki, client):
    tokens = wiki.log_in(browsing, scope="read")
    refused = userinfo(tokens["access_token"])
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused["WWW-Authenticate"]
    assert client.get("/oauth/userinfo")["WWW-Authenticate"] == 'Bearer realm="gatepost"'
    assert 'error="invalid_token"' in userinfo("x.y.z")["WWW-Authenticate"]


def test_cleanup_deletes_what_has_expired(bob, app, clock):
    app.log_in(logged_in(bob, "browser"))
    clock.forward(31 * 86400)
    assert queries.delete_expired_grants(ground_clock.now(), 1000) == 1
    queries.delete_expired_access(ground_clock.now(), 1000)
    assert not Grant.objects.exists()
    assert not AccessToken.objects.exists()


def test_no_token_is_stored(browsing, app):
    tokens = app.log_in(browsing)
    stored = str([list(model.objects.values()) for model in (Grant, AccessToken, RefreshFamily)])
    assert not [name for name in ("access_token", "refresh_token") if tokens[name] in stored]


def test_the_tokens_issuer_is_ours(browsing, wiki):
    tokens = wiki.log_in(browsing)
    assert claims(tokens["access_token"])["iss"] == claims(tokens["id_token"])["iss"] == ISSUER

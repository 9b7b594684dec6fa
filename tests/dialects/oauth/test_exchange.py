"""Token exchange: a service calls another one for a user. Source: RFC 8693."""

import pytest
from tests.dialects.oauth.test_key_bound import KEY, OTHER, bound, post, proof
from tests.oauth import ACCESS_TOKEN, EXCHANGE, ISSUER, RESOURCE, App, claims, userinfo
from tests.users import logged_in

from gatepost.errors import Refused
from gatepost.features.provider.models import AccessToken, Grant
from gatepost.features.provider.operations import clients
from gatepost.features.provider.operations.exchange_grant import MOST_ACTORS
from gatepost.flow import everywhere
from gatepost.ground.models import Event

STOCK = "https://stock.example.org"
SECOND = "https://second.example.org"


@pytest.fixture(autouse=True)
def _resources(configure):
    provider = {"enabled": True, "resources": [RESOURCE, STOCK, SECOND], "scopes": {"read": {}, "write": {}}}
    configure(provider=provider)


@pytest.fixture(params=[("jwt", "opaque"), ("opaque", "jwt")], ids=" to ".join)
def formats(request):
    """The formats of the exchanged token and of the new one."""
    return request.param


@pytest.fixture
def shop(formats, db):
    """The app in which users log in."""
    return App(name="Shop", scope="openid email read write offline_access", token_format=formats[0])


@pytest.fixture
def api(formats, db):
    """The resource server that gets the app's tokens, and calls another one with them."""
    return service(token_format=formats[1])


def service(**columns):
    given = {"grant_types": [EXCHANGE, "client_credentials"], "audiences": [RESOURCE], "redirect_uris": []}
    return App(**{**given, "name": "API", "scope": "openid read write", "exchange_resources": [STOCK], **columns})


def own_token(app, **form):
    return app.post("token", grant_type="client_credentials", **form).json()["access_token"]


def user_token(shop, browser, scope="openid read write", **changes):
    return shop.log_in(browser, scope=scope, resource=RESOURCE, **changes)["access_token"]


def refused(answer, error, status=400):
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.content
    assert "access_token" not in answer.json()


def test_a_service_gets_a_token_for_another_one_that_says_who_acts(browsing, shop, api):
    token = user_token(shop, browsing)
    answer = api.exchange(token, resource=STOCK, scope="read")
    assert answer.status_code == 200, answer.content
    issued = answer.json()
    assert issued["issued_token_type"] == ACCESS_TOKEN
    assert (issued["token_type"], issued["scope"]) == ("Bearer", "read")
    assert not {"refresh_token", "id_token"} & set(issued)
    before, known = shop.introspect(token), api.introspect(issued["access_token"])
    assert (known["client_id"], known["aud"], known["scope"]) == (api.id, STOCK, "read")
    assert {name: known[name] for name in ("sub", "auth_time", "acr")} == {
        name: before[name] for name in ("sub", "auth_time", "acr")
    }
    assert known["act"] == {"sub": api.id}
    if api.row.token_format == "jwt":
        assert claims(issued["access_token"])["act"] == {"sub": api.id}
    event = Event.objects.get(kind="oauth_token_exchanged")
    assert event.details == {"client": api.id, "from": shop.id}


def test_without_wishes_the_new_token_is_for_the_same_resource_and_has_the_scopes_of_both(browsing, shop, api):
    clients.queries.update_client(api.row.id, scope="read")
    token = user_token(shop, browsing, "openid email read offline_access")
    issued = api.exchange(token).json()
    assert issued["scope"] == "read"
    assert api.introspect(issued["access_token"])["aud"] == RESOURCE


def test_an_app_narrows_its_own_token(browsing, shop):
    clients.queries.update_client(shop.row.id, grant_types=["authorization_code", EXCHANGE])
    tokens = shop.log_in(browsing, scope="openid email")
    issued = shop.exchange(tokens["access_token"], scope="openid").json()
    assert set(userinfo(issued["access_token"]).json()) == {"sub"}
    assert "email" in userinfo(tokens["access_token"]).json()


def test_the_actor_may_be_named_by_a_token_of_the_caller(browsing, shop, api):
    actor = {"actor_token": own_token(api), "actor_token_type": ACCESS_TOKEN}
    issued = api.exchange(user_token(shop, browsing), **actor).json()
    assert api.introspect(issued["access_token"])["act"] == {"sub": api.id}


def test_delegation_is_nested_with_the_present_actor_outside(browsing, shop, api):
    second = service(audiences=[STOCK], exchange_resources=[SECOND])
    first = api.exchange(user_token(shop, browsing), resource=STOCK).json()["access_token"]
    last = second.exchange(first, audience=SECOND).json()["access_token"]
    assert second.introspect(last)["act"] == {"sub": second.id, "act": {"sub": api.id}}
    assert second.introspect(last)["aud"] == SECOND


def test_a_chain_of_actors_has_an_end(browsing, shop, api):
    token = user_token(shop, browsing)
    for _ in range(MOST_ACTORS):
        token = api.exchange(token).json()["access_token"]
    refused(api.exchange(token), "invalid_request")


def test_a_token_never_ends_later_than_the_one_it_was_exchanged_for(bob, shop, api, clock):
    token = user_token(shop, logged_in(bob, "browser"))
    end = shop.introspect(token)["exp"]
    clock.forward(200)
    issued = api.exchange(token).json()
    assert issued["expires_in"] <= 100
    assert api.introspect(issued["access_token"])["exp"] <= end
    clock.forward(101)
    assert api.introspect(issued["access_token"]) == {"active": False}


# L6: a token is exchanged for more than it is


def test_l6_scopes_are_never_widened(browsing, shop, api):
    token = user_token(shop, browsing, "openid read")
    for scope in ("admin", "email", "read admin", "write", "offline_access"):
        refused(api.exchange(token, scope=scope), "invalid_scope")


def test_l6_scopes_of_the_user_that_the_caller_lacks_are_not_given(browsing, shop, api):
    clients.queries.update_client(api.row.id, scope="read")
    refused(api.exchange(user_token(shop, browsing), scope="write"), "invalid_scope")


def test_l6_a_foreign_audience_is_refused(browsing, shop, api):
    token = user_token(shop, browsing)
    for name in ("resource", "audience"):
        for target in (SECOND, ISSUER, "https://evil.org", "x", [STOCK, SECOND]):
            refused(api.exchange(token, **{name: target}), "invalid_target")


@pytest.mark.parametrize("act", ["grant", "everywhere", "token", "client", "session"])
def test_l6_what_revokes_the_exchanged_token_revokes_the_new_one(bob, browsing, shop, api, act):
    token = user_token(shop, browsing)
    first = api.exchange(token, resource=STOCK).json()["access_token"]
    last = service(audiences=[STOCK]).exchange(first).json()["access_token"]
    assert api.introspect(first)["active"]
    if act == "grant":
        Grant.objects.filter(client=shop.row).delete()
    elif act == "everywhere":
        everywhere.revoke(bob.pk)
    elif act == "token":
        shop.post("revoke", token=token)
    elif act == "client":
        clients.disable(shop.row, by="command")
    else:
        browsing.delete("auth/session")
    assert [api.introspect(one) for one in (first, last)] == [{"active": False}] * 2
    refused(api.exchange(token), "invalid_request")
    refused(service(audiences=[STOCK]).exchange(first), "invalid_request")


def test_l6_a_token_between_two_actors_takes_those_after_it_along(browsing, shop, api):
    second = service(audiences=[STOCK])
    first = api.exchange(user_token(shop, browsing), resource=STOCK).json()["access_token"]
    last = second.exchange(first).json()["access_token"]
    assert second.introspect(last)["active"]
    assert api.post("revoke", token=first).status_code == 200
    assert second.introspect(last) == {"active": False}


def test_l6_an_expired_token_is_not_exchanged(bob, shop, api, clock):
    token = user_token(shop, logged_in(bob, "browser"))
    clock.forward(301)
    refused(api.exchange(token), "invalid_request")


def test_l6_a_public_client_exchanges_nothing(browsing, shop):
    phone = App(public=True)
    token = user_token(shop, browsing)
    refused(phone.exchange(token), "unauthorized_client")
    with pytest.raises(Refused, match="invalid_client_metadata"):
        App(public=True, grant_types=["authorization_code", EXCHANGE])
    clients.queries.update_client(phone.row.id, grant_types=[EXCHANGE], audiences=[RESOURCE])
    refused(phone.exchange(token), "invalid_client", 401)


def test_l6_a_client_without_the_grant_type_or_its_secret_exchanges_nothing(browsing, shop, api):
    token = user_token(shop, browsing)
    refused(App(audiences=[RESOURCE]).exchange(token), "unauthorized_client")
    api.secret = "gpx_" + "0" * 49
    refused(api.exchange(token), "invalid_client", 401)


def test_l6_a_token_for_others_is_not_exchanged(browsing, shop, api):
    """A stolen token is useless to a service that it isn't for."""
    refused(service(audiences=[SECOND]).exchange(user_token(shop, browsing)), "invalid_request")
    refused(api.exchange(shop.log_in(browsing)["access_token"]), "invalid_request")


def test_l6_tokens_of_other_issuers_and_kinds_are_not_exchanged(browsing, shop, api, configure):
    tokens = shop.log_in(browsing, scope="openid read offline_access", resource=RESOURCE)
    for name in ("id_token", "refresh_token"):
        refused(api.exchange(tokens[name]), "invalid_request")
    for text in ("x", "a.b.c", "gpo_" + "0" * 49):
        refused(api.exchange(text), "invalid_request")
    refused(api.exchange(own_token(api, resource=RESOURCE)), "invalid_request")
    if shop.row.token_format == "jwt":
        provider = {"enabled": True, "issuer": "/"}
        configure(provider={**provider, "issuer": "https://other.example.org"})
        foreign = user_token(shop, browsing, "openid read")
        configure(provider=provider)
        refused(api.exchange(foreign), "invalid_request")


def test_l6_nobody_names_another_actor(browsing, shop, api):
    token = user_token(shop, browsing)
    other = service(name="Other")
    exchanged = api.exchange(token).json()["access_token"]
    for actor in (own_token(other), token, exchanged, "x"):
        refused(api.exchange(token, actor_token=actor, actor_token_type=ACCESS_TOKEN), "invalid_request")
    refused(api.exchange(token, actor_token=own_token(api)), "invalid_request")
    refused(api.exchange(token, actor_token_type=ACCESS_TOKEN), "invalid_request")


FAULTS = [
    {"subject_token": None},
    {"subject_token": ""},
    {"subject_token_type": None},
    {"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"},
    {"subject_token_type": "urn:ietf:params:oauth:token-type:jwt"},
    {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
    {"requested_token_type": "urn:ietf:params:oauth:token-type:id_token"},
]


def test_l6_faulty_exchanges_are_refused(browsing, shop, api):
    token = user_token(shop, browsing)
    for changes in FAULTS:
        refused(api.exchange(**{"token": token, **changes}), "invalid_request")
    assert not Grant.objects.filter(kind="exchange").exists()


# DPoP


def exchanged(app, token, **headers):
    form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
    return post("token", {**form, "client_id": app.id, "client_secret": app.secret}, **headers)


def test_l6_a_bound_token_needs_a_proof_of_its_key(browsing, shop):
    clients.queries.update_client(shop.row.id, auth_method="none", confidential=False)
    shop.secret = ""
    token = bound(shop, browsing).json()["access_token"]
    clients.queries.update_client(
        shop.row.id, auth_method="client_secret_post", confidential=True, grant_types=[EXCHANGE]
    )
    shop.secret = clients.rotate_secret(clients.find(shop.id), by="command").secret
    refused(exchanged(shop, token), "invalid_request")
    refused(exchanged(shop, token, DPoP=proof("/oauth/token", OTHER)), "invalid_request")
    issued = exchanged(shop, token, DPoP=proof("/oauth/token")).json()
    assert issued["token_type"] == "DPoP"
    assert shop.introspect(issued["access_token"])["cnf"] == {"jkt": KEY.thumbprint()}


def test_the_new_token_is_bound_to_the_callers_key(browsing, shop, api):
    issued = exchanged(api, user_token(shop, browsing), DPoP=proof("/oauth/token")).json()
    assert issued["token_type"] == "DPoP"
    assert api.introspect(issued["access_token"])["cnf"] == {"jkt": KEY.thumbprint()}


def test_a_client_never_registers_itself_for_token_exchange(configure, client):
    configure(provider={"enabled": True, "registration": "open"})
    body = f'{{"redirect_uris": ["https://a.example.org/b"], "grant_types": ["{EXCHANGE}", "authorization_code"]}}'
    answer = client.post("/oauth/register", body, content_type="application/json")
    assert answer.json()["grant_types"] == ["authorization_code"]


def test_no_exchanged_token_is_stored(browsing, shop, api):
    issued = api.exchange(user_token(shop, browsing)).json()["access_token"]
    assert issued not in str([list(model.objects.values()) for model in (Grant, AccessToken)])


def test_discovery_lists_the_grant_type(db, client):
    document = client.get("/.well-known/oauth-authorization-server").json()
    assert EXCHANGE in document["grant_types_supported"]
    assert document["issuer"] == ISSUER

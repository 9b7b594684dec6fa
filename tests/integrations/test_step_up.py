"""Views that need a recent or stronger authentication of an access token's user. Source: RFC 9470."""

import re

import pytest
from django.http import JsonResponse
from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.counted import Counted
from tests.integrations.test_resource_server import Authentication, answer, asked, bearer, behind, get, refused
from tests.oauth import RESOURCE, App, allow, query, sent
from tests.urls import urlpatterns as main
from tests.users import logged_in

from gatepost import requires_access_token
from gatepost.asgi import ResourceServerMiddleware
from gatepost.testing.totp import enrol
from gatepost.tokens.signed import signing_keys


@requires_access_token("read", resource=RESOURCE, acr_values="aal2")
def strong(request):
    return JsonResponse(answer(request))


@requires_access_token("read", resource=RESOURCE, max_age=100)
def recent(request):
    return JsonResponse(answer(request))


class Strong(Authentication):
    acr_values = "aal2"


class Recent(Authentication):
    max_age = 100


class Rest(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response(answer(request))


urlpatterns = [
    *main,
    path("strong", strong),
    path("recent", recent),
    path("rest/strong", Rest.as_view(authentication_classes=[Strong])),
    path("rest/recent", Rest.as_view(authentication_classes=[Recent])),
]


@pytest.fixture(autouse=True)
def _project(settings, configure):
    settings.ROOT_URLCONF = __name__
    configure(provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {}}})


@pytest.fixture(params=["jwt", "opaque"])
def app(request, db):
    return App(first_party=True, scope="openid read", token_format=request.param)


def token(app, browser, **changes):
    found = app.log_in(browser, scope="openid read", resource=RESOURCE, **changes)["access_token"]
    signing_keys.ring()
    return found


def wanted(response):
    """The parameters of a challenge that the client sends its user to the authorization endpoint with."""
    header = refused(response, "insufficient_user_authentication")
    return dict(re.findall(r'(acr_values|max_age)="([^"]*)"', header))


@pytest.mark.parametrize("door", ["strong", "rest/strong"])
def test_g13_a_second_factor_is_asked_for_and_then_enough(bob, app, clock, door):
    browser = logged_in(bob, "browser")
    totp = enrol(bob)
    clock.forward(60)
    challenge = wanted(get(door, token(app, browser)))
    assert challenge == {"acr_values": "aal2"}
    where = sent(app.authorize(browser.http, scope="openid read", resource=RESOURCE, **challenge))
    assert browser.post("auth/2fa/reauthenticate", {"code": totp.code()}).status == 200
    code = query(allow(browser, where))["code"]
    stronger = app.redeem(code).json()["access_token"]
    assert get(door, stronger).json()["client"] == app.id


@pytest.mark.parametrize("door", ["recent", "rest/recent"])
def test_g13_a_recent_login_is_asked_for_and_then_enough(bob, app, clock, door):
    browser = logged_in(bob, "browser")
    before = token(app, browser)
    assert get(door, before).status_code == 200
    clock.forward(101)
    challenge = wanted(get(door, before))
    assert challenge == {"max_age": "100"}
    answered = app.authorize(browser.http, scope="openid read", resource=RESOURCE, prompt="none", **challenge)
    assert query(sent(answered))["error"] == "login_required"
    assert get(door, token(app, logged_in(bob, "browser"), **challenge)).status_code == 200


def test_a_signed_token_tells_of_its_authentication_without_a_query(bob, clock):
    app = App(first_party=True, scope="openid read")
    text = token(app, logged_in(bob, "browser"))
    with Counted() as counted:
        assert get("strong", text).status_code == 401
        assert get("recent", text).status_code == 200
    assert counted.statements == []


def test_a_client_that_acts_for_itself_is_never_enough(db):
    service = App(grant_types=["client_credentials"], scope="read")
    answer = service.post("token", grant_type="client_credentials", scope="read", resource=RESOURCE)
    for door in ("strong", "recent", "rest/strong", "rest/recent"):
        wanted(get(door, answer.json()["access_token"]))


def test_a_missing_scope_comes_before_the_authentication(bob):
    app = App(first_party=True, scope="openid read")
    signed = app.log_in(logged_in(bob, "browser"), scope="openid", resource=RESOURCE)["access_token"]
    refused(get("strong", signed), "insufficient_scope", 403)


@pytest.mark.django_db(transaction=True)
def test_an_asgi_application_asks_for_both(bob):
    app = App(first_party=True, scope="openid read")
    text = token(app, logged_in(bob, "browser"))
    guarded = ResourceServerMiddleware(behind, resource=RESOURCE, acr_values="aal1 aal2", max_age=1000)
    assert asked(guarded, bearer(text))[0]["status"] == 200
    guarded = ResourceServerMiddleware(behind, resource=RESOURCE, acr_values="aal2", max_age=1000)
    first, body = asked(guarded, bearer(text))
    challenge = dict(first["headers"])[b"www-authenticate"].decode()
    assert (first["status"], body["error"]) == (401, "insufficient_user_authentication")
    assert 'acr_values="aal2", max_age="1000"' in challenge


def test_introspection_tells_other_resource_servers_of_the_authentication(bob, app):
    text = token(app, logged_in(bob, "browser"))
    known = App(audiences=[RESOURCE]).introspect(text)
    assert known["acr"] == "aal1"
    assert known["auth_time"] == app.introspect(text)["auth_time"] > 0


@pytest.mark.parametrize("needs", [{"acr_values": "aal3"}, {"acr_values": "aal2 gold"}, {"max_age": -1}])
def test_a_need_that_nobody_could_meet_is_an_error_of_the_project(needs):
    with pytest.raises(ValueError, match=r"acr_values|max_age"):
        requires_access_token("read", **needs)
    with pytest.raises(ValueError, match=r"acr_values|max_age"):
        ResourceServerMiddleware(behind, **needs)

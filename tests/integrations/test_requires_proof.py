"""Views of a host project that ask for a fresh or a stronger proof."""

import json
from inspect import iscoroutinefunction

import pytest
from asgiref.sync import async_to_sync
from django.http import JsonResponse
from django.test import RequestFactory
from django.utils.decorators import method_decorator
from django.views import View
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.client import Api
from tests.factors import with_app
from tests.users import BOB, PASSWORD, make_user

from gatepost import drf
from gatepost.integrations.decorators import requires_proof
from gatepost.sessions import strength
from gatepost.sessions.middleware import AuthenticationMiddleware
from gatepost.sessions.store import SessionStore


@requires_proof()
def anybody(request):
    return JsonResponse({"user": str(request.user)})


@requires_proof(max_age=300)
def fresh(request):
    return JsonResponse({})


@requires_proof(level=2)
def strong(request):
    return JsonResponse({})


@requires_proof(level=2, max_age=300)
async def strong_and_fresh(request):
    return JsonResponse({})


@method_decorator(requires_proof(level=2), name="dispatch")
class Strong(View):
    def get(self, _request):
        return JsonResponse({})


class Rest(APIView):
    permission_classes = (drf.requires_proof(level=2, max_age=300),)

    def get(self, _request):
        return Response({})


def visit(view, browser):
    request = RequestFactory().get("/")
    cookie = browser.http.cookies.get("sessionid")
    request.session = SessionStore(cookie.value if cookie else None)
    AuthenticationMiddleware(lambda _: None).process_request(request)
    answer = async_to_sync(view)(request) if iscoroutinefunction(view) else view(request)
    if hasattr(answer, "render"):
        answer.render()
    return answer.status_code, json.loads(answer.content)


def flows(body):
    return [flow["id"] for flow in body.get("data", body)["flows"]]


@pytest.fixture
def phone(bob):
    return with_app(bob)


def log_in(browser):
    return browser.post("auth/login", {"email": BOB, "password": PASSWORD})


def test_who_is_not_logged_in_gets_the_ways_in(browser):
    status, body = visit(anybody, browser)
    assert (status, body["meta"]) == (401, {"is_authenticated": False})
    assert "login" in flows(body)


def test_any_login_will_do(browser, bob):
    log_in(browser)
    assert visit(anybody, browser) == (200, {"user": str(bob)})


def test_a_proof_grows_old(browser, bob, clock):
    log_in(browser)
    assert visit(fresh, browser)[0] == 200
    clock.forward(301)
    status, body = visit(fresh, browser)
    assert (status, body["meta"], flows(body)) == (401, {"is_authenticated": True}, ["reauthenticate"])
    assert browser.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert visit(fresh, browser)[0] == 200


@pytest.mark.parametrize("view", [strong, Strong.as_view()])
def test_g13_a_password_is_not_enough_for_a_strong_view(browser, phone, clock, view):
    clock.forward(60)
    log_in(browser)
    browser.post("auth/2fa/authenticate", {"code": phone.code()})
    assert visit(view, browser)[0] == 200
    clock.forward(100_000)
    assert visit(view, browser)[0] == 200


def test_g13_a_weaker_proof_makes_no_strong_one_fresh(clock, db):
    user = make_user()
    phone, browser = with_app(user), Api("browser")
    clock.forward(60)
    log_in(browser)
    browser.post("auth/2fa/authenticate", {"code": phone.code()})
    assert visit(strong_and_fresh, browser)[0] == 200
    clock.forward(301)
    assert browser.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    for view in (strong_and_fresh, Rest.as_view()):
        status, body = visit(view, browser)
        assert (status, flows(body)) == (401, ["mfa_reauthenticate"])
    assert browser.post("auth/2fa/reauthenticate", {"code": phone.code()}).status == 200
    for view in (strong_and_fresh, Rest.as_view()):
        assert visit(view, browser)[0] == 200


def test_who_has_no_factor_is_told_to_set_one_up(browser, bob):
    log_in(browser)
    status, body = visit(strong, browser)
    assert (status, body["data"]["flows"]) == (401, [{"id": "mfa_enrol", "types": ["totp", "webauthn"]}])
    status, body = visit(Rest.as_view(), browser)
    assert (status, body["code"], flows(body)) == (401, "reauthentication_required", ["mfa_enrol"])


def test_the_permission_refuses_who_is_not_logged_in(browser, db):
    assert visit(Rest.as_view(), browser)[0] == 403


def test_a_trusted_browser_does_not_make_a_login_strong(browser, phone, clock, configure):
    configure(flow={"trust_browser": True})
    clock.forward(60)
    log_in(browser)
    browser.post("auth/2fa/authenticate", {"code": phone.code()})
    browser.post("auth/2fa/trust", {"trust": True})
    assert visit(strong, browser)[0] == 200
    browser.delete("auth/session")
    assert log_in(browser).status == 200
    assert visit(strong, browser)[0] == 401


@pytest.mark.parametrize(
    ("proofs", "level", "amr"),
    [
        ([], 1, []),
        ([{"method": "password", "at": 1}], 1, ["pwd"]),
        ([{"method": "code", "at": 1, "email": BOB}], 1, ["otp"]),
        ([{"method": "code", "at": 1, "phone": "+1"}], 1, ["sms"]),
        ([{"method": "password", "at": 1}, {"method": "mfa", "type": "totp", "at": 2}], 2, ["pwd", "otp", "mfa"]),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True, "at": 2}], 2, ["pop", "mfa", "user"]),
        ([{"method": "something new", "at": 1}], 1, []),
    ],
)
def test_level_and_methods_of_a_session(proofs, level, amr):
    assert (strength.level(proofs), strength.amr(proofs)) == (level, amr)

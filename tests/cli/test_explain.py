"""Why a request was refused: over HTTP as clients send it, and on the command line as support asks."""

import json
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from click.testing import CliRunner
from django.test import AsyncClient, Client
from tests.client import Api
from tests.counted import Counted
from tests.factors import with_app
from tests.providers import connected, provider, visitor
from tests.spa import Spa
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost import cli
from gatepost.ground import refused_requests
from gatepost.ground.models import Event, RefusedRequest

__all__ = ["connected", "provider", "visitor"]
pytestmark = pytest.mark.django_db
MIDDLEWARE = "gatepost.integrations.request_id.request_id_middleware"
WRONG = "not-Bobs-passw0rd"


@pytest.fixture(autouse=True)
def _traced(settings, monkeypatch, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    settings.MIDDLEWARE = [MIDDLEWARE, *settings.MIDDLEWARE]
    configure(limits={"enabled": True}, rest_auth={"login_methods": ["email"]})
    monkeypatch.setattr("gatepost.cli.explain.migrate", lambda: None)
    monkeypatch.setattr("gatepost.cli.maintenance.migrate", lambda: None)
    refused_requests._kept_at.clear()


def run(*arguments):
    return CliRunner().invoke(cli.gatepost, list(arguments))


def explained(response, *hidden):
    """The decisions behind a response, as text and as (step, result) pairs; neither shows what was typed."""
    number = response.headers["X-Request-ID"]
    text, document = run("explain", number), run("explain", number, "--json")
    assert (text.exit_code, document.exit_code) == (0, 0), text.output
    for secret in (PASSWORD, WRONG, BOB, *hidden):
        assert secret not in text.output + document.output
    (request,) = json.loads(document.output)["requests"]
    assert request["status"] == getattr(response, "response", response).status_code
    for decision in request["decisions"]:
        assert decision["result"] in text.output
    return [(decision["step"], decision["result"]) for decision in request["decisions"]]


def log_in(api, name=BOB, password=PASSWORD):
    return api.post("auth/login", {"email": name, "password": password})


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_wrong_password(client):
    make_user()
    found = explained(log_in(Api(client), password=WRONG))
    assert [step for step, _ in found] == ["session", "lookup", "limit", "hash", "answer"]
    assert ("lookup", "found by email") in found
    assert found[-2][1].endswith("does not match")
    assert found[-1] == ("answer", "email_password_mismatch")


def test_an_unknown_name():
    found = explained(log_in(Api("app"), name="stranger@example.org"), "stranger")
    assert ("lookup", "no user has this email") in found
    assert ("hash", "no hash to compare with; a decoy was hashed") in found


def test_too_many_attempts(configure):
    configure(limits={"rates": {"login_failed": ["1/600"]}})
    make_user()
    api = Api("app")
    log_in(api, password=WRONG)
    found = explained(log_in(api, password=WRONG))
    assert found[-2:] == [
        ("limit", "login_network, login_failed, login_failed_network: full"),
        ("answer", "too_many_login_attempts"),
    ]


def test_a_disabled_user():
    user = make_user()
    user.is_active = False
    user.save()
    assert ("policy", "the account is disabled") in explained(log_in(Api("app")))


def test_a_missing_second_factor_in_an_api_without_steps():
    user = make_user()
    with_app(user)
    response = Client().post("/auth/token/login/", {"username": "bob", "password": PASSWORD})
    found = explained(response)
    assert ("policy", "missing: mfa_authenticate") in found
    assert found[-1] == ("answer", "mfa_authenticate")


def test_a_pending_second_factor_is_no_refusal_and_costs_no_statement():
    """The audit event that is written anyway has the id."""
    with_app(make_user())
    api = Api("app")
    with Counted() as counted:
        answer = log_in(api)
    assert answer.pending == ["mfa_authenticate"]
    assert not any("refusedrequest" in statement for statement in counted.statements)
    shown = run("explain", answer.headers["X-Request-ID"])
    assert (shown.exit_code, "login_pending" in shown.output, "mfa_authenticate" in shown.output) == (0, True, True)
    assert "was not refused" in shown.output
    found = explained(api.post("auth/2fa/authenticate", {"code": "000000"}))
    assert found[-2:] == [
        ("second factor", "the code matches none of the user's: recovery_codes, totp"),
        ("answer", "incorrect_code"),
    ]


def test_an_unverified_address(configure):
    configure(accounts={"email_verification": "mandatory"})
    make_user(verified=False)
    found = explained(Spa().log_in(BOB, PASSWORD))
    assert ("policy", "no address is verified") in found
    assert found[-1] == ("answer", "verify_email")


def test_a_missing_csrf_token():
    response = Client(enforce_csrf_checks=True).post(
        "/_allauth/browser/v1/auth/login", {"email": BOB, "password": PASSWORD}, content_type="application/json"
    )
    assert explained(response)[-1] == ("csrf", "CSRF cookie not set.")


def test_the_referer_of_a_refused_request_is_shown_without_its_path_which_may_hold_a_mailed_key():
    api = Api("browser")
    api.get("config")
    sent = {"Referer": "https://evil.example/reset/gpv_secret", "X-CSRFToken": api.http.cookies["csrftoken"].value}
    response = api.http.post(
        "/_allauth/browser/v1/auth/login", {}, content_type="application/json", headers=sent, secure=True
    )
    assert response.status_code == 403
    (found,) = explained(response, "gpv_secret")
    assert "https://evil.example" in found[1]


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "Referer checking failed - no Referer."),
        ({"Origin": "https://evil.example"}, "Origin checking failed - https://evil.example does not match"),
        (
            {"Referer": "https://evil.example/reset/gpv_secret?code=1"},
            "Referer checking failed - https://evil.example does not match",
        ),
    ],
)
def test_a_refusal_by_djangos_own_csrf_middleware(headers, reason):
    client = Client(enforce_csrf_checks=True)
    client.cookies.load({"csrftoken": "a" * 32})
    response = client.post("/admin/login/", {"username": BOB, "password": PASSWORD}, headers=headers, secure=True)
    assert response.status_code == 403
    ((step, result),) = explained(response, "gpv_secret", "code=1", "a" * 32)
    assert step == "csrf"
    assert result.startswith(reason)


def test_a_refusal_by_djangos_own_csrf_middleware_without_tls():
    client = Client(enforce_csrf_checks=True)
    client.cookies.load({"csrftoken": "a" * 32})
    missing = client.post("/admin/login/", {"username": BOB, "password": PASSWORD})
    wrong = client.post("/admin/login/", {"username": BOB, "password": PASSWORD, "csrfmiddlewaretoken": "b" * 32})
    assert explained(missing) == [("csrf", "CSRF token missing.")]
    assert explained(wrong, "b" * 32) == [("csrf", "CSRF token from POST incorrect.")]


def test_a_refusal_by_djangos_own_csrf_middleware_of_an_async_request():
    response = async_to_sync(AsyncClient(enforce_csrf_checks=True).post)("/admin/login/", {"username": BOB})
    assert explained(response) == [("csrf", "CSRF cookie not set.")]


def test_an_ended_session():
    api = logged_in(make_user())
    api.call("DELETE", "auth/session")
    found = explained(api.call("GET", "auth/session"), api.token or "gps_")
    assert found == [("session", "unknown, expired or revoked")]


def test_an_expired_session_of_a_browser(clock):
    api = logged_in(make_user(), "browser")
    clock.forward(timedelta(days=400).total_seconds())
    assert explained(api.get("auth/session")) == [("session", "unknown, expired or revoked")]


def test_a_foreign_origin():
    make_user()
    response = Client().post(
        "/api/v1/dj-rest-auth/login/", {"email": BOB, "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert ("origin", "https://evil.example is not trusted") in explained(response)


def test_an_error_of_a_provider(visitor, provider):
    provider.faults.add("refuse_code")
    response = visitor.come_back(provider.sign_in(visitor.leave()["Location"]))
    found = explained(response)
    assert (response.status_code, found[-1]) == (303, ("answer", "provider_failed"))
    assert found[-2][0] == "provider"
    assert found[-2][1].startswith("refused: ")


def test_a_form_of_django_that_refuses_a_password_with_status_200():
    make_user()
    response = Client().post("/admin/login/", {"username": BOB, "password": WRONG})
    assert (response.status_code, explained(response)[-1][0]) == (200, "answer")


def test_a_revoked_token():
    response = Client().get("/api/v1/dj-rest-auth/user/", headers={"Authorization": "Token " + "0" * 40})
    assert (response.status_code, explained(response)[-1]) == (403, ("answer", "authentication_failed"))


def test_a_login_and_a_look_by_an_anonymous_visitor_store_nothing():
    make_user()
    api = Api("browser")
    assert api.get("auth/session").status == 401
    with Counted() as counted:
        answer = log_in(api)
    assert (answer.status, len(counted.statements) <= 8) == (200, True)
    assert not RefusedRequest.objects.exists()
    assert Event.objects.get(kind="login").details["request_id"] == answer.headers["X-Request-ID"]


def test_the_id_of_a_proxy_is_kept_and_one_that_could_do_harm_is_not():
    make_user()
    for given, kept in (("from-the-proxy.1", True), ("x" * 65, False), ("<script>alert(1)", False)):
        response = log_in(Api("app", **{"X-Request-ID": given}), password=WRONG)
        assert (response.headers["X-Request-ID"] == given) is kept
        explained(response)


def test_an_unknown_or_expired_id(clock, configure):
    make_user()
    response = log_in(Api("app"), password=WRONG)
    explained(response)
    clock.forward(259_201)
    for number in ("mistyped", response.headers["X-Request-ID"]):
        result = run("explain", number)
        assert (result.exit_code, "72 hours" in result.output) == (1, True)
    assert RefusedRequest.objects.count() == 1
    assert run("cleanup").exit_code == 0
    assert not RefusedRequest.objects.exists()


def test_it_can_be_turned_off(configure):
    configure(explain={"kept_seconds": 0})
    response = log_in(Api("app"), password=WRONG)
    assert (response.status, RefusedRequest.objects.count()) == (400, 0)
    result = run("explain", response.headers["X-Request-ID"])
    assert (result.exit_code, "explain.kept_seconds is 0" in result.output) == (1, True)


def test_a_flood_of_refused_requests_does_not_fill_the_database(clock, monkeypatch, configure):
    configure(limits={"enabled": False})
    api = Api("app")
    for _ in range(refused_requests.MOST_PER_MINUTE + 5):
        api.get("account/email")
    assert RefusedRequest.objects.count() == refused_requests.MOST_PER_MINUTE
    clock.forward(61)
    api.get("account/email")
    assert RefusedRequest.objects.count() == refused_requests.MOST_PER_MINUTE + 1


def test_a_request_of_an_asynchronous_server():
    response = async_to_sync(AsyncClient().post)(
        "/_allauth/app/v1/auth/login", {"email": BOB, "password": WRONG}, content_type="application/json"
    )
    assert [step for step, _ in explained(response)][-2:] == ["hash", "answer"]

"""Other methods, unreadable bodies, and the cookies and headers of the answers to them."""

import json

import pytest
import yaml
from tests.client import Api
from tests.exchanges import CODE
from tests.factors import with_app
from tests.oracle import oracle
from tests.users import BOB, PASSWORD, logged_in

__all__ = ["oracle"]

TOTP = "account/authenticators/totp"


def first_contact(verb, path, client="browser", **sent):
    """A request of a visitor who has no cookie yet."""
    return Api(client).http.generic(verb, f"/_allauth/{client}/v1/{path}", **sent)


def reported(response):
    return [(error["code"], error.get("param")) for error in json.loads(response.content)["errors"]]


# --- wrong methods and refused CSRF


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_wrong_method_sets_the_csrf_cookie(db, verb):
    response = first_contact(verb, "config")
    assert (response.status_code, response.content) == (405, b"")
    assert response.cookies["csrftoken"].value
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert "no-store" in response["Cache-Control"]


def test_a_wrong_method_sets_no_cookie_for_an_app(db):
    response = first_contact("POST", "config", "app")
    assert (response.status_code, dict(response.cookies)) == (405, {})


@pytest.mark.parametrize("path", ["auth/login", "auth/provider/redirect"])
def test_a_refused_csrf_check_sets_no_cookie(db, oracle, path):
    assert dict(first_contact("POST", path).cookies) == {}
    assert first_contact("POST", path).status_code == 403
    api = Api("browser")
    api.get("config")
    response = api.http.post(f"/_allauth/browser/v1/{path}")
    assert (response.status_code, dict(response.cookies)) == (403, {})


def test_a_malformed_csrf_cookie_is_refused_without_a_new_one(db):
    api = Api("browser")
    api.http.cookies["csrftoken"] = "short"
    response = api.http.post("/_allauth/browser/v1/auth/login")
    assert (response.status_code, dict(response.cookies)) == (403, {})


@pytest.mark.parametrize("verb", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_app_has_no_provider_redirect(db, oracle, verb):
    assert first_contact(verb, "auth/provider/redirect", "app").status_code == 405


def test_without_providers_there_is_no_redirect_at_all(db):
    for client in ("app", "browser"):
        assert first_contact("GET", "auth/provider/redirect", client).status_code == 404


def test_a_wrong_method_of_what_is_switched_off_is_404(api, configure):
    configure(code={"enabled": False})
    assert api.get("auth/code/request").status == 404
    assert api.call("OPTIONS", "auth/code/request").status == 404


# --- HEAD


@pytest.mark.parametrize(
    ("path", "status"), [("config", 200), ("auth/session", 401), ("account/email", 401), ("auth/webauthn/login", 200)]
)
def test_head_is_get_without_a_body(api, path, status):
    response = first_contact("HEAD", path, api.client)
    assert (response.status_code, response.content) == (status, b"")
    assert bool(response.cookies.get("csrftoken")) == (api.client == "browser")


def test_head_knows_who_is_logged_in(api, bob):
    api = logged_in(bob, api.client)
    assert api.call("HEAD", "auth/session").status == 200
    assert api.call("HEAD", "account/email").status == 200
    assert api.call("HEAD", TOTP).status == 404


@pytest.mark.parametrize("path", ["auth/login", "auth/signup", "auth/password/request", "auth/code/request"])
def test_head_is_refused_where_there_is_only_input(api, bob, path):
    good = json.dumps({"email": BOB, "username": "new", "password": PASSWORD})
    for body in ("", good):
        response = first_contact("HEAD", path, api.client, data=body, content_type="application/json")
        assert (response.status_code, response.content) == (400, b"")
        assert bool(response.cookies.get("csrftoken")) == (api.client == "browser")
    assert api.get("auth/session").status == 401


def test_head_does_not_send_a_code_again(api, configure, post):
    configure(**CODE)
    api.post("auth/signup", {"email": BOB, "password": PASSWORD})
    assert api.call("HEAD", "auth/email/verify/resend").status == 400
    assert len(post.to(BOB)) == 1


# --- OPTIONS


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("config", "GET, HEAD, OPTIONS"),
        ("auth/session", "DELETE, GET, HEAD, OPTIONS"),
        ("account/email", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"),
        ("auth/email/verify/resend", "OPTIONS, POST"),
    ],
)
def test_options_names_the_methods(api, path, allowed):
    response = first_contact("OPTIONS", path, api.client)
    assert (response.status_code, response["Allow"], response.content) == (200, allowed, b"")
    assert bool(response.cookies.get("csrftoken")) == (api.client == "browser")


def test_options_of_the_provider_redirect(db, oracle):
    response = first_contact("OPTIONS", "auth/provider/redirect")
    assert (response.status_code, response["Allow"]) == (200, "OPTIONS, POST")
    assert response.cookies["csrftoken"].value
    assert first_contact("HEAD", "auth/provider/redirect").status_code == 400


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("auth/login", [("required", "password")]),
        ("auth/code/request", [("required", "email")]),
        ("auth/password/request", [("required", "email")]),
        ("auth/email/verify", [("required", "key")]),
        ("auth/password/reset", [("required", "key"), ("required", "password")]),
    ],
)
def test_options_is_judged_as_input_where_there_is_only_input(api, path, codes):
    response = first_contact("OPTIONS", path, api.client)
    assert (response.status_code, reported(response)) == (400, codes)
    assert bool(response.cookies.get("csrftoken")) == (api.client == "browser")


def test_options_with_good_input_does_nothing(api, bob):
    body = json.dumps({"email": BOB, "password": PASSWORD})
    response = first_contact("OPTIONS", "auth/login", api.client, data=body, content_type="application/json")
    assert (response.status_code, response["Allow"]) == (200, "OPTIONS, POST")
    assert "sessionid" not in response.cookies


def test_options_judges_the_state_before_the_input(api):
    assert first_contact("OPTIONS", "auth/code/confirm", api.client).status_code == 409
    assert first_contact("OPTIONS", "account/password/change", api.client).status_code == 401


# --- bodies that are no JSON object


BROKEN = ["{", "null", "[]", "5", '"text"', "true", "{'a': 1}", b"\xff\xfe"]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_body_does_nothing(api, bob, raw):
    totp = with_app(bob)
    api = logged_in(bob, api.client)
    api.post("auth/2fa/reauthenticate", {"code": totp.code()})
    for verb, path in [
        ("DELETE", "auth/session"),
        ("DELETE", TOTP),
        ("POST", "account/authenticators/recovery-codes"),
        ("POST", "account/email"),
        ("DELETE", "auth/sessions"),
        ("POST", "auth/login"),
    ]:
        answer = api.call(verb, path, raw=raw)
        assert (answer.status, answer.response.content) == (400, b""), path
    assert api.get("auth/session").status == 200
    assert api.get(TOTP).status == 200


def test_an_empty_body_is_none(api, bob):
    totp = with_app(bob)
    api = logged_in(bob, api.client)
    api.post("auth/2fa/reauthenticate", {"code": totp.code()})
    assert api.call("DELETE", TOTP, raw="").status == 200
    assert api.call("DELETE", "auth/session", {}).status == 401


def test_the_state_is_judged_before_a_broken_body(api):
    assert api.call("DELETE", TOTP, raw="{").status == 401
    assert api.call("POST", "auth/code/confirm", raw="{").status == 409


# --- the description, and the token header


def test_the_description_is_there_as_json_and_as_yaml(client):
    as_json = client.get("/_allauth/openapi.json")
    assert (as_json.status_code, as_json["Content-Type"]) == (200, "application/vnd.oai.openapi+json")
    as_yaml = client.get("/_allauth/openapi.yaml")
    assert (as_yaml.status_code, as_yaml["Content-Type"]) == (200, "application/vnd.oai.openapi")
    assert yaml.safe_load(as_yaml.content) == as_json.json()


def test_no_description_where_the_settings_say_so(client, configure):
    configure(headless={"serve_specification": False})
    for name in ("json", "yaml", "html"):
        assert client.get(f"/_allauth/openapi.{name}").status_code == 404


def test_an_empty_session_token_is_none(app, bob):
    assert app.get("auth/session", **{"X-Session-Token": ""}).status == 401
    assert app.post("auth/login", {"email": BOB, "password": PASSWORD}, **{"X-Session-Token": ""}).status == 200

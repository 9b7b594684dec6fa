"""The OpenAPI document of the REST dialects; the fixture `described` compares every response in this folder with it."""

import pytest
from django.db import connection
from django.test import Client
from openapi_spec_validator import validate
from tests.dialects import documented
from tests.dialects.rest import Rest
from tests.users import PASSWORD

PAGE, DOCUMENT = "/_allauth/openapi.html", "/_allauth/dialects.json"
SIGNED = {"rest_auth": {"use_jwt": True}, "djoser": {"send_activation_email": True}}


def operations(found):
    return {one["operationId"]: one for item in found["paths"].values() for one in item.values()}


@pytest.mark.parametrize("sections", [{}, SIGNED], ids=["keys", "signed"])
def test_the_document_is_valid_and_names_each_operation_once(db, configure, sections):
    configure(**sections)
    found = documented.current()[0]
    validate(found)
    assert len(operations(found)) == sum(len(item) for item in found["paths"].values())
    assert [tag["name"] for tag in found["tags"]] == [
        "REST framework's tokens",
        "dj-rest-auth",
        "djoser",
        "knox",
        "simplejwt",
    ]
    assert all(one["summary"] and len(one["tags"]) == 1 for one in operations(found).values())


def test_it_has_what_the_settings_enable(db, configure):
    off = set(operations(documented.current()[0]))
    configure(**SIGNED, social={"connections": {"google": {"provider": "google", "client_id": "x"}}})
    found = documented.current()[0]
    assert set(operations(found)) - off == {
        "rest_auth_post_token_refresh",
        "rest_auth_post_token_verify",
        "rest_auth_post_provider",
        "rest_auth_post_provider_connect",
        "djoser_post_users_resend_activation",
        "djoser_get_o_provider",
        "djoser_post_o_provider",
    }
    named = operations(found)["djoser_get_o_provider"]["parameters"]
    assert [(one["name"], one["schema"].get("enum")) for one in named] == [
        ("provider", ["google"]),
        ("redirect_uri", None),
    ]
    login = operations(found)["rest_auth_post_login"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert login["anyOf"][0] == {"$ref": "#/components/schemas/RestAuthJwt"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="responses are compared with the document on SQLite")
def test_a_response_that_the_document_does_not_describe_is_noticed(bob, described):
    answer = Rest().post("login/", {"username": "bob", "password": PASSWORD})
    assert described == {("rest_auth_post_login", 200)}
    answer.content = b'{"token": "x"}'
    with pytest.raises(AssertionError, match="is not valid under any of the given schemas"):
        documented.check(answer.request, answer, set())


def test_it_is_served_beside_the_native_one_and_in_the_viewer(db, settings, configure):
    settings.ROOT_URLCONF = "gatepost.server.urls"
    response = Client().get(DOCUMENT)
    assert response["Content-Type"] == "application/vnd.oai.openapi+json"
    found = response.json()
    assert {"/api-token-auth/", "/api/v1/dj-rest-auth/login/", "/api/djoser/users/", "/api/knox/login/"} < set(
        found["paths"]
    )
    assert "get" in found["paths"]["/api/whoami/"]
    assert "/api/logout/" not in found["paths"]  # there the cookie dialect has it
    assert DOCUMENT in Client().get(PAGE).content.decode()
    configure(headless={"serve_specification": False})
    assert Client().get(DOCUMENT).status_code == 404


def test_without_a_dialect_there_is_none(db, settings):
    settings.ROOT_URLCONF = "gatepost.urls"
    assert Client().get(DOCUMENT).status_code == 404
    assert DOCUMENT not in Client().get(PAGE).content.decode()

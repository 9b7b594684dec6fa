"""The API reference in a browser: it keeps to its policy, and "Try it out" works with each kind of credential."""

import json

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import PASSWORD, fresh_email

OPAQUE = {"GATEPOST_TOKENS__STRATEGY": "opaque", "GATEPOST_ACCOUNTS__EMAIL_VERIFICATION": "none"}


@pytest.fixture
def reader(meet, serve):
    return meet(at=serve(**OPAQUE)).go("/_allauth/openapi.html")


def operation(reader, summary):
    return reader.page.locator(".opblock").filter(has=reader.page.get_by_text(summary, exact=True)).first


def run(reader, summary, body=None):
    """Open an operation, send it, and return status and body of the response."""
    block = operation(reader, summary)
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    if body is not None:
        block.locator("textarea").first.fill(json.dumps(body))
    with reader.page.expect_response(lambda response: "/v1/" in response.url and "config" not in response.url) as got:
        block.get_by_role("button", name="Execute").click()
    expect(block.locator(".live-responses-table")).to_be_visible()
    block.locator(".opblock-summary-control").click()
    return got.value.status, got.value.json()


def choose_apps(reader):
    reader.page.locator("#select").select_option(label="Apps")
    expect(reader.page.get_by_text("/_allauth/app/v1/config")).to_be_visible()


def test_a_browser_tries_the_api_with_its_cookies(reader):
    email = fresh_email()
    status, body = run(reader, "Sign up", {"email": email, "password": PASSWORD})
    assert (status, body["meta"]) == (200, {"is_authenticated": True})
    assert run(reader, "List the email addresses")[1]["data"][0]["email"] == email
    assert reader.faults == []
    assert reader.page.evaluate("window.__reports") == []
    assert all(url.startswith((reader.address, "data:")) for _, url, _ in reader.requests)


def test_an_app_tries_it_with_the_session_token_it_just_got(reader):
    choose_apps(reader)
    email = fresh_email()
    status, body = run(reader, "Sign up", {"email": email, "password": PASSWORD})
    reader.keep(body["meta"]["session_token"])
    assert status == 200
    assert run(reader, "List the email addresses")[1]["data"][0]["email"] == email


def test_an_app_tries_it_with_an_access_token(reader):
    choose_apps(reader)
    email = fresh_email()
    _, body = run(reader, "Sign up", {"email": email, "password": PASSWORD})
    page = reader.go("/_allauth/openapi.html").page
    choose_apps(reader)
    assert run(reader, "List the email addresses")[0] == 401
    page.get_by_role("button", name="Authorize").click()
    box = page.locator(".auth-container").filter(has_text="access_token  (http, Bearer)")
    box.get_by_role("textbox").fill(body["meta"]["access_token"])
    box.get_by_role("button", name="Apply credentials").click()
    box.get_by_role("button", name="Close").click()
    block = operation(reader, "List the email addresses")
    block.locator(".opblock-summary-control").click()
    with page.expect_response(lambda response: response.url.endswith("/account/email")) as got:
        block.get_by_role("button", name="Execute").click()
    assert got.value.json()["data"][0]["email"] == email


def test_the_rest_dialects_are_tried_in_the_same_page(reader):
    reader.page.locator("#select").select_option(label="REST dialects")
    expect(reader.page.get_by_text("/api/v1/dj-rest-auth/login/")).to_be_visible()
    block = reader.page.locator(".opblock").filter(has=reader.page.get_by_text("/api/whoami/", exact=True)).first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    with reader.page.expect_response(lambda response: response.url.endswith("/api/whoami/")) as got:
        block.get_by_role("button", name="Execute").click()
    assert got.value.status in (401, 403)

"""Answers that the browser posts to the app by a form, instead of bringing them in the query."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError
from django.test import Client
from tests.oauth import ISSUER, URI, App, allow, key, query, sent
from tests.users import logged_in

from gatepost.features.provider.models import Grant
from gatepost.features.provider.operations import response_modes
from gatepost.ground.models import OneTimeSecret

pytestmark = pytest.mark.django_db


def form(where):
    """Address and fields of the form on the page at a URL of this server."""
    assert where.startswith(f"{ISSUER}/oauth/form-post?")
    parts = urlsplit(where)
    answer = Client().get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 200, answer.content
    assert "no-store" in answer["Cache-Control"]
    assert "form-action" not in answer["Content-Security-Policy"]
    text = answer.content.decode()
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text)
    action = re.search(r'<form method="post" action="([^"]*)">', text)[1]
    return html.unescape(action), {name: html.unescape(value) for name, value in fields}


def test_a_code_comes_back_by_a_form_at_once_or_after_the_consent(browsing):
    app = App(first_party=True)
    uri, fields = form(sent(app.authorize(browsing.http, response_mode="form_post", state='a"><script>')))
    assert uri == URI
    assert fields.keys() == {"code", "state", "iss"}
    assert (fields["state"], fields["iss"]) == ('a"><script>', ISSUER)
    assert app.redeem(fields["code"]).status_code == 200
    stranger = App(name="Other")
    waits = sent(stranger.authorize(browsing.http, response_mode="form_post"))
    assert stranger.redeem(form(allow(browsing, waits))[1]["code"]).status_code == 200


def test_a_pushed_request_may_ask_for_a_form(browsing):
    app = App(first_party=True)
    pushed = app.post("par", **app.parameters(response_mode="form_post")).json()["request_uri"]
    answer = browsing.http.get("/oauth/authorize", {"client_id": app.id, "request_uri": pushed})
    assert app.redeem(form(sent(answer))[1]["code"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"prompt": "none"}, "login_required"),
        ({"scope": "unknown"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
    ],
)
def test_errors_come_back_by_a_form_too(change, error, wiki):
    uri, fields = form(sent(wiki.authorize(Client(), response_mode="form_post", **change)))
    assert (uri, fields["error"], fields["state"], fields["iss"]) == (URI, error, wiki.state, ISSUER)


def test_who_declines_is_sent_back_by_a_form(browsing, wiki):
    waits = sent(wiki.authorize(browsing.http, response_mode="form_post"))
    headers = {"X-Authorization-Request": key(waits)}
    where = browsing.delete("auth/authorization", **headers).body["data"]["location"]
    assert form(where)[1]["error"] == "access_denied"


def test_a_form_is_shown_once_so_that_a_reload_does_not_replay_the_code(browsing):
    app = App(first_party=True)
    where = sent(app.authorize(browsing.http, response_mode="form_post"))
    fields = form(where)[1]
    parts = urlsplit(where)
    again = Client().get(f"{parts.path}?{parts.query}")
    assert again.status_code == 400
    assert fields["code"] not in again.content.decode()
    assert app.redeem(fields["code"]).status_code == 200


@pytest.mark.parametrize("wanted", ["", "?key=", "?key=gpv_x", f"?key={'x' * 70}", "?uri=https://evil.example/"])
def test_a_made_up_link_leads_nowhere(wanted):
    answer = Client().get(f"/oauth/form-post{wanted}")
    assert answer.status_code == 400
    assert "<form" not in answer.content.decode()


def test_a_form_waits_a_minute_and_is_stored_sealed(clock, browsing):
    app = App(first_party=True)
    where = sent(app.authorize(browsing.http, response_mode="form_post"))
    stored = OneTimeSecret.objects.get(purpose="oauth_form_post")
    assert URI not in stored.details
    clock.forward(61)
    parts = urlsplit(where)
    assert Client().get(f"{parts.path}?{parts.query}").status_code == 400


def test_apps_with_a_scheme_of_their_own_get_no_form(bob):
    app = App(public=True, native=True, redirect_uris=["org.example.app:/back"])
    answer = app.authorize(logged_in(bob, "browser").http, response_mode="form_post")
    assert query(sent(answer))["error"] == "invalid_request"


def test_discovery_names_the_mode():
    found = Client().get("/.well-known/openid-configuration").json()
    assert found["response_modes_supported"] == ["query", "form_post"]


@pytest.mark.parametrize("declines", [False, True])
def test_a_form_that_cannot_be_stored_leaves_no_code_and_the_request_as_it_was(browsing, wiki, monkeypatch, declines):
    waits = sent(wiki.authorize(browsing.http, response_mode="form_post"))
    headers = {"X-Authorization-Request": key(waits)}
    before = set(Grant.objects.values_list("pk", flat=True))

    def fails(*_, **__):
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(response_modes.secrets, "issue_ticket", fails)
        broken.setattr(browsing.http, "raise_request_exception", False)
        answer = (browsing.delete if declines else browsing.post)("auth/authorization", **headers)
        assert answer.status in (500, 503)
    assert set(Grant.objects.values_list("pk", flat=True)) == before
    assert "code" in form(allow(browsing, waits))[1]


@pytest.mark.parametrize(
    ("urls", "address"),
    [
        ("gatepost.dialects.oauth.toolkit_urls", "/form-post/"),
        ("gatepost.dialects.oauth.allauth_urls", "/identity/o/form-post"),
    ],
)
def test_the_page_is_also_at_the_addresses_of_other_packages(urls, address, settings):
    settings.ROOT_URLCONF = urls
    key = response_modes.location(URI, "form_post", code="c", state="s")
    assert key.startswith(f"{ISSUER}{address}?")
    parts = urlsplit(key)
    answer = Client().get(f"{parts.path}?{parts.query}")
    assert (answer.status_code, URI in answer.content.decode()) == (200, True)
    assert Client().get(f"{parts.path}?{parts.query}").status_code == 400

"""The API reference: its documents, their examples, and the page that shows them."""

import re

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from gatepost.api import examples
from gatepost.flow import registry
from gatepost.headless import openapi, viewer
from gatepost.headless.endpoints import endpoints


def bodies(document):
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            if "requestBody" in operation:
                yield f"{verb} {path}", operation["requestBody"]["content"]["application/json"]
            for status, response in operation["responses"].items():
                yield f"{verb} {path} {status}", response["content"]["application/json"]


@pytest.mark.parametrize("everything", [True, False])
def test_every_body_has_an_example_that_its_schema_accepts(everything):
    document = openapi.document(everything=everything)
    found = 0
    for where, content in bodies(document):
        schema = content["schema"] | {"components": document["components"]}
        faults = list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(content["example"]))
        assert not faults, (where, faults[0].message, content["example"])
        found += 1
    assert found > 300


def test_no_example_has_a_placeholder():
    """A text field without a value of its own is shown by its name, which says nothing to a reader."""
    document = openapi.document(everything=True)
    named = set()

    def walk(value, name=""):
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, key)
        elif isinstance(value, list):
            for one in value:
                walk(one, name)
        elif value == name:
            named.add(name)

    for _, content in bodies(document):
        walk(content["example"])
    assert not named


def test_an_example_of_a_401_lists_the_flows_that_the_settings_offer(configure):
    configure(accounts={"signup_open": False})
    login = openapi.document("app")["paths"]["/_allauth/app/v1/auth/login"]["post"]
    example = login["responses"]["401"]["content"]["application/json"]["example"]
    assert {"id": "login"} in example["data"]["flows"]
    assert {"id": "signup"} not in example["data"]["flows"]


def test_operations_are_grouped_by_feature_in_order_of_use():
    document = openapi.document(everything=True)
    titles = [tag["name"] for tag in document["tags"]]
    assert titles[:3] == ["Configuration", "Passwords: sign-up, login, reset", "Email addresses"]
    assert len(titles) == len(set(titles)) == 1 + sum(bool(one.endpoints) for one in registry.features())
    for item in document["paths"].values():
        for operation in item.values():
            assert [tag for tag in operation["tags"] if tag in titles] == operation["tags"] != []


def test_a_document_describes_one_kind_of_client(client):
    for name in ("app", "browser"):
        paths = client.get("/_allauth/openapi.json", {"client": name}).json()["paths"]
        assert {path.split("/")[2] for path in paths} == {name}
        assert len(paths) > 20
    assert client.get("/_allauth/openapi.json", {"client": "other"}).status_code == 404
    assert len(endpoints()) > 50


@pytest.mark.parametrize("strategy", ["session", "opaque"])
def test_bearer_is_described_where_apps_have_access_tokens(configure, strategy):
    configure(tokens={"strategy": strategy})
    document = openapi.document()
    asked = document["paths"]["/_allauth/app/v1/account/email"]["get"]["security"]
    has = strategy != "session"
    assert ({"access_token": []} in asked) is has
    assert ("access_token" in document["components"]["securitySchemes"]) is has


def test_the_page_loads_nothing_from_other_hosts(client, monkeypatch, tmp_path):
    built = tmp_path / "reference.js"
    built.touch()
    monkeypatch.setattr(viewer, "BUILT", built)
    response = client.get("/_allauth/openapi.html")
    page = response.content.decode()
    links = re.findall(r'(?:src|href)="([^"]+)"', page)[1:]  # but for the icon, which is none
    assert len(links) == 5
    assert all(link.startswith("/static/gatepost/reference/") for link in links)
    assert "<style" not in page
    assert "openapi.json?client=browser" in page
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_without_a_build_the_page_links_to_the_document(client, monkeypatch, tmp_path):
    monkeypatch.setattr(viewer, "BUILT", tmp_path / "none.js")
    page = client.get("/_allauth/openapi.html").content.decode()
    assert '<a href="openapi.json">' in page
    assert "<script" not in page


def test_an_alternative_is_enough_for_an_example():
    schema = {
        "properties": {"email": {"type": "string", "default": None}, "phone": {"type": "string", "default": None}}
    }
    assert examples.of(schema | {"type": "object"}, {}) == {"email": "ann@example.org"}

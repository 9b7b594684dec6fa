"""A project that a proxy serves below a prefix, with Django's `FORCE_SCRIPT_NAME`."""

import pytest
from django.test import Client
from django.urls import set_script_prefix
from tests.dialects.rest import PREFIX

from gatepost import conf
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.features.social.settings import SocialSettings
from gatepost.ground import links
from gatepost.tokens.settings import TokensSettings

SITE = "https://example.org"


@pytest.fixture
def below(settings):
    settings.FORCE_SCRIPT_NAME = "/app"
    settings.GATEPOST = {**settings.GATEPOST, "public_url": SITE, "links": {"reset_password": "/spa/reset/{key}"}}
    yield
    set_script_prefix("/")


def test_mailed_links_left_the_prefix_out(below):
    assert links.link("verify_email", key="k").startswith(f"{SITE}/app/")
    assert conf.read(RestAuthSettings).confirm_email_url.startswith(f"{SITE}/app{PREFIX}")


def test_the_callback_of_a_provider_left_the_prefix_out(below):
    assert conf.read(SocialSettings).callback.startswith(f"{SITE}/app/_allauth/social/")


def test_a_path_that_the_project_set_is_below_the_site(below):
    assert links.link("reset_password", key="k") == f"{SITE}/spa/reset/k"


def test_the_issuer_is_the_site(below):
    assert conf.read(TokensSettings).issuer == SITE


def test_the_address_of_the_key_set_left_the_prefix_out(below, db, configure):
    configure(provider={"enabled": True})
    set_script_prefix("/app/")  # as Django's handler does for each request, but not its test client
    found = Client().get("/.well-known/openid-configuration").json()
    assert found["jwks_uri"] == f"{SITE}/app/.well-known/jwks.json"
    assert found["token_endpoint"].startswith(f"{SITE}/app/")

"""Logins by a provider on this machine, in the web app."""

import json

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import fresh_email

from gatepost.testing.openid import OpenIdProvider

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def provider():
    with OpenIdProvider() as found:
        yield found


@pytest.fixture
def at(provider, serve):
    """A server with that provider, which it calls Loopback."""
    section = provider.settings("loopback", vouches=True)
    section["connections"]["loopback"]["name"] = "Loopback"
    return serve(
        GATEPOST_SOCIAL__CONNECTIONS=json.dumps(section["connections"]),
        GATEPOST_SOCIAL__ALLOWED_HOSTS=json.dumps(section["allowed_hosts"]),
    )


@pytest.fixture
def person(provider):
    """Somebody whom the provider knows; a new one for each test."""
    email = fresh_email("person")
    provider.claims.update(sub=email.partition("@")[0], email=email, email_verified=True)
    yield provider.claims
    provider.faults.clear()


def test_sign_up_and_log_in_with_a_provider(meet, at, person):
    ann = meet(at=at)
    ann.go("/account/devices").is_at("/account/login").press("Continue with Loopback")
    ann.is_at("/account/devices").sees_title("Devices")
    ann.go("/account").sees(person["email"]).log_out()
    ann.press("Continue with Loopback").sees_title("Profile").sees(person["email"])


def test_a_provider_that_fails_is_told(meet, at, person, provider):
    provider.faults.add("refuse_code")
    ann = meet(at=at)
    ann.go("/account/login").press("Continue with Loopback").sees_title("That did not work")
    ann.is_at("/account/provider/callback").press("Back").is_at("/account/login")


def test_an_address_that_has_an_account_is_connected_from_within(meet, at, person):
    ann = meet(at=at)
    ann.sign_up(person["email"])
    ann.log_out().press("Continue with Loopback").sees_title("Almost done").sees("You have an account here already?")
    ann.press("Start again").is_at("/account/login").log_in(person["email"]).sees_title("Profile").go(
        "/account/security"
    ).press("Connect Loopback")
    ann.is_at("/account/security").sees("Loopback is connected.").log_out()
    ann.press("Continue with Loopback").sees_title("Profile")
    ann.go("/account/security").press("Disconnect").sees("Disconnect Loopback?").press("Disconnect")
    expect(ann.page.get_by_role("button", name="Disconnect", exact=True)).to_have_count(0)


def test_what_the_provider_did_not_tell_is_asked_for(meet, at, person):
    email = person.pop("email")
    ann = meet(at=at)
    ann.go("/account/login").press("Continue with Loopback").sees_title("Almost done")
    ann.write("email", email).submit().sees_title("Check your mail")
    ann.write("code", ann.mail(email)["code"]).submit().sees_title("Profile").sees(email)

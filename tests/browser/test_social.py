"""Logins by a provider on this machine, in the web app."""

import json

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import ASKED_AGAIN, DAILY, connections_to
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live


@pytest.fixture
def at(provider, serve):
    """A server with that provider, which it calls Loopback."""
    return serve(
        GATEPOST_LIMITS__RATES=DAILY["GATEPOST_LIMITS__RATES"], **connections_to(provider, loopback="Loopback")
    )


@pytest.fixture
def person(provider):
    """A user of the provider; a new one for each test."""
    email = fresh_email("person")
    provider.claims.update(sub=email.partition("@")[0], email=email, email_verified=True)
    yield provider.claims
    provider.faults.clear()


def test_sign_up_and_log_in_with_a_provider(meet, at, person):
    ann = meet(at=at)
    ann.go("/account/devices").is_at("/account/login").press("Continue with Loopback", exact=False)
    ann.is_at("/account/devices").sees_title("Devices")
    ann.go("/account").sees(person["email"]).log_out()
    ann.press("Continue with Loopback", exact=False).sees_title("Profile").sees(person["email"])


def test_the_provider_used_last_comes_first(meet, provider, serve, person):
    ann = meet(at=serve(**connections_to(provider, github="GitHub", loopback="Loopback")))
    buttons = ann.page.get_by_role("button", name="Continue with")
    ann.go("/account/login")
    expect(buttons).to_have_text(["Continue with GitHub", "Continue with Loopback"])
    expect(buttons.first.locator("svg path")).to_have_count(1)
    ann.press("Continue with Loopback").sees_title("Profile").log_out()
    expect(buttons).to_have_text(["Continue with Loopback Last used", "Continue with GitHub"])
    ann.accessible()


def test_a_provider_that_fails_is_told(meet, at, person, provider):
    provider.faults.add("refuse_code")
    ann = meet(at=at)
    ann.go("/account/login").press("Continue with Loopback", exact=False).sees_title("That didn’t work")
    ann.is_at("/account/provider/callback").press("Back").is_at("/account/login")


def reasons(provider, serve, **more):
    return serve(**connections_to(provider, loopback="Loopback"), **more)


def test_a_sign_up_that_is_limited_says_so_and_what_to_do(meet, provider, serve, person):
    """The address has an account, whose owner was mailed a moment ago."""
    rates = json.dumps({name: ["1/600"] for name in ("verification_address", "verification_code")})
    ann = meet(at=reasons(provider, serve, GATEPOST_LIMITS__RATES=rates))
    ann.sign_up(person["email"])
    ann.log_out().press("Continue with Loopback", exact=False).sees_title("Please wait a moment")
    ann.sees("Check your inbox first").accessible().press("Back").is_at("/account/login")


def test_every_failure_at_a_provider_says_what_to_do(meet, provider, serve, person):
    ann = meet(at=reasons(provider, serve, GATEPOST_ACCOUNTS__SIGNUP_OPEN="false"))
    ann.go("/account/login").press("Continue with Loopback", exact=False).sees("signing up is closed").press("Back")
    provider.faults.add("hang /token")
    ann.press("Continue with Loopback", exact=False).sees("We couldn’t reach Loopback.").press("Back")
    provider.faults = {"deny"}
    ann.press("Continue with Loopback", exact=False).sees("You cancelled the login").press("Back")
    ann.go("/_allauth/social/loopback/callback?code=c&state=theirs").sees(
        "took too long, or was started in another tab"
    )


def test_an_address_that_has_an_account_is_connected_from_within(meet, at, person):
    ann = meet(at=at)
    ann.sign_up(person["email"])
    ann.log_out().press("Continue with Loopback", exact=False).sees_title("Check your email")
    ann.press("Start again").is_at("/account/login").log_in(person["email"]).sees_title("Profile").go(
        "/account/security"
    ).press("Connect Loopback")
    ann.is_at("/account/security").sees("Loopback is connected.").log_out()
    ann.press("Continue with Loopback", exact=False).sees_title("Profile")
    ann.go("/account/security").press("Disconnect").sees("Disconnect Loopback?").press("Disconnect")
    expect(ann.page.get_by_role("button", name="Disconnect", exact=True)).to_have_count(0)


def test_connecting_a_provider_asks_for_reauthentication_first_and_goes_on(meet, provider, serve, person):
    ann = meet(at=reasons(provider, serve, GATEPOST_FLOW__REAUTHENTICATION_FOR_ACCOUNT="true", **ASKED_AGAIN))
    ann.sign_up()
    ann.go("/account/security").press("Connect Loopback").sees("Is it really you?").closes_dialog()
    ann.press("Connect Loopback").sees("Is it really you?").write("password", PASSWORD).press("Confirm")
    ann.is_at("/account/security").sees("Loopback is connected.").sees(person["sub"])


def test_what_the_provider_did_not_tell_is_asked_for(meet, at, person):
    email = person.pop("email")
    ann = meet(at=at)
    ann.go("/account/login").press("Continue with Loopback", exact=False).sees_title("Almost done")
    ann.write("email", email).submit().sees_title("Check your email")
    ann.write("code", ann.mail(email)["code"]).sees_title("Profile").sees(email)


def test_an_address_typed_before_the_providers_answer_comes_stays(meet, at, person):
    email = person.pop("email")
    ann = meet(at=at)
    held = []
    ann.page.route("**/auth/provider/signup", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright marks it
    ann.go("/account/login").press("Continue with Loopback", exact=False).sees_title("Almost done")
    ann.write("email", email)
    with ann.page.expect_response("**/auth/provider/signup"):
        held.pop().continue_()
    ann.submit().sees_title("Check your email")


START = """
fetch('/api/social/loopback/start/').then(answer => answer.json()).then(begun => location.assign(begun.authorize_url))
"""


def test_the_page_of_the_cookie_dialect_takes_the_code_of_a_provider(meet, at, person):
    ann = meet(at=at)
    # The login page asks for a passkey challenge; of two first requests at once, the last to answer sets the session.
    ann.go("/account/login").page.wait_for_load_state("networkidle")
    ann.page.evaluate(START)
    ann.is_at("/account").sees(person["email"])
    ann.log_out().go("/auth/loopback/callback?code=c&state=theirs").sees_title("That didn’t work")
    ann.is_at("/auth/loopback/callback").press("Back").is_at("/account/login")

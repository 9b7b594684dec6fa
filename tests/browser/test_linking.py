"""A provider's login whose address has an account: log in as before, and the two are connected."""

import time

import pytest
import requests
from playwright.sync_api import expect
from tests.browser.conftest import connections_to
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
LEAD = "There is already an account with this address. Log in as you usually do to connect Loopback to it."


@pytest.fixture
def settings(provider):
    """Two connections to that provider, as if they were two."""
    return {**connections_to(provider, loopback="Loopback", other="Elsewhere"), "GATEPOST_SOCIAL__LINK": "prove"}


@pytest.fixture
def at(settings, serve):
    return serve(**settings)


@pytest.fixture
def brief(settings, serve):
    """A server on which the key of a link lives for a second."""
    return serve(**settings, GATEPOST_SOCIAL__SIGNUP_SECONDS="1")


@pytest.fixture
def person(provider):
    email = fresh_email("person")
    provider.claims.update(sub=email.partition("@")[0], email=email, email_verified=True)
    yield email
    provider.faults.clear()


def asked(meet, at, email, **options):
    """Somebody with an account and a password who came from the provider for the first time."""
    ann = meet(at=at, **options)
    ann.sign_up(email)
    ann.log_out().press("Continue with Loopback", exact=False).is_at("/account/provider/link")
    return ann.sees_title("You already have an account").sees(LEAD)


def connected(ann):
    found = ann.go("/account/security").page.get_by_role("button", name="Disconnect", exact=True)
    ann.sees("Connect Loopback")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_logs_in_as_before_is_connected_and_told(meet, at, person, scheme):
    ann = asked(meet, at, person, color_scheme=scheme).accessible()
    expect(ann.page.get_by_role("button", name="Continue with Loopback")).to_have_count(0)
    ann.write("username", person).write("password", "not-this-one").submit().sees("Incorrect email or password")
    ann.write("password", PASSWORD).submit().is_at("/account/provider/connect").sees_title("Loopback is connected")
    ann.accessible().press("Continue").is_at("/account").sees_title("Profile").log_out()
    ann.press("Continue with Loopback", exact=False).is_at("/account").sees_title("Profile").sees(person)
    expect(connected(ann)).to_have_count(1)


def test_the_page_that_was_asked_for_comes_after(meet, at, person):
    ann = meet(at=at)
    ann.sign_up(person)
    ann.log_out().go("/account/devices").press("Continue with Loopback", exact=False).sees(LEAD)
    ann.write("username", person).write("password", PASSWORD).submit().sees_title("Loopback is connected")
    ann.press("Continue").is_at("/account/devices")


def test_the_old_way_may_be_a_mailed_code(meet, at, person):
    ann = asked(meet, at, person).press("Email me a code").write("email", person).submit()
    ann.write("code", ann.mail(person, number=2)["code"]).sees_title("Loopback is connected")


def test_the_old_way_may_be_another_provider(meet, at, person):
    ann = meet(at=at)
    ann.go("/account/login").press("Continue with Elsewhere").sees_title("Profile").log_out()
    ann.press("Continue with Loopback", exact=False).sees(LEAD).press("Continue with Elsewhere")
    ann.is_at("/account/provider/connect").sees_title("Loopback is connected")


def test_what_is_given_up_is_not_connected(meet, at, person):
    ann = asked(meet, at, person).press("Don’t connect").is_at("/account/login")
    ann.log_in(person).sees_title("Profile")
    expect(connected(ann)).to_have_count(0)


def test_who_says_no_at_the_provider_is_told(meet, at, person, provider):
    provider.faults.add("deny")
    ann = meet(at=at)
    ann.go("/account/login").press("Continue with Loopback", exact=False).sees(
        "You cancelled the login at the provider."
    )
    ann.press("Back").is_at("/account/login")


def test_a_key_that_is_too_old_is_told_after_the_login(meet, brief, person):
    ann = asked(meet, brief, person)
    time.sleep(1.1)
    ann.write("username", person).write("password", PASSWORD).submit().sees_title("Loopback is not connected")
    ann.sees("It took too long").accessible().press("Login & security").is_at("/account/security")
    ann.press("Connect Loopback").is_at("/account/security").sees("Loopback is connected.")


def test_an_address_with_a_key_that_somebody_made_up_asks_for_no_login(meet, at):
    ann = meet(at=at)
    ann.go("/account/provider/callback#provider_link=gpx_strangers&provider=loopback")
    ann.sees_title("That didn’t work").is_at("/account/provider/callback").press("Back").is_at("/account/login")


def test_the_page_speaks_german(meet, at, person):
    ann = asked(meet, at, person)
    ann.page.evaluate("localStorage.setItem('gatepost.language', 'de')")
    ann.page.reload()
    ann.sees_title("Sie haben schon ein Konto").sees("Melden Sie sich wie bisher an, um es mit Loopback zu verbinden.")


def test_a_provider_login_started_while_a_passkey_challenge_loads_lost_its_session(
    meet, at, person, provider, monkeypatch
):
    ann, authorize = meet(at=at), provider._authorize
    monkeypatch.setattr(provider, "_authorize", lambda given: (time.sleep(2), authorize(given))[1])

    def slowly(route):
        """Answer as to a browser without a session, after the form was submitted."""
        found = requests.get(route.request.url, timeout=10)
        cookies = "\n".join(found.raw.headers.getlist("set-cookie"))
        ann.page.wait_for_timeout(1000)
        route.fulfill(status=found.status_code, headers={**found.headers, "set-cookie": cookies}, body=found.content)

    ann.page.route("**/auth/webauthn/login", slowly)
    with ann.page.expect_request("**/auth/webauthn/login"):
        ann.go("/account/login")
    ann.press("Continue with Loopback", exact=False).sees_title("Profile").sees(person)

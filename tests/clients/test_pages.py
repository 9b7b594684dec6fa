"""The client in Chromium: passkeys with the virtual authenticator, tabs, cookies, providers."""

import json

import pytest
from tests.live.test_server import Visitor, server

from gatepost.testing.openid import OpenIdProvider

pytestmark = pytest.mark.live
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PAGE = """<!doctype html><title>bare</title><script type="module">
import {createBrowserClient} from '/bundle.js'
window.client = createBrowserClient()
</script>"""


@pytest.fixture(scope="module")
def bundle(npm):
    return npm("run", "--silent", "bundle")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server, and a provider to log in from."""
    with OpenIdProvider() as provider:
        social = provider.settings()
        settings = {
            "GATEPOST_PASSKEY__SIGNUP": "true",
            "GATEPOST_SOCIAL__CONNECTIONS": json.dumps(social["connections"]),
            "GATEPOST_SOCIAL__ALLOWED_HOSTS": json.dumps(social["allowed_hosts"]),
        }
        with server(tmp_path_factory.mktemp("server"), **settings) as address:
            yield address.replace("127.0.0.1", "localhost"), address


@pytest.fixture
def open_page(chromium, site, bundle):
    """Opens tabs of one browser at a bare page of the server, with the client in them."""
    context = chromium()
    # A page without the policy of the web app, which would not let the test bring a script of its own.
    context.route("**/bare", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    context.route("**/bundle.js", lambda route: route.fulfill(body=bundle, content_type="text/javascript"))

    def open_one():
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.goto(f"{site[0]}/bare")
        page.wait_for_function("window.client")
        return page

    return open_one


def code_to(address, email):
    visitor = Visitor(address, "app")
    try:
        return visitor.mail(email, 0)["code"]
    finally:
        visitor.close()


def test_an_account_is_made_with_a_passkey_logs_in_with_it_and_gives_proofs(open_page, site):
    page = open_page()
    assert page.evaluate("client.passkey.supported()") is True
    assert page.evaluate("client.passkey.autofillSupported()") is True
    state = page.evaluate("email => client.passkey.signUp({email})", "ann@example.org")
    assert state["stage"]["id"] == "verify_email"
    state = page.evaluate("code => client.email.verify(code)", code_to(site[1], "ann@example.org"))
    assert state["stage"]["id"] == "mfa_signup_webauthn"
    state = page.evaluate("client.passkey.completeSignUp('Mine')")
    assert (state["kind"], state["user"]["email"]) == ("authenticated", "ann@example.org")

    page.evaluate("client.logOut()")
    assert page.evaluate("client.passkey.logIn()")["user"]["email"] == "ann@example.org"
    page.evaluate("client.logOut()")
    assert page.evaluate("client.passkey.logIn({autofill: true})")["kind"] == "authenticated"

    proved = page.evaluate("client.passkey.reauthenticate()")
    assert proved["methods"][-1]["reauthenticated"] is True
    (key,) = page.evaluate("client.secondFactor.list()")["authenticators"]
    assert key["name"] == "Mine"
    assert page.evaluate("id => client.passkey.rename(id, 'Yours')", key["id"])["name"] == "Yours"
    assert page.evaluate("Object.keys(localStorage)") == []


def test_two_tabs_agree_on_who_is_logged_in(open_page, site):
    here, there = open_page(), open_page()
    there.evaluate("() => { window.heard = []; client.subscribe((state, cause) => heard.push([state.kind, cause])) }")
    here.evaluate("email => client.password.signUp({email, password: 'tr0ub4dor-and-3'})", "ben@example.org")
    here.evaluate("code => client.email.verify(code)", code_to(site[1], "ben@example.org"))
    there.wait_for_function("heard.at(-1)?.join() === 'authenticated,elsewhere'")
    # The CSRF cookie changed with the login; the other tab reads it anew.
    proved = there.evaluate("client.password.reauthenticate({password: 'tr0ub4dor-and-3'})")
    assert proved["user"]["email"] == "ben@example.org"
    there.evaluate("client.logOut()")
    assert here.evaluate("client.session()")["kind"] == "anonymous"


def test_a_page_leaves_for_a_provider_and_comes_back_logged_in(open_page, site):
    page = open_page()
    page.evaluate("back => client.social.start({provider: 'test', callbackUrl: back})", f"{site[0]}/bare#back")
    page.wait_for_url("**/bare#back")
    page.reload()  # a route answers no request that was redirected: this was the server's page for an unknown address
    page.wait_for_function("window.client")
    state = page.evaluate("client.social.callback()")
    assert (state["kind"], state["user"]["email"]) == ("authenticated", "jane@example.org")
    assert state["methods"][0]["provider"] == "test"

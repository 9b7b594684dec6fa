"""Passkeys that password managers add, rename and drop."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import DAILY
from tests.browser.test_second_factors import prove, recovery_codes
from tests.browser.visitor import fresh_email

pytestmark = pytest.mark.live
SIGNALLED = """
window.signalled = []
for (const name of ['AllAcceptedCredentials', 'CurrentUserDetails', 'UnknownCredential'])
  PublicKeyCredential[`signal${name}`] = async known => { window.signalled.push({signal: name, ...known}) }
"""


def signalled(visitor):
    """What the page told the browser; Playwright's own way to wait evaluates text, which the policy may block."""
    for _ in range(100):
        if found := visitor.page.evaluate("() => window.signalled"):
            return found
        visitor.page.wait_for_timeout(100)
    raise AssertionError("nothing was signalled")


def test_the_password_manager_learns_which_passkeys_are_left(meet):
    ann = meet(passkeys=True)
    ann.context.add_init_script(SIGNALLED)
    ann.sign_up()
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop").submit()
    prove(ann)
    ann.press("I’ve saved them").press("Options for Laptop").choose("Remove").press("Remove")
    expect(ann.page.get_by_text("Laptop")).to_have_count(0)
    (known,) = signalled(ann)
    assert (known["rpId"], known["allAcceptedCredentialIds"]) == ("localhost", [])
    assert known["userId"]


def test_the_password_manager_learns_the_new_address_of_a_user_with_a_passkey(meet):
    ann = meet(passkeys=True)
    ann.context.add_init_script(SIGNALLED)
    ann.sign_up()
    ann.press("Edit").write("first_name", "Zoë").press("Save").sees("Saved")
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop").submit()
    prove(ann)
    ann.press("I’ve saved them").sees("Laptop")
    ann.go("/account").press("Add an address").write("email", other := fresh_email("other")).submit()
    ann.sees("Verify this address").write("code", ann.mail(other)["code"])
    ann.press(f"Options for {other}").choose("Make primary").sees("Saved")
    (known,) = signalled(ann)
    assert (known["signal"], known["name"], known["displayName"]) == ("CurrentUserDetails", other, "Zoë")


def test_the_browser_drops_a_passkey_that_the_server_does_not_know(meet):
    ann = meet(passkeys=True)
    email = ann.sign_up()
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop").submit()
    prove(ann)
    ann.press("I’ve saved them").sees("Laptop")
    held = ann.devtools.send("WebAuthn.getCredentials", {"authenticatorId": ann.keys})["credentials"]
    assert len(held) == 1
    (number,) = [one["id"] for one in ann.api("GET", "account/authenticators")["data"] if one["type"] == "webauthn"]
    assert ann.api("DELETE", "account/authenticators/webauthn", {"authenticators": [number]})["status"] == 200
    with ann.page.expect_response(lambda got: got.url.endswith("/auth/webauthn/login") and got.status == 400) as got:
        ann.log_out()  # the authenticator offers its passkey to the field of the address, and the visitor takes it
    assert got.value.json()["errors"][0]["reason"] == "unknown_credential"
    ann.sees("No passkey was used.")
    left = ann.devtools.send("WebAuthn.getCredentials", {"authenticatorId": ann.keys})["credentials"]
    assert left == []
    ann.log_in(email).sees_title("Profile")


MANAGER = """
  window.__mediations = [];
  PublicKeyCredential.getClientCapabilities = () => Promise.resolve({ conditionalCreate: true });
  const create = navigator.credentials.create.bind(navigator.credentials);
  navigator.credentials.create = ({ mediation, ...options }) => {
    window.__mediations.push(mediation);
    return create(options);
  };
"""
"""A browser whose password manager adds passkeys without a dialog; Chromium without a window waits forever instead."""


def test_a_password_manager_adds_a_passkey_that_becomes_a_second_factor_later(meet, serve):
    ann = meet(at=serve(**{**DAILY, "GATEPOST_FLOW__FRESH_LOGIN_COUNTS": "true"}), passkeys=True)
    email = ann.sign_up()
    ann.log_out()
    ann.page.add_init_script(MANAGER)
    ann.go("/")
    with ann.page.expect_response(
        lambda response: response.url.endswith("/webauthn/upgrade") and response.request.method == "POST"
    ) as got:
        ann.log_in(email)
    assert got.value.status == 200
    assert ann.page.evaluate("window.__mediations") == ["conditional"]
    ann.go("/account/security").press("Options for Master key").choose("Use as second step").press("Continue")
    recovery_codes(ann)
    kinds = [one["type"] for one in ann.api("GET", "account/authenticators")["data"]]
    assert kinds == ["webauthn", "recovery_codes"]

"""Authenticator apps, passkeys, recovery codes, trusted browsers, and fresh proofs, in the web app."""

import contextlib
import sqlite3

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import PASSWORD, fresh_email

from gatepost.testing.totp import TotpApp

pytestmark = pytest.mark.live


def set_up_app(ann, *, codes=True):
    """Scan, type the first code; gives the app and the recovery codes."""
    picture = ann.page.get_by_alt_text("QR code for the authenticator app")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = ann.keep(ann.page.locator("code.mono").inner_text().replace(" ", ""))
    app = TotpApp(secret)
    ann.write("code", ann.keep(app.code()))
    return app, recovery_codes(ann) if codes else []


def prove(ann, password=PASSWORD):
    ann.sees("Is it really you?").write("password", password).press("Confirm")


def recovery_codes(ann):
    ann.sees("Your recovery codes")
    expect(ann.page.locator("ul.codes li")).to_have_count(10)
    return [ann.keep(code) for code in ann.page.locator("ul.codes li").all_inner_texts()]


@pytest.fixture
def guarded(ann):
    """A visitor with an authenticator app, logged in, on the page of sign-in and security."""
    ann.email = ann.sign_up()
    ann.go("/account/security").sees_title("Login & security")
    ann.press("Set up")
    prove(ann)
    ann.app, _ = set_up_app(ann, codes=False)
    ann.codes = recovery_codes(ann)
    return ann


def test_an_authenticator_app_is_set_up_and_asked_for(guarded):
    with guarded.page.expect_download() as download:
        guarded.press("Download")
    text = download.value.path().read_text()
    assert download.value.suggested_filename == "gatepost-recovery-codes.txt"
    assert all(code in text for code in guarded.codes)
    guarded.press("I’ve saved them").sees("10 of 10 left").log_out()
    guarded.log_in(guarded.email).sees_title("Two-step verification")
    guarded.write("code", "000000").sees("Incorrect code")
    guarded.write("code", guarded.keep(next_code(guarded)))
    guarded.sees_title("Trust this browser?").press("Don’t trust it").sees_title("Profile")


def test_a_refused_set_up_showed_an_empty_picture_and_asked_for_a_code(ann):
    ann.sign_up()
    ann.api("POST", "auth/reauthenticate", {"password": PASSWORD})
    ann.api("POST", "account/email", {"email": fresh_email("unverified")})
    ann.go("/account/security").press("Set up").sees("Verify your email addresses first.")
    expect(ann.page.get_by_text("Scan this QR code")).to_have_count(0)
    expect(ann.page.locator("[role=dialog] input")).to_have_count(0)


def next_code(visitor):
    """A code that was not used yet: that of the next half minute, which the server takes, too."""
    return visitor.keep(visitor.app.code(1))


def test_a_recovery_code_lets_in_once(guarded):
    code = guarded.codes[0]
    guarded.press("I’ve saved them").log_out()
    guarded.log_in(guarded.email).sees_title("Two-step verification").press("Use a recovery code")
    guarded.write("code", code).submit().press("Don’t trust it").sees_title("Profile")
    guarded.go("/account/security").sees("9 of 10 left").log_out()
    guarded.log_in(guarded.email).press("Use a recovery code").write("code", code).submit()
    guarded.sees("Incorrect code").press("Use your authenticator app").write("code", next_code(guarded))
    guarded.press("Don’t trust it").sees_title("Profile")


def test_new_recovery_codes_and_turning_the_app_off(guarded):
    guarded.press("I’ve saved them").press("Generate new codes").sees("Generate new codes?").press("Generate new codes")
    assert not set(recovery_codes(guarded)) & set(guarded.codes)
    guarded.press("I’ve saved them").press("Turn off").sees("Turn off the authenticator app?").press("Turn off")
    expect(guarded.page.get_by_role("button", name="Set up")).to_be_visible()
    guarded.log_out().log_in(guarded.email).sees_title("Profile")


def test_a_trusted_browser_is_not_asked_again_until_it_is_forgotten(guarded):
    guarded.press("I’ve saved them").log_out().log_in(guarded.email)
    guarded.write("code", next_code(guarded)).sees_title("Trust this browser?")
    guarded.press("Trust this browser").sees_title("Profile").log_out()
    guarded.log_in(guarded.email).sees_title("Profile")
    guarded.go("/account/devices").sees("Trusted browsers").press("Forget").sees("No trusted browsers.").log_out()
    guarded.log_in(guarded.email).sees_title("Two-step verification")


def test_a_lost_password_leads_past_no_second_factor(guarded):
    guarded.press("I’ve saved them").log_out().go("/account/login/code").write("email", guarded.email).submit()
    mails = len(guarded.mails(guarded.email))
    guarded.sees_title("Enter your code")
    newest = next(mail for mail in iter(lambda: guarded.mail(guarded.email, number=mails), None) if mail["code"])
    guarded.write("code", newest["code"]).sees_title("Two-step verification")


def test_a_second_factor_that_must_be_is_set_up_before_the_account_opens(serve, meet):
    ann, email = meet(at=serve(GATEPOST_FLOW__SECOND_FACTOR_FOR="everybody")), fresh_email()
    ann.go("/account/signup").write("email", email).write("password", PASSWORD).submit()
    ann.write("code", ann.mail(email)["code"]).sees_title("Protect your account")
    ann.page.get_by_role("button", name="Authenticator app").click()
    set_up_app(ann)
    ann.press("I’ve saved them").sees_title("Profile").is_at("/account")


def test_sign_up_with_a_passkey_then_log_in_with_it(meet):
    ann, email = meet(passkeys=True), fresh_email()
    ann.go("/account/signup").press("Sign up with a passkey instead").sees_title("Sign up with a passkey")
    ann.write("email", email).submit().write("code", ann.mail(email)["code"])
    ann.sees_title("Create your passkey").press("Create passkey").sees_title("Profile")
    ann.go("/account/security").sees("You haven’t set a password").sees("Passwordless")
    presence(ann, given=False)
    # Autofill has asked by now; the next question is the dialog's, and a dialog sees the presence it opens with.
    with ann.page.expect_response("**/auth/webauthn/login"):
        ann.log_out()
    ann.page.route("**/auth/webauthn/login", lambda route: (presence(ann, given=True), route.continue_()))
    ann.press("Log in with a passkey").sees_title("Profile").sees(email)


def test_a_passkey_is_offered_in_the_list_of_the_names_field(meet):
    ann, email = meet(passkeys=True), fresh_email()
    ann.go("/account/signup").press("Sign up with a passkey instead").write("email", email).submit()
    ann.write("code", ann.mail(email)["code"]).press("Create passkey")
    ann.sees_title("Profile")
    presence(ann, given=False)
    ann.log_out()
    assert ann.page.locator("input[name=username]").get_attribute("autocomplete") == "username webauthn"
    # The virtual authenticator picks the passkey from the list as soon as it may.
    presence(ann, given=True)
    ann.go("/account/devices").sees_title("Devices")


def test_a_passkey_that_was_picked_after_its_challenge_ended_is_asked_for_anew(meet):
    ann, email = meet(passkeys=True), fresh_email()
    ann.go("/account/signup").press("Sign up with a passkey instead").write("email", email).submit()
    ann.write("code", ann.mail(email)["code"]).press("Create passkey")
    ann.sees_title("Profile")

    def late(route):
        answer = route.fetch()
        ann.context.request.get(route.request.url)  # another tab asks, which ends the challenge of this one
        route.fulfill(response=answer)

    ann.page.route("**/auth/webauthn/login", late, times=1)
    with ann.page.expect_response(lambda got: got.url.endswith("/auth/webauthn/login") and got.status == 400):
        ann.log_out()
    ann.sees_title("Profile").sees(email)


def test_a_passkey_is_added_named_used_as_second_step_and_removed(meet):
    ann = meet(passkeys=True)
    email = ann.sign_up()
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop")
    ann.page.get_by_label("Log in with it alone, without a password").click()
    ann.submit()
    prove(ann)
    recovery_codes(ann)
    ann.press("I’ve saved them").sees("Laptop").sees("Second step")
    ann.press("Options for Laptop").choose("Rename").write("name", "Old laptop").submit().sees("Old laptop")
    ann.log_out().log_in(email).sees_title("Two-step verification").press("Continue")
    ann.press("Don’t trust it").sees_title("Profile")
    ann.go("/account/security").press("Options for Old laptop").choose("Remove").press("Remove")
    prove(ann)
    expect(ann.page.get_by_text("Old laptop").locator("visible=true")).to_have_count(0)
    ann.log_out().log_in(email).sees_title("Profile")


def test_a_ceremony_that_fails_can_be_tried_again(meet):
    ann = meet(passkeys=True)
    ann.sign_up()
    ann.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": ann.keys, "isUserVerified": False})
    ann.go("/account/security").press("Add a passkey").submit()
    prove(ann)
    ann.sees("No key was created.")
    ann.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": ann.keys, "isUserVerified": True})
    ann.submit()
    recovery_codes(ann)


def test_a_fresh_proof_that_is_not_given_leaves_everything_as_it_was(ann):
    ann.sign_up()
    ann.go("/account/tokens").press("Create token").write("name", "script").submit().sees("Is it really you?")
    ann.write("password", "not-the-password").submit().sees("Incorrect password.")
    ann.page.keyboard.press("Escape")
    expect(ann.page.get_by_text("Is it really you?")).to_have_count(0)
    ann.submit().sees("Is it really you?").write("password", PASSWORD).submit().sees("Your new token")


def test_who_just_logged_in_is_not_asked_again(meet, serve):
    ann = meet(at=serve(), passkeys=True)
    ann.sign_up()
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop").submit()
    recovery_codes(ann)
    ann.press("I’ve saved them").sees("Laptop")


def presence(ann, *, given):
    ann.devtools.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": ann.keys, "enabled": given})


def test_an_address_in_somebody_elses_account_is_taken_out_of_it(guarded, tmp_path_factory):
    mine = fresh_email("mine")
    for path in tmp_path_factory.getbasetemp().glob("served*/.gatepost/*.sqlite3"):
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("UPDATE auth_user SET email = ? WHERE email = ?", [mine, guarded.email])
            database.commit()
    guarded.go("/account").sees(mine)
    # Of two first requests at once, the last to answer sets the session.
    with guarded.page.expect_response("**/auth/webauthn/login"):
        guarded.log_out()
    guarded.api("POST", "auth/code/request", {"email": mine})
    guarded.api("POST", "auth/code/confirm", {"code": guarded.mail(mine)["code"]})
    guarded.go("/account/continue").sees_title("Two-step verification").accessible()
    guarded.press("This isn’t my account").sees(f"Someone else’s account uses {mine}.").accessible()
    guarded.press("Cancel").sees_title("Two-step verification")
    guarded.press("This isn’t my account").press("Remove it").is_at("/account/login").sees("The address was removed")
    assert guarded.sign_up(mine) == mine

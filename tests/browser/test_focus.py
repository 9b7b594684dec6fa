"""The focus stays in the page when its element goes, and a dialog stays as it is while it closes."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.test_second_factors import set_up_app
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
WATCH_FIELDS = """
window.__fields = new Set()
new MutationObserver(() => {
  for (const one of document.querySelectorAll('[role=dialog] input[name]')) window.__fields.add(one.name)
}).observe(document, {childList: true, subtree: true})
"""


def fields_of_dialogs(ann):
    """The names of all inputs that stood in a dialog since the last call, once the dialogs are closed."""
    expect(ann.page.get_by_role("dialog")).to_have_count(0)
    return ann.page.evaluate("() => { const found = [...__fields]; __fields.clear(); return found.sort() }")


def test_the_focus_fell_to_the_body_when_a_row_went_with_its_button(ann):
    ann.sign_up()
    ann.go("/account/tokens").press("Create token").write("name", "script").submit()
    ann.sees("Is it really you?").write("password", PASSWORD).press("Confirm").sees("Your new token")
    ann.keep(ann.page.locator("p.key").inner_text())
    ann.press("Done").go("/account/devices").press("End the login script").sees("No tokens or keys.")
    expect(ann.page.get_by_role("heading", name="Other logins")).to_be_focused()


def test_the_focus_fell_to_the_body_when_the_button_that_opened_a_dialog_was_gone(ann):
    ann.sign_up()
    ann.go("/account/security").press("Set up").sees("Is it really you?").write("password", PASSWORD).press("Confirm")
    set_up_app(ann)
    ann.press("I’ve saved them").sees("10 of 10 left")
    expect(ann.page.get_by_role("dialog")).to_have_count(0)
    expect(ann.page.locator(":focus")).to_have_text(re.compile("Sign-in|Authenticator app"))


def test_the_focus_fell_to_the_body_when_resending_disabled_its_button(ann):
    ann.go("/account/signup").write("email", fresh_email()).write("password", PASSWORD).submit()
    ann.sees_title("Check your email").press("Resend code").sees("We’ve sent you a new code.")
    expect(ann.page.locator("input[name=code]")).to_be_focused()


def test_the_dialogs_grew_a_field_while_they_closed(meet):
    ann, email = meet(passkeys=True), fresh_email()
    ann.page.add_init_script(WATCH_FIELDS)
    ann.go("/account/signup").press("Sign up with a passkey instead").write("email", email).submit()
    ann.write("code", ann.mail(email)["code"]).sees_title("Create your passkey").submit().sees_title("Profile")
    ann.go("/account/security").press("Set a password").write("new_password", PASSWORD).submit()
    ann.sees("Your password has been changed.")
    assert fields_of_dialogs(ann) == ["new_password"]
    ann.go("/account/tokens").press("Create token").write("name", "script").submit().sees("Is it really you?")
    ann.write("password", PASSWORD).press("Confirm").sees("Your new token")
    ann.keep(ann.page.locator("p.key").inner_text())
    assert ann.page.evaluate("[...__fields].sort()") == ["life", "name", "password"]
    ann.page.evaluate("__fields.clear()")
    ann.press("Done")
    assert fields_of_dialogs(ann) == []


def test_the_dialog_for_a_proof_kept_what_was_typed_when_it_reopened_before_it_had_faded(ann):
    ann.sign_up()
    ann.page.clock.install()
    ann.go("/account/tokens").press("Create token").write("name", "script").submit().sees("Is it really you?")
    ann.write("password", ann.keep("typed-and-left"))
    ann.page.clock.pause_at(ann.page.evaluate("Date.now() + 5000"))  # the dialog fades until the clock goes on
    ann.page.keyboard.press("Escape")
    submit = ann.page.locator("[role=dialog] button[type=submit]", has_text="Create token")
    expect(submit).not_to_have_attribute("aria-busy", "true")
    submit.evaluate("one => one.click()")
    field = ann.page.locator("[role=dialog] input[name=password]")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    ann.page.clock.resume()
    ann.page.wait_for_timeout(800)
    expect(field).to_be_focused()
    ann.write("password", PASSWORD).press("Confirm").sees("Your new token")
    ann.keep(ann.page.locator("p.key").inner_text())

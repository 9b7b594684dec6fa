"""The account's own pages."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
NEW = "an0ther-l0ng-one"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


def prove(ann, password=PASSWORD):
    ann.sees("Is it really you?").write("password", password).press("Confirm")


def test_addresses_are_added_proved_made_primary_and_removed(ann):
    email, other = ann.sign_up(), fresh_email("other")
    ann.press("Add an address").write("email", email).submit().sees("You have already added this address.")
    ann.write("email", other).submit().sees("Verify this address")
    ann.write("code", ann.mail(other)["code"])
    ann.press(f"Options for {other}").choose("Make primary")
    expect(ann.page.get_by_role("listitem").filter(has_text=other)).to_contain_text("Primary")
    ann.press(f"Options for {email}").choose("Remove").press("Remove")
    expect(ann.page.get_by_role("listitem").filter(has_text=email)).to_have_count(0)
    ann.log_out().log_in(other).sees_title("Profile")


def test_the_password_is_changed(ann):
    email = ann.sign_up()
    ann.go("/account/security").press("Change").write("current_password", "wrong-one").write(
        "new_password", NEW
    ).submit()
    expect(ann.page.locator("input[name=current_password]")).to_have_attribute("aria-invalid", "true")
    ann.write("current_password", PASSWORD).write("new_password", ann.keep(NEW)).submit()
    ann.sees("Your password has been changed.").log_out().log_in(email, NEW).sees_title("Profile")


def test_other_sessions_are_listed_and_ended_and_what_was_wanted_there_is_remembered(ann, meet):
    email = ann.sign_up()
    phone = meet(
        user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
    )
    phone.log_in(email).sees_title("Profile")
    phone.page.locator("nav").get_by_text("Access tokens").click()
    phone.sees_title("Access tokens")
    ann.go("/account/devices").sees("This device").sees("Safari · iPhone")
    ann.press("End the session on Safari · iPhone").sees("Session ended.")
    expect(ann.page.get_by_text("Safari · iPhone")).to_have_count(0)
    phone.press("Create token").write("name", "script").submit().is_at("/account/login").sees("Your session has ended.")
    phone.write("username", email).write("password", PASSWORD).submit().is_at("/account/tokens")


def test_a_token_is_made_shown_once_used_and_removed(ann):
    ann.sign_up()
    ann.go("/account/tokens").sees("No tokens yet.").press("Create token").write("name", "backup script")
    ann.page.get_by_label("read").click()
    ann.page.get_by_label("7 days").check(force=True)
    ann.submit()
    prove(ann)
    ann.sees("Your new token")
    token = ann.keep(ann.page.locator("p.key").inner_text())
    ann.press("Done").sees("backup script").sees("read")
    expect(ann.page.get_by_text(token)).to_have_count(0)
    ann.press("Remove").sees("Remove this token?").press("Remove").sees("No tokens yet.")


def test_other_logins_are_shown_and_ended_and_signing_out_everywhere_ends_all(ann, meet):
    email = ann.sign_up()
    for name in ("nightly job", "backup script"):
        ann.go("/account/tokens").press("Create token").write("name", name).submit()
        if name == "nightly job":
            prove(ann)
        ann.sees("Your new token")
        ann.keep(ann.page.locator("p.key").inner_text())
        ann.press("Done").sees(name)
    ann.go("/account/devices").sees("Other logins").sees("nightly job")
    ann.press("End the login nightly job").sees("Session ended.")
    expect(ann.page.get_by_text("nightly job")).to_have_count(0)
    other = meet()
    other.log_in(email).sees_title("Profile")
    ann.press("Log out everywhere").sees("Log out everywhere?")
    ann.page.get_by_role("dialog").get_by_role("button", name="Log out everywhere").click()
    ann.is_at("/account/login").sees("You’re logged out everywhere.")
    other.page.locator("nav").get_by_text("Devices").click()
    other.is_at("/account/login")
    ann.write("username", email).write("password", PASSWORD).submit().sees_title("Profile")
    ann.go("/account/devices").sees("No tokens or keys.")


def test_the_account_is_deleted_only_when_its_name_is_typed(ann):
    email = ann.sign_up()
    ann.press("Delete my account").sees("Delete your account?")
    button = ann.page.get_by_role("button", name="Delete permanently")
    expect(button).to_be_disabled()
    ann.write("confirmation", email).submit()
    prove(ann)
    ann.is_at("/account/login").sees("Your account has been deleted.")
    ann.log_in(email).sees("Incorrect email or password.")


def test_two_tabs_agree(ann):
    email = ann.sign_up()
    first, second = ann.page, ann.context.new_page()
    second.goto("/account/devices")
    expect(second.get_by_role("heading", level=1)).to_have_text("Devices")
    ann.log_out()
    expect(second).to_have_url(re.compile("/account/login$"))
    ann.write("username", email).write("password", PASSWORD).submit().sees_title("Profile")
    expect(second.get_by_role("heading", level=1)).to_have_text("Devices")
    assert first.evaluate("localStorage.getItem('gatepost.authenticated')") == "yes"


def test_a_session_that_the_server_ended_shows_at_the_next_act(ann, meet):
    email = ann.sign_up()
    other = meet()
    other.log_in(email).sees_title("Profile")
    other.go("/account/devices").press("End the session on Chrome · Linux").sees("Session ended.")
    ann.page.locator("nav").get_by_text("Devices").click()
    ann.is_at("/account/login").sees("Your session has ended.")
    ann.write("username", email).write("password", PASSWORD).submit().is_at("/account/devices")


def test_what_the_settings_switch_off_is_not_shown(lean, meet):
    ann = meet(at=lean)
    ann.go("/account/login").sees("Create an account")
    expect(ann.page.get_by_text("Email me a code")).to_have_count(0)
    expect(ann.page.get_by_text("passkey")).to_have_count(0)
    ann.sign_up()
    for text in ("Devices", "Access tokens", "Delete account", "Phone number"):
        expect(ann.page.get_by_text(text)).to_have_count(0)
    ann.go("/account/security").sees("You log in with a password.")
    for text in ("Passkeys", "Authenticator app", "Recovery codes", "Connected accounts"):
        expect(ann.page.get_by_text(text)).to_have_count(0)


def test_the_hint_is_no_login(ann):
    ann.go("/account/login")
    ann.page.evaluate("localStorage.setItem('gatepost.authenticated', 'yes')")
    ann.go("/").is_at("/account/login")
    ann.go("/account/security").is_at("/account/login")
    assert ann.api("GET", "auth/session")["status"] == 401


def test_names_are_edited_in_place_with_errors_at_their_fields_and_the_focus_returns(ann):
    ann.sign_up()
    ann.press("Edit")
    expect(ann.page.locator("input[name=first_name]")).to_be_focused()
    ann.page.evaluate("document.querySelector('input[name=first_name]').removeAttribute('maxlength')")
    ann.write("first_name", "x" * 151).submit().sees("This is too long.")
    expect(ann.page.locator("input[name=first_name]")).to_be_focused()
    ann.write("first_name", "Zoë").write("last_name", "Quinn").press("Save").sees("Saved")
    expect(ann.page.get_by_role("button", name="Edit")).to_be_focused()
    expect(ann.page.locator("dd").first).to_have_text("Zoë")
    ann.press("Edit").press("Cancel")
    expect(ann.page.get_by_role("button", name="Edit")).to_be_focused()


SHIFTS = """
window.__shift = 0
new PerformanceObserver(seen => { for (const one of seen.getEntries()) window.__shift += one.value })
  .observe({type: 'layout-shift', buffered: true})
"""


@pytest.mark.parametrize("size", [{"width": 412, "height": 823}, {"width": 1280, "height": 800}])
@pytest.mark.parametrize(
    ("path", "text", "most"), [("", "First name", 0.05), ("/security", "Authenticator app", 0.005)]
)
def test_a_page_does_not_jump_when_its_parts_arrive(meet, size, path, text, most):
    ann = meet(viewport=size)
    ann.sign_up()
    ann.context.add_init_script(SHIFTS)
    ann.go(f"/account{path}").sees(text).page.wait_for_timeout(500)
    assert ann.page.evaluate("window.__shift") < most


def test_a_long_address_was_wider_than_the_dialog_that_asks_to_type_it(meet):
    ann = meet(viewport={"width": 375, "height": 800})
    ann.sign_up(fresh_email("maximiliane.hohenzollern-sigmaringen.verwaltung"))
    ann.press("Delete my account").sees("Delete your account?")
    dialog = ann.page.locator("[role=dialog] .panel")
    assert dialog.evaluate("one => one.scrollWidth - one.clientWidth") == 0


def test_a_notification_was_white_on_white_in_the_dark_theme(meet):
    ann = meet(color_scheme="dark")
    ann.sign_up()
    ann.log_out().sees("You are logged out.")
    colours = ann.page.locator(".q-notification").evaluate(
        "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    )
    assert colours == ["rgb(27, 29, 26)", "rgb(236, 238, 234)"]


def test_two_initials_were_read_as_a_label_that_differs_from_the_menus_name(ann):
    ann.sign_up(fresh_email("mary.vine"))
    expect(ann.page.get_by_role("button", name="Account menu")).to_have_text("")
    letters = ann.page.get_by_role("button", name="Account menu").locator(".avatar")
    assert letters.evaluate("one => getComputedStyle(one, '::before').content") == '"MV"'

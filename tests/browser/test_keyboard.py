"""Dialogs and menus by keyboard alone, at 200 % zoom, and without motion."""

import pytest
from playwright.sync_api import expect
from tests.browser.test_second_factors import set_up_app
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
ZOOMED = {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2}
"""A window of 1280 by 720 pixels at 200 %."""
FOCUSED = """() => {
  const one = document.activeElement
  return one.ariaLabel || one.name || one.innerText.trim() || one.localName
}"""
IN_DIALOG = "document.activeElement.closest('[role=dialog]') !== null"
LONGEST_MS = """() => Math.max(0, ...document.getAnimations()
  .map(one => one.effect.getComputedTiming().endTime).filter(Number.isFinite))"""
WIDE = "[...document.querySelectorAll('html, .panel')].filter(one => one.scrollWidth > one.clientWidth).length"


def tab_to(ann, label):
    """Press Tab until the element of that name has the focus."""
    for _ in range(40):
        ann.page.keyboard.press("Tab")
        if ann.page.evaluate(FOCUSED) == label:
            return ann
    raise AssertionError(f"Tab does not lead to {label!r}")


def enter(ann):
    ann.page.keyboard.press("Enter")
    return ann


def focused_in_dialog(ann, name):
    expect(ann.page.locator(f"[role=dialog] input[name={name}]")).to_be_focused()
    return ann


def focused_item(ann, name):
    expect(ann.page.get_by_role("menuitem", name=name)).to_be_focused()
    return ann


def test_dialogs_are_used_by_keyboard_alone(ann):
    ann.sign_up()
    tab_to(ann, "Add an address")
    focused_in_dialog(enter(ann), "email")
    seen = set()
    for _ in range(6):  # more often than the dialog has elements
        ann.page.keyboard.press("Tab")
        assert ann.page.evaluate(IN_DIALOG)
        seen.add(ann.page.evaluate(FOCUSED))
    assert seen == {"email", "Add an address", "Close"}
    ann.page.keyboard.press("Shift+Tab")
    assert ann.page.evaluate(IN_DIALOG)
    ann.closes_dialog()
    expect(ann.page.get_by_role("button", name="Add an address")).to_be_focused()
    other = fresh_email("other")
    focused_in_dialog(enter(ann), "email")
    ann.page.keyboard.type(other)
    focused_in_dialog(enter(ann), "code").page.keyboard.type(ann.keep(ann.mail(other)["code"]))
    expect(ann.page.get_by_role("dialog")).to_have_count(0)
    expect(ann.page.locator("body")).not_to_be_focused()
    tab_to(ann, f"Options for {other}")
    focused_item(enter(ann), "Make primary").page.keyboard.press("ArrowDown")
    enter(focused_item(ann, "Remove")).sees("Remove this address?")
    # Until then, Tab may lead to the item of the same name in the menu, which is still fading.
    expect(ann.page.locator("[role=dialog] :focus")).to_have_count(1)
    tab_to(ann, "Remove")
    enter(ann)
    expect(ann.page.get_by_role("dialog")).to_have_count(0)
    expect(ann.page.get_by_text(other, exact=True)).to_have_count(0)
    expect(ann.page.locator("body")).not_to_be_focused()


def test_the_account_menu_is_used_by_keyboard_alone(ann):
    ann.sign_up()
    tab_to(ann, "Account menu")
    focused_item(enter(ann), "Profile").page.keyboard.press("ArrowUp")
    focused_item(ann, "Log out").page.keyboard.press("Home")
    focused_item(ann, "Profile").page.keyboard.press("ArrowDown")
    enter(focused_item(ann, "Log out")).is_at("/account/login")


def test_the_dialog_of_a_menus_item_gave_the_focus_to_its_close_button(meet):
    ann = meet(passkeys=True)
    ann.sign_up()
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop").submit().sees("Is it really you?")
    ann.write("password", PASSWORD).press("Confirm").sees("Your recovery codes").press("I’ve saved them")
    ann.press("Options for Laptop").choose("Rename")
    focused_in_dialog(ann, "name").closes_dialog()
    expect(ann.page.get_by_role("button", name="Options for Laptop")).to_be_focused()


def test_a_dialog_returned_the_focus_to_a_part_of_the_button_that_was_clicked(ann):
    ann.sign_up()
    focused_in_dialog(ann.press("Add an address"), "email").closes_dialog()
    expect(ann.page.get_by_role("button", name="Add an address")).to_be_focused()


def test_an_authenticator_app_is_set_up_at_200_percent(meet):
    ann = meet(**ZOOMED)
    ann.sign_up()
    for part in ("", "/security", "/devices", "/tokens"):
        ann.go(f"/account{part}").page.get_by_role("heading", level=1).wait_for()
        assert ann.page.evaluate(WIDE) == 0, part
    ann.go("/account/security").press("Set up").sees("Is it really you?").write("password", PASSWORD).press("Confirm")
    ann.sees("Scan this QR code")
    assert ann.page.evaluate(WIDE) == 0
    dialog = ann.page.get_by_role("dialog")
    for one in (dialog.get_by_role("button", name="Close"), dialog.locator("input[name=code]")):
        one.scroll_into_view_if_needed()
        expect(one).to_be_in_viewport(ratio=1)
    set_up_app(ann)
    saved = dialog.get_by_role("button", name="I’ve saved them")
    saved.scroll_into_view_if_needed()
    expect(saved).to_be_in_viewport(ratio=1)
    saved.click()
    ann.sees("10 of 10 left")


def test_nothing_moves_for_those_who_want_no_motion(meet):
    ann = meet(reduced_motion="reduce")
    ann.sign_up()
    ann.press("Add an address")
    assert ann.page.evaluate(LONGEST_MS) < 1
    ann.closes_dialog()
    ann.press("Account menu")
    assert ann.page.evaluate(LONGEST_MS) < 1

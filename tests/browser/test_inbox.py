"""The development inbox and the previews of mails, read as in a mail client."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import PASSWORD, fresh_email

from gatepost.ground import mail_templates

PHONES = {"GATEPOST_ACCOUNTS__LOGIN_METHODS": '["email", "phone"]'}
NUMBER = "+31612345678"


@pytest.fixture
def reader(meet, serve):
    """A visitor who has just signed up and got a mail."""
    visitor = meet(at=serve(**PHONES), permissions=["clipboard-read", "clipboard-write"])
    visitor.email = fresh_email()
    visitor.go("/health").api("GET", "config")
    visitor.api("POST", "auth/signup", {"email": visitor.email, "password": PASSWORD})
    visitor.got = visitor.mail(visitor.email)
    return visitor.go("/dev/inbox")


def choose(visitor, text):
    visitor.page.get_by_role("listitem").filter(has_text=text).get_by_role("button").click()


def test_a_mail_is_shown_as_html_text_and_source_and_its_code_is_copied(reader):
    page = reader.page
    choose(reader, reader.email)
    expect(page.get_by_role("heading", level=2)).to_have_text("Verify your email address")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".code")).to_have_text(reader.got["code"])
    expect(frame.get_by_role("link", name="Verify address")).to_have_attribute("href", reader.link(reader.got))
    reader.press("Copy code").sees("Copied").accessible()
    assert page.evaluate("navigator.clipboard.readText()") == reader.got["code"]
    reader.press("Text")
    expect(page.locator("pre")).to_contain_text(f"Your code is:\n{reader.got['code']}")
    reader.press("Source")
    expect(page.locator("pre")).to_contain_text("Content-Type: multipart/alternative")
    page.reload()
    expect(page.get_by_role("heading", level=2)).to_have_text("Verify your email address")


def test_a_mail_runs_no_code_and_its_links_open_a_new_tab(reader):
    choose(reader, reader.email)
    assert reader.page.locator("iframe").get_attribute("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
    with reader.context.expect_page() as opened:
        reader.page.frame_locator("iframe").get_by_role("link", name="Verify address").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Verify your email address")
    opened.value.close()


def test_an_sms_appears_beside_the_mails_without_a_reload(reader):
    page = reader.page
    reader.api("POST", "auth/code/request", {"phone": NUMBER})
    reader.sees(NUMBER)
    choose(reader, NUMBER)
    reader.sees("There is no account with this number.")
    expect(page.locator("iframe")).to_be_hidden()
    reader.press("Mail")
    expect(page.get_by_role("listitem").filter(has_text=NUMBER)).to_have_count(0)
    reader.press("All")
    page.get_by_label("Search").fill("account number")
    expect(page.get_by_role("listitem").filter(has_text=reader.email)).to_have_count(0)
    page.get_by_label("Search").fill("no such words")
    reader.sees("No messages.")


def test_on_a_phone_list_and_message_follow_one_another(reader):
    page = reader.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/dev/inbox")
    choose(reader, reader.email)
    expect(page.get_by_role("list")).to_be_hidden()
    expect(page.frame_locator("iframe").locator(".code")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    reader.accessible().press("Messages", exact=False)
    expect(page.get_by_role("listitem").filter(has_text=reader.email)).to_be_visible()


@pytest.mark.parametrize("width", ["320", "Full"])
def test_every_mail_is_previewed_in_every_language_in_light_and_dark(meet, width):
    visitor = meet(viewport={"width": 1280, "height": 900}, color_scheme="null")
    page = visitor.go("/dev/mails").page
    expect(page.get_by_role("listitem")).to_have_count(len(mail_templates.templates()))
    visitor.press(width)
    frame = page.frame_locator("iframe")
    for language, subject in (("fr", "Définir un nouveau mot de passe"), ("de", "Neues Passwort festlegen")):
        page.get_by_label("Language").select_option(language)
        choose(visitor, re.compile("password/reset$"))
        expect(frame.get_by_role("heading", level=1)).to_have_text(subject)
    expect(frame.locator(".card")).to_have_css("background-color", "rgb(255, 255, 255)")
    visitor.press("Dark")
    expect(frame.locator(".card")).to_have_css("background-color", "rgb(26, 28, 26)")
    expect(frame.get_by_role("link", name=subject)).to_have_css("background-color", "rgb(111, 207, 174)")
    visitor.accessible()

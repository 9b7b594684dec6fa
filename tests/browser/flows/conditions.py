"""Poor networks, two tabs, back and reload, the keyboard alone, refused storage."""

import re

from playwright.sync_api import expect
from tests.browser.flows.table import flow
from tests.browser.visitor import PASSWORD, fresh_email

REFUSED = """
for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, {get() { throw new DOMException('denied', 'SecurityError') }})
"""


@flow(intends=("network",))
def log_in_while_offline_and_again(g):
    email = g.sign_up()
    g.log_out().is_on("login.to", "gatepost").context.set_offline(True)
    g.reads("errors.offline").write("username", email).write("password", PASSWORD).submit().reads("errors.network")
    g.context.set_offline(False)
    g.reads_no("errors.offline").submit().profile()


@flow(intends=("network",))
def start_without_the_server_and_try_again(g):
    g.page.route("**/_allauth/**", lambda route: route.abort())
    g.go("/account/login").is_on("errors.failedTitle")
    g.page.unroute("**/_allauth/**")
    g.press_on("common.again").is_on("login.to", "gatepost")


@flow(intends=(503,))
def log_in_to_a_busy_server_and_again(g):
    email = g.sign_up()
    g.log_out().page.route("**/auth/login", lambda route: route.fulfill(status=503, json={"status": 503}))
    g.write("username", email).write("password", PASSWORD).submit().reads("errors.unavailable")
    g.page.unroute("**/auth/login")
    g.submit().profile()


@flow(intends=(429,))
def log_in_too_often(g):
    busy = {"status": 429, "json": {"status": 429}, "headers": {"Retry-After": "90"}}
    g.page.route("**/auth/login", lambda route: route.fulfill(**busy))
    g.go("/account/login").write("username", fresh_email()).write("password", PASSWORD).submit()
    alert = g.page.get_by_role("alert")
    expect(alert).to_contain_text(g.text("errors.limitedFor", "").rstrip(". ").split(".")[0])
    expect(alert).to_contain_text("2")
    g.looks()


@flow()
def open_a_page_that_does_not_exist(g):
    g.go("/account/no/such/page").is_on("errors.notFoundTitle").press_on("errors.toStart").is_on("login.to", "gatepost")


@flow()
def log_out_and_in_with_two_tabs(g):
    email = g.sign_up()
    first, second = g.page, g.context.new_page()
    second.goto("/account/devices")
    g.log_out()
    g.page = second
    g.is_on("login.to", "gatepost").write("username", email).write("password", PASSWORD).submit()
    g.is_on("account.sections.devices")
    g.page = first
    g.profile()


@flow()
def go_back_after_logging_in_and_out(g):
    email = g.sign_up()
    g.log_out().log_in(email).profile()
    g.page.go_back()
    g.profile().log_out().page.go_back()
    g.is_on("login.to", "gatepost")


@flow()
def go_back_from_a_sign_up_to_the_login(g):
    g.go("/account/login").press_on("login.toSignup").is_on("signup.title").page.go_back()
    g.is_on("login.to", "gatepost").page.go_forward()
    g.is_on("signup.title")


@flow()
def reload_a_page_of_the_account(g):
    g.sign_up()
    g.section("security").page.reload()
    g.is_on("account.sections.security")


@flow()
def log_in_by_keyboard_alone(g):
    email = g.sign_up()
    g.log_out().is_on("login.to", "gatepost")
    keyboard = g.page.keyboard
    keyboard.type(email)
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    g.profile()
    expect(g.page.get_by_role("heading", level=1)).to_be_focused()


@flow()
def open_and_close_a_dialog_by_keyboard_alone(g):
    g.sign_up()
    button = g.page.locator("main").get_by_role("button", name=g.text("account.emails.add"))
    button.focus()
    g.page.keyboard.press("Enter")
    expect(g.page.get_by_role("dialog").locator("input[name=email]")).to_be_focused()
    g.looks().page.keyboard.press("Escape")
    expect(button).to_be_focused()


@flow()
def log_in_where_the_browser_refuses_storage(g):
    g.context.add_init_script(REFUSED)
    g.go("/account/devices").is_on("login.to", "gatepost")
    g.press_on("common.theme").choose_the("common.themeDark").looks()
    email = fresh_email()
    g.press_on("login.toSignup").write("email", email).write("password", PASSWORD).submit().is_on("verifyEmail.title")
    g.write("code", g.code_of(email)).is_on("account.sections.devices").log_out()


@flow()
def choose_another_language_and_keep_it(g):
    other = {"en": "de", "de": "fr", "fr": "es", "es": "en"}[g.language]
    names = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
    g.go("/account/login").press(re.compile(names[g.language] + "$"), exact=False).choose(names[other])
    g.language = other
    g.is_on("login.to", "gatepost").page.reload()
    g.is_on("login.to", "gatepost")


@flow()
def choose_another_theme_and_keep_it(g):
    g.go("/account/login").press_on("common.theme").choose_the("common.themeDark").looks().page.reload()
    g.is_on("login.to", "gatepost").press_on("common.theme").choose_the("common.themeLight").looks()

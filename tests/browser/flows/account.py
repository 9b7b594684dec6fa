"""The account's pages: addresses, password, phone, providers, sessions, tokens, deletion."""

from playwright.sync_api import expect
from tests.browser.flows.entry import NEW, sign_up_with_a_passkey, sign_up_with_a_phone_number, sign_up_with_a_provider
from tests.browser.flows.table import flow
from tests.browser.visitor import PASSWORD, fresh_email


def added(g):
    """Another address on the account, after reauthentication."""
    other = fresh_email("other")
    g.press_on("account.emails.add").reads("account.emails.addTitle").write("email", other).submit().proves()
    g.reads("account.emails.verifyTitle").write("code", g.code_of(other))
    expect(g.page.get_by_role("listitem").filter(has_text=other)).to_be_visible()
    return other


@flow()
def add_an_address(g):
    g.sign_up()
    added(g)
    g.looks()


@flow()
def change_the_primary_address_and_remove_the_old_one(g):
    email = g.sign_up()
    other = added(g)
    g.press_on("account.emails.options", other).choose_the("account.emails.makePrimary")
    expect(g.page.get_by_role("listitem").filter(has_text=other)).to_contain_text(g.text("account.emails.primary"))
    g.press_on("account.emails.options", email).choose_the("common.remove").reads("account.emails.removeTitle")
    g.press_on("common.remove")
    expect(g.page.get_by_role("listitem").filter(has_text=email)).to_have_count(0)
    g.looks().log_out().log_in(other).profile()


@flow(intends=(400, 409))
def add_an_address_that_is_there_already(g):
    email = g.sign_up()
    g.press_on("account.emails.add").write("email", email).submit().reads("faults.duplicate_email")


@flow(intends=(400,))
def change_the_password(g):
    g.sign_up()
    g.section("security").press_on("account.password.change").reads("account.password.changeTitle")
    g.write("current_password", "wrong-one").write("new_password", g.keep(NEW)).submit()
    g.reads("faults.enter_current_password").write("current_password", PASSWORD).submit()
    g.reads("account.password.changed")


@flow()
def set_a_first_password(g):
    sign_up_with_a_provider(g)
    g.section("security").reads("account.password.none").press_on("account.password.add")
    g.write("new_password", g.keep(NEW)).submit().reads("account.password.set")


@flow("phone")
def change_the_phone_number(g):
    sign_up_with_a_phone_number(g)
    number = "+4917099" + fresh_email().partition("@")[0][-6:]
    g.press_on("account.phone.change").write("phone", number).submit().write("code", g.code_of(number)).reads(
        "account.saved"
    )


@flow()
def connect_a_provider(g):
    g.sign_up()
    g.section("security").press_on("account.connected.connect", "Loopback").proves()
    g.reads("account.connected.connected", "Loopback")


@flow()
def disconnect_a_provider(g):
    connect_a_provider(g)
    g.press_on("account.connected.disconnect").reads("account.connected.disconnectTitle", "Loopback")
    g.press_on("account.connected.disconnect").reads_no("account.connected.disconnect").looks()


@flow()
def connect_a_provider_after_a_login_with_its_address(g):
    email = g.provider.claims["email"]
    g.sign_up(email)
    g.log_out().press_on("login.provider", "Loopback").is_on("verifyEmail.title").press_on("codes.startAgain")
    g.log_in(email).profile()


@flow()
def end_the_session_of_another_browser(g):
    email = g.sign_up()
    other = g.beside()
    other.log_in(email).profile()
    g.section("devices").press_on("account.sessions.endLabel", "Chrome · Linux").reads("account.sessions.ended")
    other.page.reload()
    other.is_on("login.to", "gatepost").log_in(email).profile()


@flow()
def end_all_other_sessions(g):
    email = g.sign_up()
    for other in (g.beside(), g.beside()):
        other.log_in(email).profile()
    g.section("devices").press_on("account.sessions.endOthers").reads("account.sessions.endOthersTitle")
    g.press_on("account.sessions.endOthers").reads("account.sessions.ended")


@flow()
def sign_out_everywhere(g):
    g.sign_up()
    g.section("devices").press_on("account.logins.everywhere").reads("account.logins.everywhereTitle")
    g.press_on("account.logins.everywhere").is_on("login.to", "gatepost")


@flow(intends=(410,))
def go_on_after_the_session_was_ended_elsewhere(g):
    email = g.sign_up()
    other = g.beside()
    other.log_in(email).profile()
    other.section("devices").press_on("account.sessions.endLabel", "Chrome · Linux").reads("account.sessions.ended")
    g.page.locator("nav").get_by_text(g.text("account.sections.devices")).click()
    g.is_on("login.to", "gatepost").reads("login.ended").write("username", email).write("password", PASSWORD).submit()
    g.is_on("account.sections.devices")


@flow()
def create_and_remove_a_token(g):
    g.sign_up()
    g.section("tokens").reads("account.tokens.none").press_on("account.tokens.add").reads("account.tokens.addTitle")
    g.write("name", "backup").submit().proves().reads("account.tokens.madeTitle")
    g.keep(g.page.locator("p.key").inner_text())
    g.press_on("common.done").sees("backup").looks().press_on("account.tokens.end").reads("account.tokens.endTitle")
    g.press_on("account.tokens.end").reads("account.tokens.none")


@flow(intends=(400,))
def reauthenticate_only_at_the_second_request(g):
    g.sign_up()
    g.section("tokens").press_on("account.tokens.add").write("name", "script").submit().reads("reauthenticate.title")
    g.write("password", "not-the-password").submit().reads("faults.incorrect_password").page.keyboard.press("Escape")
    g.reads_no("reauthenticate.title").looks().submit().proves().reads("account.tokens.madeTitle")
    g.keep(g.page.locator("p.key").inner_text())


@flow()
def delete_the_account(g):
    email = g.sign_up()
    g.press_on("account.remove.open").reads("account.remove.confirmTitle").write("confirmation", email).submit()
    g.proves().is_on("login.to", "gatepost").reads("login.deleted")


@flow(passkeys=True)
def reauthenticate_with_a_passkey(g):
    sign_up_with_a_passkey(g)
    g.section("tokens").press_on("account.tokens.add").write("name", "script").submit().reads("reauthenticate.title")
    g.press_on("common.continue").reads("account.tokens.madeTitle")
    g.keep(g.page.locator("p.key").inner_text())

"""Second factors: setting them up, logging in with them, and taking them away.

The API says with a 404 that there is no authenticator app yet.
"""

from playwright.sync_api import expect
from tests.browser.flows.table import flow
from tests.browser.visitor import PASSWORD, fresh_email

from gatepost.testing.totp import TotpApp


def scanned(g):
    """Scan the QR code and type the app's first code; the recovery codes are shown."""
    g.reads("account.totp.scan")
    g.app = TotpApp(g.keep(g.page.locator("code.mono").inner_text().replace(" ", "")))
    return codes(g.write("code", g.keep(g.app.code())))


def codes(g):
    """The recovery codes that are shown."""
    g.reads("account.recovery.codesTitle")
    expect(g.page.locator("ul.codes li")).to_have_count(10)
    g.codes = [g.keep(code) for code in g.page.locator("ul.codes li").all_inner_texts()]
    return g


def next_code(g):
    """The code of the next half minute, which was not used yet."""
    return g.keep(g.app.code(1))


@flow(intends=(404,))
def set_up_an_authenticator_app(g):
    g.email = g.sign_up()
    g.section("security").press_on("account.totp.setUp").proves()
    scanned(g).press_on("account.recovery.saved").reads("account.recovery.left", 10, 10)


@flow(intends=(400, 404))
def log_in_with_an_authenticator_app(g):
    set_up_an_authenticator_app(g)
    g.log_out().log_in(g.email).is_on("factor.title").write("code", "000000").reads("faults.incorrect_code")
    g.write("code", next_code(g)).is_on("trust.title").press_on("trust.no").profile()


@flow(intends=(404,))
def turn_the_authenticator_app_off(g):
    set_up_an_authenticator_app(g)
    g.press_on("account.totp.turnOff").reads("account.totp.removeTitle").press_on("account.totp.turnOff")
    expect(g.page.get_by_role("button", name=g.text("account.totp.setUp"))).to_be_visible()
    g.looks().log_out().log_in(g.email).profile()


@flow(intends=(404,))
def log_in_with_a_recovery_code(g):
    set_up_an_authenticator_app(g)
    g.log_out().log_in(g.email).is_on("factor.title").press_on("factor.useRecovery").reads("factor.recovery_codes")
    g.write("code", g.codes[0]).submit().is_on("trust.title").press_on("trust.no").profile()
    g.section("security").reads("account.recovery.left", 9, 10)


@flow(intends=(404,))
def generate_new_recovery_codes(g):
    set_up_an_authenticator_app(g)
    g.press_on("account.recovery.renew").reads("account.recovery.renewTitle").press_on("account.recovery.renew")
    codes(g).press_on("account.recovery.saved").reads("account.recovery.left", 10, 10)


@flow(intends=(404,))
def trust_a_browser_and_forget_it(g):
    set_up_an_authenticator_app(g)
    g.log_out().log_in(g.email).write("code", next_code(g)).is_on("trust.title").press_on("trust.yes").profile()
    g.log_out().log_in(g.email).profile().section("devices").press_on("account.trusted.forget")
    g.reads("account.trusted.none").log_out().log_in(g.email).is_on("factor.title")


@flow(intends=(404,))
def reauthenticate_with_the_second_factor(g):
    set_up_an_authenticator_app(g)
    g.log_out().log_in(g.email).write("code", next_code(g)).is_on("trust.title").press_on("trust.no").profile()
    g.press_on("account.remove.open").write("confirmation", g.email).submit().reads("reauthenticate.title")
    g.press_on("reauthenticate.byFactor").reads("factor.totp").press_on("factor.useRecovery")
    g.write("code", g.codes[1]).submit().reads("login.deleted")


@flow(intends=(404,))
def lose_the_password_of_an_account_with_a_second_factor(g):
    set_up_an_authenticator_app(g)
    before = len(g.mails(g.email))
    g.log_out().go("/account/login/code").write("email", g.email).submit().is_on("code.enterTitle")
    g.write("code", g.code_of(g.email, number=before + 1)).is_on("factor.title")


@flow("strict", intends=(404,))
def set_up_the_second_factor_that_the_site_requires(g):
    email = fresh_email()
    g.go("/account/signup").write("email", email).write("password", PASSWORD).submit().is_on("verifyEmail.title")
    g.write("code", g.code_of(email)).is_on("enrol.title")
    g.page.get_by_role("button", name=g.text("enrol.totp")).click()
    scanned(g).press_on("account.recovery.saved").profile()


@flow(passkeys=True)
def add_a_passkey_as_second_step_and_use_it(g):
    email = g.sign_up()
    g.section("security").press_on("account.passkeys.add").reads("account.passkeys.addTitle").write("name", "Laptop")
    g.page.get_by_label(g.text("account.passkeys.kind")).click()
    codes(g.submit().proves()).press_on("account.recovery.saved").reads("account.passkeys.second")
    g.log_out().log_in(email).is_on("factor.title").press_on("common.continue").is_on("trust.title")
    g.press_on("trust.no").profile()


@flow(passkeys=True)
def rename_and_remove_a_passkey(g):
    g.sign_up()
    g.section("security").press_on("account.passkeys.add").write("name", "Laptop").submit().proves()
    codes(g).press_on("account.recovery.saved").press_on("account.passkeys.options", "Laptop")
    g.choose_the("account.passkeys.rename").reads("account.passkeys.renameTitle").write("name", "Old").submit()
    g.sees("Old").looks().press_on("account.passkeys.options", "Old").choose_the("common.remove")
    g.reads("account.passkeys.removeTitle").press_on("common.remove")
    expect(g.page.get_by_text("Old", exact=True).locator("visible=true")).to_have_count(0)
    g.looks()


@flow(passkeys=True)
def add_a_passkey_after_a_failed_ceremony(g):
    g.sign_up()
    presence = {"authenticatorId": g.keys, "isUserVerified": False}
    g.devtools.send("WebAuthn.setUserVerified", presence)
    g.section("security").press_on("account.passkeys.add").submit().proves().reads("account.passkeys.cancelled")
    g.devtools.send("WebAuthn.setUserVerified", presence | {"isUserVerified": True})
    codes(g.submit())

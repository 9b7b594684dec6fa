"""Signing up, logging in, and getting back in."""

from tests.browser.flows.table import flow
from tests.browser.visitor import PASSWORD, fresh_email

NEW = "an0ther-l0ng-one"


def asked(g, email):
    """A sign-up that waits for its code."""
    g.go("/account/signup").is_on("signup.title").write("email", email).write("password", PASSWORD).submit()
    return g.is_on("verifyEmail.title")


@flow()
def sign_up_by_mailed_code(g):
    email = fresh_email()
    asked(g.go("/"), email).reads("verifyEmail.lead", email).write("code", g.code_of(email)).profile()


@flow()
def sign_up_by_mailed_link_in_another_tab(g):
    email = fresh_email()
    first = asked(g, email).page
    g.page = g.context.new_page()
    g.go(g.link(g.mail(email))).is_on("verifyEmail.landingTitle").press_on("verifyEmail.landingSubmit").profile()
    g.page = first
    g.profile()


@flow(passkeys=True)
def sign_up_with_a_passkey(g):
    email = fresh_email()
    g.go("/account/signup").press_on("signup.passkey").is_on("signup.passkeyTitle").write("email", email).submit()
    g.is_on("verifyEmail.title").write("code", g.code_of(email)).is_on("passkeySignup.title")
    g.press_on("passkeySignup.submit").profile()


@flow()
def sign_up_with_a_provider(g):
    g.go("/account/login").press_on("login.provider", "Loopback").profile()


@flow()
def sign_up_with_a_provider_that_tells_no_address(g):
    email = g.provider.claims.pop("email")
    g.go("/account/login").press_on("login.provider", "Loopback").is_on("social.signupTitle").write("email", email)
    g.submit().is_on("verifyEmail.title").write("code", g.code_of(email)).profile()


@flow("phone")
def sign_up_with_a_phone_number(g):
    name = fresh_email("ann").partition("@")[0]
    number = f"+491701{name[-6:]}"
    g.go("/account/signup").write("username", name).write("phone", number).write("password", PASSWORD).submit()
    g.is_on("verifyPhone.title").write("code", g.code_of(number)).profile()


@flow("lean")
def sign_up_where_only_links_are_mailed(g):
    email = fresh_email()
    asked(g, email).reads("verifyEmail.leadLink", email)
    g.go(g.link(g.mail(email))).is_on("verifyEmail.landingTitle").press_on("verifyEmail.landingSubmit").profile()


@flow(intends=(400,))
def sign_up_after_correcting_the_fields(g):
    email = fresh_email()
    g.go("/account/signup").write("email", "no address").write("password", PASSWORD).submit()
    g.reads("faults.invalid_email")
    g.write("email", email).write("password", "12").submit().reads("faults.password_too_short")
    g.write("password", PASSWORD).submit().is_on("verifyEmail.title")


@flow(intends=(400,))
def sign_up_with_a_wrong_code_first(g):
    email = fresh_email()
    asked(g, email).write("code", "WRNG-CDEX").reads("faults.incorrect_code")
    g.write("code", g.code_of(email)).profile()


@flow()
def sign_up_with_a_second_code(g):
    email = fresh_email()
    asked(g, email).press_on("codes.resend").reads("codes.resent")
    g.write("code", g.code_of(email, number=2)).profile()


@flow()
def sign_up_with_another_address_than_at_first(g):
    other = fresh_email("other")
    asked(g, fresh_email()).press_on("verifyEmail.change").reads("verifyEmail.changeSubmit").write("email", other)
    g.submit().reads("verifyEmail.lead", other).write("code", g.code_of(other)).profile()


@flow(intends=(400,))
def sign_up_with_a_taken_address(g):
    email = g.sign_up()
    asked(g.log_out(), email).write("code", "WRNG-CDEX").reads("faults.incorrect_code")


@flow()
def sign_up_with_a_reload_in_the_middle(g):
    email = fresh_email()
    asked(g, email).page.reload()
    g.is_on("verifyEmail.title").write("code", g.code_of(email)).profile()


@flow("closed")
def sign_up_where_it_is_closed(g):
    g.go("/account/login").is_on("login.to", "gatepost").reads_no("login.toSignup")
    g.go("/account/signup").is_on("signup.closed")


@flow()
def log_in_with_a_password_and_log_out(g):
    email = g.sign_up()
    g.log_out().is_on("login.to", "gatepost").log_in(email).profile().log_out()


@flow(intends=(400,))
def log_in_after_a_wrong_password(g):
    email = g.sign_up()
    g.log_out().log_in(email, "not-the-password").reads("faults.email_password_mismatch")
    g.write("password", PASSWORD).submit().profile()


@flow()
def log_in_with_a_mailed_code(g):
    email = g.sign_up()
    g.log_out().press_on("login.code").is_on("code.title").write("email", email).submit().is_on("code.enterTitle")
    g.write("code", g.code_of(email, number=2)).profile()


@flow(intends=(400, 409))
def log_in_with_a_mailed_link_in_another_browser_once(g):
    email = g.sign_up()
    g.log_out().go("/account/login/code").write("email", email).submit().is_on("code.enterTitle")
    link = g.link(g.mail(email, number=2))
    g.context.clear_cookies()
    g.go(link).is_on("code.linkTitle").press_on("code.linkSubmit").profile().log_out()
    g.go(link).press_on("code.linkSubmit").is_on("reset.deadTitle").press_on("reset.askAgain").is_on("code.title")


@flow(passkeys=True)
def log_in_with_a_passkey(g):
    sign_up_with_a_passkey(g)
    g.log_out()  # the authenticator offers its passkey to the field of the address, and the guest takes it
    g.profile()


@flow()
def log_in_with_a_provider(g):
    sign_up_with_a_provider(g)
    g.log_out().reads("login.lastUsed").press("Loopback", exact=False).profile()


@flow("phone")
def log_in_with_a_user_name(g):
    sign_up_with_a_phone_number(g)
    name = g.api("GET", "auth/session")["data"]["user"]["username"]
    g.log_out().is_on("login.to", "gatepost").log_in(name).profile()


@flow("phone")
def log_in_with_a_phone_number(g):
    sign_up_with_a_phone_number(g)
    number = g.api("GET", "account/phone")["data"][0]["phone"]
    g.log_out().log_in(number).profile()


@flow(intends=(400, 409))
def log_in_to_no_account_by_a_code(g):
    g.go("/account/login/code").write("email", fresh_email("nobody")).submit().is_on("code.enterTitle")
    for _ in range(3):
        with g.page.expect_response("**/auth/code/confirm"):
            g.write("code", "WRNG-CDEX")
    g.write("code", "WRNG-CDEX").reads("codes.over").press_on("codes.startAgain").is_on("login.to", "gatepost")


@flow()
def log_in_and_return_to_the_page_that_was_wanted(g):
    email = g.sign_up()
    g.log_out().go("/account/devices").is_on("login.to", "gatepost")
    g.write("username", email).write("password", PASSWORD).submit().is_on("account.sections.devices")


@flow(intends=(400,))
def reset_a_password_with_the_mailed_code(g):
    email = g.sign_up()
    g.log_out().press_on("login.forgot").is_on("reset.title").write("email", email).submit().is_on("reset.codeTitle")
    g.write("code", g.code_of(email, number=2)).write("password", "12").submit().reads("faults.password_too_short")
    g.write("password", g.keep(NEW)).submit().reads("login.passwordSet").log_in(email, NEW).profile()


@flow()
def reset_a_password_with_a_second_code(g):
    email = g.sign_up()
    g.log_out().go("/account/password/reset").write("email", email).submit().is_on("reset.codeTitle")
    g.mail(email, number=2)
    g.press_on("codes.resend").reads("codes.resent").write("code", g.code_of(email, number=3))
    g.write("password", g.keep(NEW)).submit().reads("login.passwordSet")


@flow("lean", intends=(400, 409))
def reset_a_password_with_the_mailed_link_once(g):
    email = g.sign_up()
    g.log_out().press_on("login.forgot").write("email", email).submit().is_on("reset.sentTitle")
    link = g.link(g.mail(email, number=2))
    g.go(link).is_on("reset.keyTitle").write("password", g.keep(NEW)).submit().reads("login.passwordSet")
    g.go(link).is_on("reset.deadTitle").press_on("reset.askAgain").is_on("reset.title")


@flow(intends=(400, 409))
def follow_a_link_that_was_used(g):
    email = fresh_email()
    link = g.link((asked(g, email), g.mail(email))[1])
    g.go(link).press_on("verifyEmail.landingSubmit").profile().log_out()
    g.go(link).is_on("verifyEmail.deadTitle").press_on("common.backToLogin").is_on("login.to", "gatepost")


@flow()
def cancel_a_login_at_the_provider(g):
    g.provider.faults.add("deny")
    g.go("/account/login").press_on("login.provider", "Loopback").is_on("social.failedTitle").reads("social.cancelled")
    g.press_on("common.back").is_on("login.to", "gatepost")


@flow()
def log_in_at_a_provider_that_fails(g):
    g.provider.faults.add("refuse_code")
    g.go("/account/login").press_on("login.provider", "Loopback").is_on("social.failedTitle").reads("social.failed")

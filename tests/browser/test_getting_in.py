"""Sign-up, login and getting back in, in the web app."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
NEW = "an0ther-l0ng-one"


def test_sign_up_with_the_mailed_code(ann):
    email = fresh_email()
    ann.go("/").sees_title("Log in to gatepost").press("Create an account").sees_title("Create your account")
    ann.write("email", email).write("password", PASSWORD).submit()
    ann.sees_title("Check your email").sees(email).is_at("/account/continue")
    ann.write("code", "WRNG-CDEX").sees("Incorrect code")
    ann.write("code", ann.mail(email)["code"])
    ann.sees_title("Profile").sees(email).is_at("/account")
    assert ann.page.evaluate("localStorage.getItem('gatepost.authenticated')") == "yes"


def test_a_sign_up_by_code_opened_the_profile_instead_of_the_page_asked_for(ann):
    email = fresh_email()
    ann.go("/account/devices").is_at("/account/login").press("Create an account")
    ann.write("email", email).write("password", PASSWORD).submit().sees_title("Check your email")
    ann.write("code", ann.mail(email)["code"]).sees_title("Devices").is_at("/account/devices")


def test_sign_up_with_the_mailed_link_goes_on_by_itself_in_the_first_tab(ann):
    email = fresh_email()
    ann.go("/account/signup").write("email", email).write("password", PASSWORD).submit().sees_title("Check your email")
    first = ann.page
    ann.page = ann.context.new_page()
    ann.go(ann.link(ann.mail(email))).sees_title("Verify your email address").sees(email)
    ann.is_at("/account/verify-email/")
    ann.press("Yes, this is my address").sees_title("Profile")
    expect(first.get_by_role("heading", level=1)).to_have_text("Profile")


def test_a_link_that_was_used_says_so(ann):
    email = fresh_email()
    ann.go("/account/signup").write("email", email).write("password", PASSWORD).submit()
    link = ann.link(ann.mail(email))
    ann.go(link).press("Yes, this is my address").sees_title("Profile").log_out()
    ann.go(link).sees_title("This link no longer works").press("Back to log in").is_at("/account/login")


def test_the_strength_meter_moved_the_button_that_was_being_clicked(ann):
    ann.go("/account/signup").write("email", fresh_email())
    held, before = [], []

    def answer(route):
        if before:
            route.continue_()
        else:
            held.append(route)

    ann.page.route("**/*.js", answer)
    ann.write("password", PASSWORD)
    button = ann.page.get_by_role("button", name="Create account")
    while not held:
        ann.page.wait_for_timeout(20)
    before.append(button.bounding_box())
    for route in held:
        route.continue_()
    ann.sees("Strong")
    assert button.bounding_box() == before[0]


def test_a_new_code_and_another_address_while_the_sign_up_waits(ann):
    email, other = fresh_email(), fresh_email("other")
    ann.go("/account/signup").write("email", email).write("password", PASSWORD).submit().sees_title("Check your email")
    ann.press("Resend code").sees("We’ve sent you a new code.")
    assert ann.mail(email, number=2)["code"]
    ann.press("Use a different address").write("email", other).submit().sees(other)
    ann.write("code", ann.mail(other)["code"]).sees_title("Profile").sees(other)


def test_faults_stand_at_their_fields_and_are_read_out(ann):
    ann.go("/account/signup").write("email", "no address").write("password", PASSWORD).submit()
    field = ann.page.locator("input[name=email]")
    expect(field).to_have_attribute("aria-invalid", "true")
    ann.write("email", fresh_email()).write("password", "12").submit()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field = ann.page.locator("input[name=password]")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby")
    expect(ann.page.locator(f"[id='{described}']")).to_contain_text("too short")
    ann.go("/account/login").write("username", fresh_email()).write("password", "wrong-password").submit()
    ann.sees("Incorrect email or password.")


def test_a_sign_up_with_a_taken_address_looks_like_any_other(ann, meet):
    email = ann.sign_up()
    eve = meet()
    eve.go("/account/signup").write("email", email).write("password", PASSWORD).submit()
    eve.sees_title("Check your email").write("code", "WRNG-CDEX").sees("Incorrect code")


def test_login_and_logout(ann):
    email = ann.sign_up()
    ann.log_out().sees("You are logged out.")
    assert ann.page.evaluate("localStorage.getItem('gatepost.authenticated')") is None
    ann.log_in(email).sees_title("Profile")


def test_login_with_a_mailed_code(ann):
    email = ann.sign_up()
    ann.log_out().press("Email me a code").sees_title("Log in with a code").write("email", email).submit()
    ann.sees_title("Enter your code").sees(email)
    ann.write("code", ann.mail(email, number=2)["code"]).sees_title("Profile")


def test_a_code_for_nobody_looks_like_one_for_somebody_and_ends_after_three_guesses(ann):
    ann.go("/account/login/code").write("email", fresh_email("nobody")).submit().sees_title("Enter your code")
    for _ in range(3):
        with ann.page.expect_response("**/auth/code/confirm"):
            ann.write("code", "WRNG-CDEX")
    ann.write("code", "WRNG-CDEX").sees("has expired, or there were too many wrong attempts")
    ann.press("Start again").is_at("/account/login")


def test_login_with_a_mailed_link_in_another_browser(ann, meet):
    email = ann.sign_up()
    ann.log_out().go("/account/login/code").write("email", email).submit().sees_title("Enter your code")
    link = ann.link(ann.mail(email, number=2))
    phone = meet(viewport={"width": 390, "height": 844})
    phone.go(link).sees_title("Log in on this device").is_at("/account/login/code/")
    phone.press("Log in").sees_title("Profile")
    phone.log_out().go(link).press("Log in").sees_title("This link no longer works")
    phone.press("Request a new one").is_at("/account/login/code")


def test_a_lost_password_is_set_anew_with_the_mailed_code(ann):
    email = ann.sign_up()
    ann.log_out().write("username", email).press("Forgot password?").sees_title("Forgot your password?")
    ann.write("email", email).submit().sees_title("Set a new password")
    ann.write("code", ann.mail(email, number=2)["code"]).write("password", "12").submit().sees("too short")
    ann.write("password", ann.keep(NEW)).submit()
    ann.is_at("/account/login").sees("Your password has been changed.")
    ann.log_in(email, NEW).sees_title("Profile")


def test_a_lost_password_is_set_anew_with_the_mailed_link(ann):
    email = ann.sign_up()
    ann.log_out().go("/account/password/reset").write("email", email).submit()
    link = ann.link(ann.mail(email, number=2))
    ann.go(link).sees_title("Set a new password").is_at("/account/password/reset/key/")
    ann.write("password", ann.keep(NEW)).submit().sees("Your password has been changed.")
    ann.log_in(email, NEW).sees_title("Profile").log_out()
    ann.go(link).sees_title("This link no longer works").press("Request a new one").sees_title("Forgot your password?")


def test_where_one_wanted_to_go_is_remembered_through_a_login(ann):
    email = ann.sign_up()
    ann.log_out().go("/account/devices").is_at("/account/login")
    ann.write("username", email).write("password", PASSWORD).submit().is_at("/account/devices")
    ann.sees_title("Devices")


def test_a_page_of_this_site_can_be_asked_for_and_no_other_site(ann):
    email = ann.sign_up()
    ann.log_out().go("/account/login?next=/dev/inbox")
    ann.write("username", email).write("password", PASSWORD).submit().is_at("/dev/inbox")
    ann.go("/account").log_out()
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        ann.page.goto("/account/login?next=" + elsewhere)
        ann.write("username", email).write("password", PASSWORD).submit().is_at("/account").log_out()


def test_link_only_servers_show_no_code_fields(lean, meet):
    ann, email = meet(at=lean), fresh_email()
    ann.go("/account/signup").write("email", email).write("password", PASSWORD).submit().sees_title("Check your email")
    expect(ann.page.locator("input[name=code]")).to_have_count(0)
    ann.go(ann.link(ann.mail(email))).press("Yes, this is my address").sees_title("Profile").log_out()
    expect(ann.page.get_by_text("Email me a code")).to_have_count(0)
    ann.press("Forgot password?").write("email", email).submit().sees_title("Check your email")
    ann.go(ann.link(ann.mail(email, number=2))).write("password", ann.keep(NEW)).submit()
    ann.is_at("/account/login").log_in(email, NEW).sees_title("Profile")


def test_user_name_and_phone_number_as_the_server_declares_them(serve, meet):
    at = serve(
        GATEPOST_ACCOUNTS__SIGNUP_FIELDS='["username*", "phone*", "password*"]',
        GATEPOST_ACCOUNTS__LOGIN_METHODS='["username", "phone"]',
        GATEPOST_PHONE__CHANGES="2",
        GATEPOST_PHONE__RESENDS="2",
    )
    ann, name = meet(at=at), fresh_email("ann").partition("@")[0]
    number = f"+491701{name[-6:]}"
    ann.go("/account/signup").write("username", name).write("phone", "12").write("password", PASSWORD).submit()
    ann.sees("Enter the number with its country code")
    ann.write("phone", number).submit().sees_title("Check your phone").sees(number)
    ann.write("code", ann.mail(number)["code"]).sees_title("Profile").sees(number).log_out()
    label = ann.page.get_by_label("Username or phone number")
    expect(label).to_be_visible()
    label.fill(name)
    ann.write("password", PASSWORD).submit().sees_title("Profile").log_out()
    label.fill(number)
    ann.write("password", PASSWORD).submit().sees_title("Profile")
    ann.press("Change").write("phone", "+4917099" + name[-6:]).submit()
    ann.write("code", ann.mail("+4917099" + name[-6:])["code"]).sees(re.compile(r"\+4917099"))


def test_a_closed_sign_up_says_so(serve, meet):
    ann = meet(
        at=serve(
            GATEPOST_ACCOUNTS__SIGNUP_OPEN="false", GATEPOST_WEB__NAME="Ünïque & Co", GATEPOST_WEB__COLOR="#7a1fa2"
        )
    )
    ann.go("/account/login").sees_title("Log in to Ünïque & Co")
    expect(ann.page).to_have_title("Log in · Ünïque & Co")
    expect(ann.page.get_by_text("Create an account")).to_have_count(0)
    expect(ann.page.locator("button[type=submit]")).to_have_css("background-color", "rgb(122, 31, 162)")
    ann.go("/account/signup").sees_title("Sign-up is closed")


def test_a_sign_up_says_what_a_user_name_must_be_before_it_is_sent(serve, meet):
    ann = meet(at=serve(GATEPOST_ACCOUNTS__SIGNUP_FIELDS='["email*", "username*", "password*"]'))
    ann.go("/account/signup").write("username", "ann smith").write("email", fresh_email())
    ann.sees("may contain only letters, numbers")
    ann.write("username", "jörg")
    expect(ann.page.get_by_text("may contain only letters")).to_have_count(0)
    assert ann.page.locator("input[name=username]").get_attribute("maxlength") == "150"


def focused(ann):
    return ann.page.evaluate("[document.activeElement.localName, document.activeElement.name ?? '']")


def test_a_wrong_code_is_announced_in_its_field_and_the_message_goes_while_typing(ann):
    email = fresh_email()
    ann.go("/account/signup").write("email", email).write("password", PASSWORD).submit().sees_title("Check your email")
    ann.write("code", "WRNG-CDEX")
    alert = ann.page.get_by_role("alert")
    expect(alert).to_have_text("Incorrect code.")
    assert focused(ann) == ["input", "code"]
    ann.accessible().page.keyboard.type("b")
    expect(alert).to_have_count(0)
    assert ann.page.locator("input[name=code]").input_value() == "B"


def test_a_wrong_password_brings_the_focus_back_to_its_field(ann):
    email = ann.sign_up()
    ann.log_out().log_in(email, "not the password").sees("Incorrect email or password")
    assert focused(ann) == ["input", "password"]


def test_a_new_password_is_measured(ann):
    ann.go("/account/signup").write("password", "password1").sees("Very weak")
    ann.write("password", "correct-horse-battery-9").sees("Strong").accessible()


def test_a_reset_code_is_sent_again_on_request(ann):
    email = ann.sign_up()
    ann.log_out().go("/account/password/reset").write("email", email).submit().sees_title("Set a new password")
    ann.mail(email, number=2)
    ann.press("Resend code").sees("We’ve sent you a new code.").sees(re.compile(r"Resend code in \d+ s"))
    code = ann.mail(email, number=3)["code"]
    ann.write("code", code).write("password", ann.keep(NEW)).submit().is_at("/account/login")


def test_the_letters_of_a_full_code_stay_in_their_boxes(ann):
    ann.go("/account/signup").write("email", fresh_email()).write("password", PASSWORD).submit()
    ann.sees_title("Check your email").page.route("**/auth/email/verify", lambda _: None)  # the answer never comes
    field = ann.page.locator("input[name=code]")
    field.press_sequentially("BCDFGHJK")
    ann.page.wait_for_timeout(200)
    assert field.evaluate("field => [field.value, field.scrollLeft]") == ["BCDFGHJK", 0]
    ann.page.unroute_all(behavior="ignoreErrors")

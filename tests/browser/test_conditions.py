"""The app under poor conditions, in other languages, by keyboard alone, and by the numbers."""

import gzip
import json
import re

import httpx
import pytest
from playwright.sync_api import expect
from tests.browser.test_second_factors import set_up_app
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
FIRST_LOAD_BYTES = 200_000
OPEN_PAGES = (
    "login",
    "login/code",
    "signup",
    "password/reset",
    "login/code/x",
    "nothing",
    "provider/callback?error=denied",
)


def test_a_slow_answer_shows_as_busy_and_a_second_press_sends_nothing(ann):
    email = ann.sign_up()
    ann.log_out()
    sent = []

    def slowly(route):
        sent.append(route.request.url)
        ann.page.wait_for_timeout(700)
        route.continue_()

    ann.page.route("**/auth/login", slowly)
    ann.write("username", email).write("password", PASSWORD).submit()
    button = ann.page.locator("button[type=submit]")
    expect(button).to_have_attribute("aria-busy", "true")
    ann.page.locator("input[name=password]").press("Enter")
    ann.sees_title("Profile")
    assert len(sent) == 1


def test_a_request_that_fails_is_told_and_can_be_repeated(ann):
    email = ann.sign_up()
    ann.log_out()
    ann.page.route("**/auth/login", lambda route: route.abort())
    ann.write("username", email).write("password", PASSWORD).submit().sees("The server can’t be reached.")
    ann.page.unroute("**/auth/login")
    ann.page.route("**/auth/login", lambda route: route.fulfill(status=503, json={"status": 503}))
    ann.submit().sees("The server is busy.")
    ann.page.unroute("**/auth/login")
    ann.page.route(
        "**/auth/login", lambda route: route.fulfill(status=429, json={"status": 429}, headers={"Retry-After": "90"})
    )
    ann.submit().sees("Try again in 2 minutes.")
    ann.page.unroute("**/auth/login")
    ann.submit().sees_title("Profile")


def test_offline_is_told_and_goes_away(ann):
    ann.go("/account/login").sees_title("Log in to gatepost")
    ann.context.set_offline(True)
    ann.sees("You’re offline.")
    ann.write("username", fresh_email()).write("password", PASSWORD).submit().sees("The server can’t be reached.")
    ann.context.set_offline(False)
    expect(ann.page.get_by_text("You’re offline.")).to_have_count(0)


def test_a_start_without_the_server_says_so_and_can_be_repeated(ann):
    ann.page.route("**/_allauth/**", lambda route: route.abort())
    ann.go("/account/login").sees_title("This page couldn’t be loaded")
    ann.page.unroute("**/_allauth/**")
    ann.press("Try again").sees_title("Log in to gatepost")


def test_an_address_that_does_not_exist(ann):
    ann.go("/account/no/such/page").sees_title("Page not found").press("Go to the start page").is_at("/account/login")
    address = ann.address.replace("localhost", "127.0.0.1")
    for path in ("/api/nothing", "/nothing", "/static/gatepost/web/assets/nothing.js"):
        assert httpx.get(address + path).status_code == 404


def test_german(meet):
    ann, email = meet(locale="de-DE"), fresh_email()
    ann.go("/").sees_title("Bei gatepost anmelden")
    assert ann.page.locator("html").get_attribute("lang") == "de"
    ann.press("Konto anlegen").write("email", email).write("password", "12").submit().sees(
        "Dieses Passwort ist zu kurz"
    )
    ann.write("password", PASSWORD).submit().sees_title("Prüfen Sie Ihr Postfach")
    ann.write("code", ann.mail(email)["code"]).sees_title("Profil").sees("Hauptadresse")
    ann.page.locator("nav").get_by_text("Geräte").click()
    ann.sees_title("Geräte").sees("Dieses Gerät")
    ann.press("Sprache: Deutsch").choose("English").sees_title("Devices")
    ann.page.reload()
    ann.sees_title("Devices")
    expect(ann.page).to_have_title("Devices · gatepost")


FRENCH = [
    "Se connecter à gatepost",
    "Créer un compte",
    "Ce mot de passe est trop court",
    "Consultez vos e-mails",
    "Profil",
]
SPANISH = [
    "Iniciar sesión en gatepost",
    "Crear una cuenta",
    "Esta contraseña es demasiado corta",
    "Revise su correo",
    "Perfil",
]


@pytest.mark.parametrize(("locale", "texts"), [("fr-CA", FRENCH), ("es-MX", SPANISH)])
def test_french_and_spanish(meet, locale, texts):
    title, sign_up, short, check, profile = texts
    ann, email = meet(locale=locale), fresh_email()
    ann.go("/").sees_title(title)
    assert ann.page.locator("html").get_attribute("lang") == locale[:2]
    ann.press(sign_up).write("email", email).write("password", "12").submit().sees(short)
    ann.write("password", PASSWORD).submit().sees_title(check)
    ann.write("code", ann.mail(email)["code"]).sees_title(profile)


def background(ann):
    return ann.page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_dark_follows_the_system_and_can_be_chosen(meet):
    ann = meet(color_scheme="dark")
    ann.go("/account/login").sees_title("Log in to gatepost")
    assert background(ann) == "rgb(18, 20, 18)"
    ann.press("Theme").choose("Light")
    assert background(ann) == "rgb(245, 244, 240)"
    ann.page.reload()
    ann.sees_title("Log in to gatepost")
    assert background(ann) == "rgb(245, 244, 240)"
    ann.press("Theme").choose("Match system")
    assert background(ann) == "rgb(18, 20, 18)"


def test_login_by_keyboard_alone(ann):
    email = ann.sign_up()
    ann.log_out()
    keyboard = ann.page.keyboard
    expect(ann.page.locator("input[name=username]")).to_be_focused()
    keyboard.type(email)
    keyboard.press("Tab")
    expect(ann.page.get_by_role("link", name="Forgot password?")).to_be_focused()
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    ann.sees_title("Profile")
    expect(ann.page.get_by_role("heading", level=1)).to_be_focused()
    ann.page.reload()
    ann.sees_title("Profile")
    keyboard.press("Tab")
    expect(ann.page.get_by_text("Skip to content")).to_be_focused()
    button = ann.page.locator("main").get_by_role("button", name="Add an address")
    for _ in range(20):
        keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    keyboard.press("Enter")
    expect(ann.page.get_by_role("dialog").locator("input[name=email]")).to_be_focused()
    keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(meet, scheme):
    ann, email = meet(color_scheme=scheme), fresh_email()
    for path in (
        "login",
        "login/code",
        "signup",
        "password/reset",
        "login/code/x",
        "nothing",
        "provider/callback?error=denied",
    ):
        ann.go(f"/account/{path}").page.get_by_role("heading", level=1).wait_for()
        ann.accessible()
    ann.go("/account/verify-email/x").sees_title("This link no longer works").accessible()
    ann.go("/account/password/reset/key/x").sees_title("This link no longer works").accessible()
    ann.go("/account/signup").write("email", "x").write("password", PASSWORD).submit()
    ann.sees("Enter a valid email address").accessible()
    ann.write("email", email).write("password", PASSWORD).submit().sees_title("Check your email").accessible()
    ann.press("Use a different address").sees("Send code").accessible()
    ann.closes_dialog()
    ann.write("code", ann.mail(email)["code"]).sees_title("Profile").sees(email).accessible()
    ann.press("Add an address").accessible().closes_dialog()
    ann.press("Delete my account").accessible().closes_dialog()
    for part in ("security", "devices", "tokens"):
        ann.go(f"/account/{part}").page.get_by_role("heading", level=1).wait_for()
        ann.accessible()
    ann.press("Create token").accessible().closes_dialog()
    ann.go("/account/security").press("Set up").sees("Is it really you?").write("password", PASSWORD).press(
        "Confirm"
    ).sees("Scan this QR code").accessible()


def test_the_first_load_is_small(ann):
    sizes = {}

    def count(response):
        if response.url.endswith(".js"):
            sizes[response.url] = len(gzip.compress(response.body(), 9))

    ann.page.on("response", count)
    ann.go("/account/login").sees_title("Log in to gatepost")
    assert 0 < sum(sizes.values()) < FIRST_LOAD_BYTES, sizes


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_the_console_of_a_new_visitor_showed_an_error(ann, path):
    heard = []
    ann.context.on("console", lambda message: heard.append(message.text))
    ann.go(f"/account/{path}").page.get_by_role("heading", level=1).wait_for()
    ann.page.wait_for_load_state("networkidle")
    assert heard == []
    assert not [url for _, url, _ in ann.requests if url.endswith("/auth/session")]


def test_a_session_that_a_new_visitor_opened_is_found_by_the_next_page(ann):
    ann.go("/account/login/code").write("email", fresh_email()).submit().sees_title("Enter your code")
    ann.page.reload()
    ann.sees_title("Enter your code")


def test_assets_are_kept_for_ever_and_the_page_never(ann):
    base = ann.address.replace("localhost", "127.0.0.1")
    page = httpx.get(f"{base}/account/login")
    assert page.headers["Cache-Control"] == "no-store"
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    hashed = [asset for asset in assets if "/assets/" in asset]
    assert hashed
    for asset in hashed:
        answer = httpx.get(base + asset, headers={"Accept-Encoding": "br"})
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "br"
    for asset in set(assets) - set(hashed):
        assert "immutable" not in httpx.get(base + asset).headers["Cache-Control"]


def test_nothing_comes_from_elsewhere(ann):
    ann.sign_up()
    ann.go("/account/security").press("Set up").sees("Is it really you?").write("password", PASSWORD).press(
        "Confirm"
    ).sees("Scan this QR code")
    foreign = [url for _, url, _ in ann.requests if not url.startswith((ann.address, "data:", "blob:"))]
    assert foreign == []


def test_no_layout_jumps(ann):
    ann.page.add_init_script(
        "window.__shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) window.__shift += one.value }).observe({type: 'layout-shift', buffered: true})"
    )
    ann.sign_up()
    for path in ("", "/security", "/devices", "/tokens"):
        ann.go(f"/account{path}").page.get_by_role("heading", level=1).wait_for()
        ann.page.wait_for_timeout(400)
        assert ann.page.evaluate("window.__shift") < 0.1, path


def test_a_row_with_two_buttons_was_squeezed_to_one_letter_a_line_on_phones(meet):
    ann = meet(viewport={"width": 375, "height": 812})
    ann.sign_up()
    ann.go("/account/security").press("Set up").sees("Is it really you?").write("password", PASSWORD).press("Confirm")
    set_up_app(ann)
    ann.press("I’ve saved them").sees("10 of 10 left")
    row = ann.page.get_by_text("10 of 10 left")
    assert row.evaluate("one => one.offsetHeight") < 40
    panels = ann.page.locator("section.panel").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert set(panels) == {0}


def test_a_generated_user_name_is_not_shown(ann):
    email = ann.sign_up()
    name = ann.api("GET", "auth/session")["data"]["user"]["username"]
    ann.sees(email)
    expect(ann.page.get_by_text(name)).to_have_count(0)


def test_the_storage_holds_a_hint_and_nothing_else(ann):
    ann.sign_up()
    kept = json.loads(ann.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})"))
    assert set(kept) <= {"gatepost.authenticated"}

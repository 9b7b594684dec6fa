"""Links that the REST dialects mail lead to pages of the web app, where a click does what they are for."""

import itertools

import httpx
import pytest
from tests.browser.visitor import PASSWORD, fresh_email

pytestmark = pytest.mark.live
NEW = "an0ther-l0ng-one"
DEAD = "This link no longer works"
_name = itertools.count(1)


@pytest.fixture
def at(serve):
    return serve(
        GATEPOST_DJOSER__SEND_ACTIVATION_EMAIL="true", GATEPOST_ACCOUNTS__LOGIN_METHODS='["email", "username"]'
    )


@pytest.fixture
def post(at):
    """Ask a dialect, as its own client does."""
    with httpx.Client(base_url=at.replace("localhost", "127.0.0.1"), timeout=10) as client:
        if client.get("/api-auth/login/").status_code == 404:
            pytest.skip("REST framework is not installed beside the server: pip install 'gatepost[server]'")
        client.get("/api/login-set-cookie/")

        def send(path, **body):
            answer = client.post(path, json=body, headers={"X-CSRFToken": client.cookies["csrftoken"]})
            assert answer.status_code < 300, answer.text
            return answer

        yield send


@pytest.fixture
def ann(meet, at):
    return meet(at=at)


@pytest.fixture
def bob(post):
    """Name and address of somebody who signed up by djoser, and waits for activation."""
    name = f"bob{next(_name)}"
    email = fresh_email(name)
    post("/api/djoser/users/", username=name, email=email, password=PASSWORD)
    return name, email


def opened(ann, email, *, number=1):
    """The path of the newest mail's link; its token may be found nowhere later."""
    link = ann.link(ann.mail(email, number=number))
    ann.keep(link.rsplit("/", 1)[-1])
    return link


def activated(ann, email):
    ann.go(opened(ann, email)).press("Activate").sees_title("Your account is active")
    return ann


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_activates_an_account_by_a_click(meet, at, bob, scheme):
    ann, (_, email) = meet(at=at, color_scheme=scheme), bob
    link = opened(ann, email)
    httpx.get(link.replace("localhost", "127.0.0.1")).raise_for_status()
    ann.go(link).sees_title("Activate your account").is_at("/account/activate/").accessible()
    ann.press("Activate").sees_title("Your account is active").accessible()
    ann.go(link).press("Activate").sees_title("Your account is active").sees("It was already active.")
    ann.press("Log in").is_at("/account/login").write("username", email).write("password", PASSWORD).submit()
    ann.sees_title("Profile").log_out().go(link).press("Activate").sees_title(DEAD)


def test_a_dead_link_of_an_activation_leads_to_another(ann, bob):
    _, email = bob
    ann.go(opened(ann, email)[:-4] + "zzzz").press("Activate").sees_title(DEAD).accessible()
    ann.write("email", "x").submit().sees("valid email address")
    ann.write("email", email).submit().sees_title("Check your email").sees(email)
    ann.go(opened(ann, email, number=2)).press("Activate").sees_title("Your account is active")
    ann.go("/account/activate").sees_title(DEAD)


def test_a_link_sets_a_password_once(ann, bob, post):
    name, email = bob
    activated(ann, email)
    post("/api/djoser/users/reset_password/", email=email)
    link = opened(ann, email, number=3)
    ann.go(link).sees_title("Set a new password").is_at("/account/password/reset/").accessible()
    ann.write("password", "123").submit().sees("too short")
    ann.write("password", NEW).submit().is_at("/account/login").sees("Your password has been changed.")
    ann.write("username", name).write("password", NEW).submit().sees_title("Profile").log_out()
    ann.go(link).write("password", PASSWORD).submit().sees_title(DEAD).press("Request a new one")
    ann.is_at("/account/password/reset").sees_title("Forgot your password?")


def test_a_link_sets_another_user_name_once(ann, bob, post):
    name, email = bob
    activated(ann, email)
    post("/api/djoser/users/", username=f"taken-{name}", email=fresh_email(), password=PASSWORD)
    post("/api/djoser/users/reset_username/", email=email)
    link = opened(ann, email, number=3)
    ann.go(link).sees_title("Choose a new username").is_at("/account/username/reset/").accessible()
    ann.write("username", f"taken-{name}").submit().sees("This username is taken.")
    ann.write("username", f"new-{name}").submit().sees_title("Username changed").sees(f"new-{name}").press("Log in")
    ann.write("username", f"new-{name}").write("password", PASSWORD).submit().sees_title("Profile").log_out()
    ann.go(link).write("username", "again").submit().sees_title(DEAD)
    ann.write("email", email).submit().sees_title("Check your email")


def test_links_of_the_cookie_dialect_lead_here_too(ann, post):
    email = fresh_email("cleo")
    post("/api/signup/", email=email, password=PASSWORD)
    link = opened(ann, email)
    ann.go(link).sees_title("Verify your email address").press("Yes, this is my address").sees("Email address verified")
    ann.go(link).sees_title(DEAD)
    post("/api/password-reset/", email=email)
    link = opened(ann, email, number=2)
    ann.go(link).write("password", "password").submit().sees("This password is too common.")
    ann.write("password", NEW).submit().is_at("/account/login")
    ann.log_in(email, NEW).sees_title("Profile")
    ann.go(link).write("password", PASSWORD).submit().sees_title(DEAD)


def test_the_pages_speak_german(meet, at, bob, post):
    ann = meet(at=at, locale="de-DE")
    _, email = bob
    ann.go(opened(ann, email)).sees_title("Konto aktivieren").press("Aktivieren")
    ann.sees_title("Ihr Konto ist aktiv")
    post("/api/djoser/users/reset_password/", email=email)
    ann.go(opened(ann, email, number=3)).write("password", "password").submit().sees("ist zu üblich")

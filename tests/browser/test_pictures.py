"""Pictures of the main pages: `GATEPOST_PICTURES=docs/images pytest tests/browser/test_pictures.py`."""

import os
from pathlib import Path

import pytest
from tests.browser.visitor import PASSWORD

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif("GATEPOST_PICTURES" not in os.environ, reason="pictures are made on demand"),
]
PEOPLE = {"phonelight": "ann", "phonedark": "ben", "desktoplight": "cleo", "desktopdark": "dan"}
SIZES = {"phone": {"width": 375, "height": 812}, "desktop": {"width": 1280, "height": 800}}


def picture(ann, name):
    folder = Path(os.environ["GATEPOST_PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    ann.page.wait_for_timeout(500)
    ann.page.screenshot(path=folder / f"{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_pictures_of_the_main_pages(meet, size, scheme):
    ann = meet(viewport=SIZES[size], color_scheme=scheme, passkeys=True)
    end, email = f"{size}-{scheme}", f"{PEOPLE[size + scheme]}@example.org"
    ann.devtools.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": ann.keys, "enabled": False})
    ann.go("/account/login").page.get_by_role("heading", level=1).wait_for()
    picture(ann, f"login-{end}")
    ann.go("/account/signup").write("email", email).write("password", PASSWORD)
    picture(ann, f"sign-up-{end}")
    ann.submit().sees_title("Check your email")
    picture(ann, f"code-{end}")
    ann.write("code", ann.mail(email)["code"]).sees_title("Profile").sees(email)
    picture(ann, f"profile-{end}")
    ann.devtools.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": ann.keys, "enabled": True})
    ann.go("/account/security").press("Add a passkey").write("name", "Laptop").submit()
    ann.sees("Is it really you?")
    picture(ann, f"fresh-proof-{end}")
    ann.write("password", PASSWORD).press("Confirm").press("I’ve saved them").sees("Laptop")
    picture(ann, f"security-{end}")
    ann.press("Set up").sees("Scan this QR code")
    picture(ann, f"authenticator-app-{end}")
    ann.go("/account/devices").sees("This device")
    picture(ann, f"devices-{end}")
    ann.go("/account/tokens").press("Create token").sees("What is it for?")
    picture(ann, f"token-{end}")

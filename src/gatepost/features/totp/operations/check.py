"""Check TOTP codes, each of which is accepted once."""

import secrets
import unicodedata

import pyotp

from gatepost.accounts import authenticator_queries
from gatepost.accounts.models import Authenticator
from gatepost.flow.visit import Visit
from gatepost.ground import clock, keyring
from gatepost.ground.user_types import User

SECONDS = 30
DIGITS = 6
WINDOW = (0, -1, 1)
PURPOSE = "totp"


def random_secret() -> str:
    """A new secret in base32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str) -> int | None:
    """The time step that a code belongs to: the current one or its neighbors; None if the code is wrong.

    Args:
        secret: The secret in base32.
        code: As typed; spaces, dashes and full-width digits are accepted.

    Source: RFC 6238, section 5.2.
    """
    digits = "".join(char for char in unicodedata.normalize("NFKC", code) if not char.isspace() and char != "-")
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    now, generator = int(clock.unix()) // SECONDS, pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    near = (now + beside for beside in WINDOW if now + beside >= 0)
    steps = [step for step in near if secrets.compare_digest(generator.generate_otp(step), digits)]
    return steps[0] if steps else None


def check(visit: Visit, user: User, held: Authenticator, code: str) -> bool:
    """Accept an unused code of the user's app; of two concurrent requests with the same code one succeeds."""
    del visit, user
    secret = keyring.unseal(PURPOSE, held.gatepost_totp.sealed, held.id.hex).decode()
    step = step_of(secret, code)
    return step is not None and authenticator_queries.raise_counter(held.id, step, clock.now())

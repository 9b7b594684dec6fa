"""Whether a code is right, once."""

import secrets
import unicodedata
from typing import Any

import pyotp

from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.flow.visit import Visit
from gatepost.ground import clock, keyring

SECONDS = 30
DIGITS = 6
WINDOW = (0, -1, 1)
PURPOSE = "totp"


def step_of(secret: str, code: str) -> int | None:
    """The time step, of now or one beside it, that a code belongs to.

    Args:
        secret: In base32.
        code: As typed; blanks, dashes and full-width digits are forgiven.

    Source: RFC 6238, section 5.2.
    """
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", code) if not sign.isspace() and sign != "-")
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    now, generator = int(clock.unix()) // SECONDS, pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    near = (now + beside for beside in WINDOW if now + beside >= 0)
    steps = [step for step in near if secrets.compare_digest(generator.generate_otp(step), digits)]
    return steps[0] if steps else None


def check(visit: Visit, user: Any, held: Authenticator, code: str) -> bool:
    """Whether this is a code of the user's app that was not taken before; of two who bring the same one is let in."""
    del visit, user
    secret = keyring.unseal(PURPOSE, held.gatepost_totp.sealed, held.id.hex).decode()
    step = step_of(secret, code)
    return step is not None and account_queries.count_up(held.id, step, clock.now())

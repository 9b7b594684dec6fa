"""Authenticator apps for tests.

app = enrol(user)              # the user now has an app, and recovery codes if they are enabled
client.post(".../auth/2fa/authenticate", {"code": app.code()})
"""

import secrets
from typing import Any

import pyotp

from gatepost.accounts import authenticator_queries
from gatepost.accounts.models import Authenticator
from gatepost.features.totp import queries
from gatepost.features.totp.models import TotpSecret
from gatepost.features.totp.operations.check import PURPOSE, SECONDS
from gatepost.flow import factors
from gatepost.flow.visit import Visit
from gatepost.ground import clock, database, keyring


class TotpApp:
    """An authenticator app.

    Args:
        secret: The secret in base32, as returned in `meta.secret`.
    """

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)

    def code(self, steps: int = 0) -> str:
        """The current code, or the code `steps` half minutes later."""
        return self._totp.generate_otp(int(clock.unix()) // SECONDS + steps)

    def wrong(self) -> str:
        """A code that is wrong now and within a minute before and after."""
        right = {self.code(steps) for steps in range(-2, 3)}
        return next(f"{number:06d}" for number in range(1000) if f"{number:06d}" not in right)


def enrol(user: Any) -> TotpApp:
    """Enrol an authenticator app for a user, bypassing the enrolment rules.

    Raises:
        ValueError: The user already has one.
    """
    secret = pyotp.random_base32()
    with database.atomic():
        held = Authenticator(
            number=secrets.randbelow(2**52 - 1) + 1, user=user, type="totp", single="totp", created_at=clock.now()
        )
        if not authenticator_queries.insert_authenticator(held):
            raise ValueError("this user already has an authenticator app")
        sealed = keyring.seal(PURPOSE, secret.encode(), held.id.hex)
        queries.insert(TotpSecret(authenticator=held, sealed=sealed))
        factors.added(Visit(), user)
    return TotpApp(secret)

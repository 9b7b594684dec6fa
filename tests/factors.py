"""Users with second factors, and the codes of their apps."""

import secrets

import pyotp

from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.flow import factors
from gatepost.flow.visit import Visit
from gatepost.ground import clock, keyring
from gatepost.methods.recovery_codes import queries as recovery_queries
from gatepost.methods.totp import queries
from gatepost.methods.totp.models import TotpSecret


class App:
    """An authenticator app."""

    def __init__(self, secret):
        self.totp = pyotp.TOTP(secret)

    def code(self, steps=0):
        return self.totp.generate_otp(int(clock.unix()) // 30 + steps)

    def wrong(self):
        right = {self.code(steps) for steps in range(-2, 3)}
        return next(f"{number:06d}" for number in range(1000) if f"{number:06d}" not in right)


def with_app(user):
    """Give a user an authenticator app, and recovery codes."""
    secret = pyotp.random_base32()
    held = Authenticator(number=secrets.randbelow(2**50), user=user, type="totp", single="totp", created_at=clock.now())
    assert account_queries.insert_authenticator(held)
    sealed = keyring.seal("totp", secret.encode(), held.id.hex)
    queries.insert(TotpSecret(authenticator=held, sealed=sealed, last_step=0))
    factors.added(Visit(), user)
    return App(secret)


def codes_of(user):
    """A user's recovery codes that are left."""
    held = next(row for row in account_queries.authenticators(user.pk) if row.type == "recovery_codes")
    rows = recovery_queries.of(held.id)
    return [keyring.unseal("recovery-code", row.sealed, held.id.hex).decode() for row in rows if row.sealed]

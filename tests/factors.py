"""Users with second factors, and the codes of their apps."""

from gatepost.accounts import authenticator_queries
from gatepost.features.recovery_codes import queries as recovery_queries
from gatepost.ground import keyring
from gatepost.testing.totp import TotpApp as App
from gatepost.testing.totp import enrol as with_app

__all__ = ["App", "codes_of", "with_app"]


def codes_of(user):
    """A user's recovery codes that are left."""
    held = next(row for row in authenticator_queries.authenticators(user.pk) if row.type == "recovery_codes")
    rows = recovery_queries.of(held.id)
    return [keyring.unseal("recovery-code", row.sealed, held.id.hex).decode() for row in rows if row.sealed]

"""One query per function."""

from gatepost.features.totp.models import TotpSecret


def insert(row: TotpSecret) -> None:
    """Insert a new secret; the caller has inserted its authenticator."""
    row.save(force_insert=True)

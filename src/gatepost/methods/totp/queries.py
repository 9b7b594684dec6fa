"""One statement a function."""

from gatepost.methods.totp.models import TotpSecret


def insert(row: TotpSecret) -> None:
    """Write a new one."""
    row.save(force_insert=True)

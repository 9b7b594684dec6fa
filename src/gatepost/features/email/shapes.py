"""Shapes of the answers about email addresses."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.accounts.models import Identifier
from gatepost.api.shapes import NamedUser, PendingFlow


class VerifyEmailFlow(PendingFlow, tag="verify_email"):
    """An email address is being verified."""


class EmailAddress(msgspec.Struct):
    """An address."""

    email: str
    primary: bool
    verified: bool

    @classmethod
    def of(cls, row: Identifier) -> Self:
        """The entry of an address."""
        return cls(email=row.value.lower(), primary=row.primary, verified=row.verified_at is not None)


class EmailAddresses(msgspec.Struct):
    """The user's addresses."""

    status: Literal[200]
    data: list[EmailAddress]

    @classmethod
    def of(cls, rows: Sequence[Identifier]) -> Self:
        """The answer that lists addresses."""
        return cls(status=200, data=[EmailAddress.of(row) for row in rows])


class VerificationData(msgspec.Struct):
    """The address that the key verifies, and its user."""

    email: str
    user: NamedUser


class VerificationMeta(msgspec.Struct):
    """Whether a login in this session is waiting for it."""

    is_authenticating: bool


class EmailVerificationInfo(msgspec.Struct):
    """The key is valid."""

    status: Literal[200]
    data: VerificationData
    meta: VerificationMeta

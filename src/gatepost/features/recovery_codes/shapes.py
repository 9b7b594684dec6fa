"""Shapes of the answers about recovery codes."""

from typing import Literal, Self

import msgspec

from gatepost.accounts.models import Authenticator
from gatepost.api.shapes import Held
from gatepost.features.recovery_codes import operations
from gatepost.features.recovery_codes.operations import Codes


class RecoveryCodesEntry(Held, tag="recovery_codes"):
    """The recovery codes; the codes themselves only where they were requested and may still be shown."""

    total_code_count: int
    unused_code_count: int
    unused_codes: list[str] | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, row: Authenticator) -> Self:
        """The entry of the list of authenticators, which shows no codes."""
        return cls.of_codes(operations.count(row))

    @classmethod
    def of_codes(cls, codes: Codes) -> Self:
        """The entry of codes that were requested."""
        return cls(
            **cls.times(codes.row),
            total_code_count=codes.total,
            unused_code_count=codes.unused,
            unused_codes=list(codes.shown) or msgspec.UNSET,
        )


class RecoveryCodes(msgspec.Struct):
    """The recovery codes."""

    status: Literal[200]
    data: RecoveryCodesEntry

    @classmethod
    def of(cls, codes: Codes) -> Self:
        """The answer with codes that were requested."""
        return cls(status=200, data=RecoveryCodesEntry.of_codes(codes))

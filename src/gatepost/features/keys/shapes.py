"""Shapes of the answers about keys."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.api.shapes import unix
from gatepost.tokens.models import Token


class KeyEntry(msgspec.Struct):
    """An API key without its secret; `hint` holds its first characters."""

    id: int
    name: str
    hint: str
    scope: str
    created_at: float
    expires_at: float | None
    last_used_at: float | None

    @classmethod
    def of(cls, row: Token) -> Self:
        """The entry of a key."""
        return cls(
            id=row.number,
            name=row.name,
            hint=row.hint,
            scope=row.scope,
            created_at=row.created_at.timestamp(),
            expires_at=unix(row.expires_at),
            last_used_at=unix(row.last_used_at),
        )


class Keys(msgspec.Struct):
    """The active API keys."""

    status: Literal[200]
    data: list[KeyEntry]

    @classmethod
    def of(cls, rows: Sequence[Token]) -> Self:
        """The answer that lists keys."""
        return cls(status=200, data=[KeyEntry.of(row) for row in rows])


class NewKeyMeta(msgspec.Struct):
    """The key itself; no later answer contains it."""

    key: str


class NewKey(msgspec.Struct):
    """A new API key."""

    status: Literal[200]
    data: KeyEntry
    meta: NewKeyMeta

"""Shapes of the answers about tokens and other logins."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.api.shapes import Fault, unix
from gatepost.ground import user_agents
from gatepost.tokens import forms, strategies
from gatepost.tokens.models import RefreshFamily, Token


class NotRenewed(msgspec.Struct):
    """The refresh token is missing (`errors` says so) or invalid."""

    status: Literal[400, 413]
    errors: list[Fault] | msgspec.UnsetType = msgspec.UNSET


class LoginEntry(msgspec.Struct):
    """A login other than a session: a token, a refresh token with its access tokens, or a key.

    `wire` is the API through which the user logged in (`authtoken`, `rest_auth`, `djoser`, `knox`, `simple_jwt`), and
    empty for a key. `name` is that of a key, `device` the browser or app of a login.
    """

    id: int
    kind: Literal["token", "refresh_token", "key"]
    wire: str
    name: str
    device: str
    hint: str
    created_at: float
    expires_at: float | None
    last_used_at: float | None

    @classmethod
    def of(cls, row: Token | RefreshFamily) -> Self:
        """The entry of a token, a key or a refresh token."""
        return cls._of_token(row) if isinstance(row, Token) else cls._of_family(row)

    @classmethod
    def _of_token(cls, row: Token) -> Self:
        is_key = row.kind == forms.KEY
        return cls(
            id=row.number,
            kind="key" if is_key else "token",
            wire="" if is_key else row.wire or row.kind,
            name=row.name if is_key else "",
            device="" if is_key else user_agents.label(row.name),
            hint=row.hint,
            created_at=row.created_at.timestamp(),
            expires_at=unix(row.expires_at),
            last_used_at=unix(row.last_used_at),
        )

    @classmethod
    def _of_family(cls, row: RefreshFamily) -> Self:
        return cls(
            id=row.number,
            kind="refresh_token",
            wire=row.wire or row.kind,
            name="",
            device=user_agents.label(row.user_agent),
            hint="",
            created_at=row.created_at.timestamp(),
            expires_at=row.expires_at.timestamp(),
            last_used_at=unix(row.rotated_at),
        )


class Logins(msgspec.Struct):
    """The user's tokens and keys, newest first."""

    status: Literal[200]
    data: list[LoginEntry]

    @classmethod
    def of(cls, rows: Sequence[Token | RefreshFamily]) -> Self:
        """The answer that lists logins."""
        return cls(status=200, data=[LoginEntry.of(row) for row in rows])


class Tokens(msgspec.Struct):
    """A new access token, and the next refresh token if it was rotated."""

    access_token: str
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET


class Renewed(msgspec.Struct):
    """New tokens."""

    status: Literal[200]
    data: Tokens

    @classmethod
    def of(cls, issued: strategies.Tokens) -> Self:
        """The answer with new tokens."""
        return cls(status=200, data=msgspec.convert(issued, Tokens))

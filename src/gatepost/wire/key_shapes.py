"""What answers about keys and tokens hold."""

from typing import Literal

import msgspec


class KeyEntry(msgspec.Struct):
    """A key, without the key: `hint` holds its first signs."""

    id: int
    name: str
    hint: str
    scope: str
    created_at: float
    expires_at: float | None
    last_used_at: float | None


class Keys(msgspec.Struct):
    """The user's living keys."""

    status: Literal[200]
    data: list[KeyEntry]


class NewKeyMeta(msgspec.Struct):
    """The key itself, this once."""

    key: str


class NewKey(msgspec.Struct):
    """A key that was just made."""

    status: Literal[200]
    data: KeyEntry
    meta: NewKeyMeta


class Tokens(msgspec.Struct):
    """A new access token, and the refresh token that is to be used next, if it is another one."""

    access_token: str
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET


class Renewed(msgspec.Struct):
    """New tokens."""

    status: Literal[200]
    data: Tokens


SHAPES = (Keys, NewKey, Renewed)

"""Tokens moved from another package. Of one that stores hashes, only a keyed digest of such a hash is stored here."""

import hashlib
from datetime import datetime, timedelta
from secrets import randbelow
from typing import Any

import msgspec

from gatepost.ground import clock, keyring
from gatepost.sessions import issue
from gatepost.tokens import forms
from gatepost.tokens.models import Token

MOVED = "moved-token"
NAME = "imported"
"""The name of moved tokens in their owner's list."""


def digests(kind: str, text: str, *, previous_hash: str = "") -> list[str]:
    """The digests under which a token may be stored.

    Args:
        kind: Its kind.
        text: Its text.
        previous_hash: The hash with which another package stored tokens of this kind, if rows of it were moved.
    """
    found = keyring.digests(forms.PURPOSES[kind], text)
    if previous_hash:
        found += keyring.digests(MOVED, hashed(text, previous_hash))
    return found


def hashed(text: str, previous_hash: str) -> str:
    """A token as a package stored it that hashes tokens; the text itself for a package that doesn't."""
    return hashlib.new(previous_hash, text.encode()).hexdigest() if previous_hash else text


def ends_with_old_row(row: Token) -> bool:
    """Whether the token was revoked if its old row is gone.

    knox also deletes expired rows. A token that each use extends may have been extended here only, so after its first
    lifetime a row that is gone says nothing.
    """
    if row.kind != forms.KNOX or row.idle_seconds is None:
        return True
    return clock.now() < row.created_at + timedelta(seconds=row.idle_seconds)


def digest(hashed: str) -> str:
    """The digest for a token of which only another package's hash is known."""
    return keyring.digest(MOVED, hashed)


class Hashed(msgspec.Struct, frozen=True, kw_only=True):
    """A login's token issued by another package, of which only a hash is known.

    Args:
        user: Its user.
        digest: The digest of that hash, see `digest`.
        hint: Its first characters.
        created_at: When it was issued.
        expires_at: When it expires; None for never.
        idle_seconds: By how much each use extends it; None if it isn't extended.
        most_seconds: How long an extended token lasts at most, from `created_at`; None for unlimited.
    """

    user: Any
    digest: str
    hint: str
    created_at: datetime
    expires_at: datetime | None
    idle_seconds: int | None = None
    most_seconds: int | None = None


def hashed_row(one: Hashed, *, name: str) -> Token:
    """The row, not yet written, with which a knox token of another package stays valid, named for its owner's list."""
    last = one.created_at + timedelta(seconds=one.most_seconds) if one.most_seconds is not None else None
    return Token(
        number=randbelow(2**52 - 1) + 1,
        kind=forms.KNOX,
        user=one.user,
        name=name,
        digest=one.digest,
        hint=forms.hint(forms.KNOX, one.hint),
        auth_hash=issue.auth_hash(one.user),
        created_at=one.created_at,
        expires_at=one.expires_at,
        idle_seconds=one.idle_seconds,
        absolute_expires_at=last if one.idle_seconds is not None else one.expires_at,
    )

"""Opaque tokens and API keys: issued, found, revoked.

A token is valid while its user is active. Only keyed digests are stored; a token that is the same at each login is
rederived each time from a nonce in its row and a key of the ring, and is revoked with the row.
"""

from datetime import datetime, timedelta
from secrets import randbelow, token_hex
from typing import Any
from uuid import UUID

import msgspec

from gatepost import conf
from gatepost.accounts import drift
from gatepost.accounts import queries as accounts
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import clock, keyring
from gatepost.ground.grouped_insert_queries import Collected, WritesMoreError
from gatepost.ground.prebuilt_queries import unsaved
from gatepost.ground.user_types import User, UserId
from gatepost.sessions import issue
from gatepost.tokens import forms, moved_tokens, opaque_queries
from gatepost.tokens.models import Token
from gatepost.tokens.origin import UNKNOWN, Origin
from gatepost.tokens.settings import TokensSettings

TOO_MANY = Refusal(Kind.FORBIDDEN, "too_many_tokens")
LAST_USED_STEP = timedelta(minutes=1)
DERIVED = "token-text"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of token a login issues.

    Args:
        kind: `authtoken` or `knox`; see `tokens.forms`.
        single: One per user, the same at each login until it is revoked; else a new one for each login.
        seconds: Its lifetime; None for unlimited.
        idle_seconds: How long it may stay unused; each use extends it, up to `seconds`.
        prefix: The prefix of a knox token.
        digits: The number of digits of a knox token.
        most: How many valid tokens of its kind a user may have.
    """

    kind: str = forms.AUTHTOKEN
    single: bool = False
    seconds: int | None = None
    idle_seconds: int | None = None
    prefix: str = ""
    digits: int = forms.KNOX_DIGITS
    most: int | None = None

    @property
    def at_once(self) -> bool:
        """Whether one statement may issue such a token, which a user's limit on tokens doesn't allow."""
        return self.most is None


def make(user_id: UserId, *, name: str, scope: str, expires_at: datetime | None) -> tuple[str, Token]:
    """Issue an API key; returns its text, which is never stored, and its row."""
    key = forms.make(forms.KEY)
    row = _row(forms.KEY, key, user_id, name=name, scope=scope, expires_at=expires_at)
    opaque_queries.insert(row)
    return key, row


def _row(kind: str, text: str, user_id: UserId, **columns: object) -> Token:
    return unsaved(
        Token,
        number=randbelow(2**52 - 1) + 1,
        kind=kind,
        user_id=user_id,
        digest=keyring.digest(forms.PURPOSES[kind], text),
        hint=forms.hint(kind, text),
        created_at=clock.now(),
        **columns,
    )


def open_for(
    user: User, plan: Plan, *, name: str = "", origin: Origin = UNKNOWN, collected: Collected | None = None
) -> tuple[str, Token]:
    """Issue the token of a login; returns its text and row. Called only by `flow.issuing`.

    Args:
        user: The user who logged in.
        plan: What kind of token to issue.
        name: A name for its owner's list, for example the browser or app.
        origin: The login that issues it.
        collected: Where to add the row of a plan that is issued `at_once`, if a statement of the caller's writes it.

    Raises:
        Refused: `too_many_tokens`.
        WritesMoreError: It can't be `collected`: the user has no valid single token yet.
    """
    if plan.single:
        return _single(user, plan, name, origin, collected)
    if plan.most is not None:
        accounts.lock(user.pk)
        if opaque_queries.count_of_user(user.pk, clock.now(), plan.kind) >= plan.most:
            raise Refused(TOO_MANY)
    text = forms.make(plan.kind, prefix=plan.prefix, digits=plan.digits)
    row = _row(plan.kind, text, user.pk, name=name[:100], **_lifetimes(plan), **_login(user, origin))
    row.session_number = origin.session_number
    opaque_queries.insert(row, collected)
    return text, row


def _lifetimes(plan: Plan) -> dict[str, Any]:
    now = clock.now()
    end = now + timedelta(seconds=plan.seconds) if plan.seconds is not None else None
    idle = now + timedelta(seconds=plan.idle_seconds) if plan.idle_seconds is not None else None
    ends = [moment for moment in (end, idle) if moment is not None]
    return {
        "expires_at": min(ends, default=None),
        "idle_seconds": plan.idle_seconds,
        "absolute_expires_at": end,
    }


def _login(user: User, origin: Origin) -> dict[str, Any]:
    at = origin.authenticated_at or clock.now()
    return {"auth_hash": issue.auth_hash(user), "wire": origin.wire, "authenticated_at": at}


def _single(user: User, plan: Plan, name: str, origin: Origin, collected: Collected | None) -> tuple[str, Token]:
    """The single token of a user; concurrent logins get the same one."""
    present = opaque_queries.single(user.pk, plan.kind)
    text = _derived_text(user, present) if present is not None else None
    if present is not None and text is not None:
        _note_login(present, origin, collected)
        return text, present
    if collected is not None:
        raise WritesMoreError
    if present is not None:
        opaque_queries.delete(user.pk, id=present.id)
    nonce = token_hex(16)
    text = keyring.digest(DERIVED, plan.kind, str(user.pk), nonce)[: forms.AUTHTOKEN_DIGITS]
    row = _row(plan.kind, text, user.pk, name=name[:100], single=plan.kind, nonce=nonce, **_lifetimes(plan))
    for column, value in _login(user, origin).items():
        setattr(row, column, value)
    if opaque_queries.insert_single(row):
        return text, row
    return _single(user, plan, name, origin, None)


def _note_login(row: Token, origin: Origin, collected: Collected | None) -> None:
    """Record a login that returned an existing token, at most once a minute; an exchange of credentials is no login."""
    now = clock.now()
    if origin.authenticated_at is None and (row.wire != origin.wire or now - row.logged_in_at > LAST_USED_STEP):
        opaque_queries.write_last_login(row.id, wire=origin.wire, at=now, collected=collected)


def _derived_text(user: User, row: Token) -> str | None:
    """The text of a valid row, rederived with the key of the ring it was made with; None if invalid or underivable."""
    if not _unexpired(row) or not _of_this_password(row, user):
        return None
    for digest in keyring.digests(DERIVED, row.kind, str(user.pk), row.nonce):
        text = digest[: forms.AUTHTOKEN_DIGITS]
        if row.digest in keyring.digests(forms.PURPOSES[row.kind], text):
            return text
    return None


class Foreign(msgspec.Struct, frozen=True):
    """A token issued by another package."""

    user: Any
    text: str
    created_at: datetime


def foreign_row(one: Foreign, plan: Plan, *, name: str) -> Token:
    """The row, not yet written, with which a well-formed token of another package stays valid.

    Args:
        one: The token.
        plan: Its kind, and how long it stays valid from now on.
        name: A name for its owner's list.
    """
    row = _row(plan.kind, one.text, one.user.pk, name=name, auth_hash=issue.auth_hash(one.user), **_lifetimes(plan))
    row.created_at = one.created_at
    return row


def has_key_form(text: str) -> bool:
    """Whether a text has the prefix of an API key; says nothing about its validity."""
    return text.startswith("gpk_")


def find(text: str, kind: str = forms.KEY) -> Token | None:
    """The valid token of an active user; one query, none for malformed input. Records the last use once a minute."""
    row = look_up(text, kind)
    return row if row is not None and row.user.is_active else None


def look_up(text: str, kind: str, *, step: timedelta = LAST_USED_STEP, previous_hash: str = "") -> Token | None:
    """As `find`, for entry points that distinguish a disabled user: the caller must check `user.is_active`.

    Args:
        text: As shown.
        kind: The kind that the entry point accepts; a text of another kind is invalid.
        step: The minimum interval between writes of the last use.
        previous_hash: See `moved_tokens.digests`.
    """
    if not forms.well_formed(kind, text):
        return None
    row, now = opaque_queries.find(moved_tokens.digests(kind, text, previous_hash=previous_hash)), clock.now()
    if row is None or not _unexpired(row) or not _of_this_password(row, row.user):
        return None
    if not drift.follow(row.user, vars(row)):
        return None
    if row.user.is_active and (row.last_used_at is None or now - row.last_used_at > step):
        opaque_queries.touch(row.id, now - step, now, **_prolonged(row, now))
    return row


def is_valid(row: Token, user: User) -> bool:
    """Whether a token of a user is valid."""
    return _unexpired(row) and _of_this_password(row, user)


def _unexpired(row: Token) -> bool:
    return row.expires_at is None or row.expires_at > clock.now()


def _of_this_password(row: Token, user: User) -> bool:
    if not row.auth_hash or not conf.read(TokensSettings).end_on_password_change:
        return True
    return issue.same_password(user, row.auth_hash)


def _prolonged(row: Token, now: datetime) -> dict[str, datetime]:
    if row.idle_seconds is None:
        return {}
    later = now + timedelta(seconds=row.idle_seconds)
    return {"expires_at": min(later, row.absolute_expires_at) if row.absolute_expires_at is not None else later}


def end_one(user_id: UserId, token: UUID) -> int:
    """Guard: revoke a token; of two concurrent calls one gets 1."""
    return opaque_queries.delete(user_id, id=token)


def end_session(user_id: UserId, session_number: int) -> int:
    """Revoke the tokens issued by the same login as a session."""
    return opaque_queries.delete(user_id, session_number=session_number)


def end_logins(user_id: UserId, *kinds: str) -> int:
    """Revoke every token issued by a user's logins, of all kinds or of these; API keys stay valid."""
    return opaque_queries.delete(user_id, kind__in=kinds or forms.LOGINS)


def end_others(user: User, keep: UUID | None) -> int:
    """After a change of the password, revoke tokens of other logins, depending on `tokens.end_on_password_change`.

    Args:
        user: The user, with the new hash.
        keep: The token that authenticated the change; it stays valid.
    """
    if keep is not None:
        opaque_queries.replace_hash(user.pk, issue.auth_hash(user), id=keep)
    if not conf.read(TokensSettings).end_on_password_change:
        return 0
    return opaque_queries.delete_others(user.pk, forms.LOGINS, keep)


def keep_after_rehash(user: User, old_hash: str) -> int:
    """Keep tokens of logins valid after the same password was rehashed."""
    return opaque_queries.replace_hash(user.pk, issue.auth_hash(user), auth_hash=old_hash)


def end_all(user_id: UserId) -> None:
    """Revoke every token and API key of a user, since a stranger may have created them before the owner's return."""
    opaque_queries.delete(user_id)

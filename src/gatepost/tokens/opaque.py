"""Tokens that mean nothing by themselves: made, found, ended.

A token acts for its user while the user is active. Only keyed digests are stored; a token that is the same at each
login is derived anew each time, from a nonce on its row and a key of the ring, and dies with the row.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from gatepost import conf
from gatepost.accounts import queries as accounts
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import clock, keyring
from gatepost.ground.announce import on
from gatepost.sessions import issue
from gatepost.tokens import forms, queries
from gatepost.tokens.models import Token
from gatepost.tokens.settings import TokensSettings

TOO_MANY = Refusal(Kind.FORBIDDEN, "too_many_tokens")
LAST_USED_STEP = timedelta(minutes=1)
DERIVED = "token-text"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of token a login opens.

    Args:
        kind: `authtoken` or `knox`; see `tokens.forms`.
        single: One a user, the same at each login until it is ended; else a fresh one for each login.
        seconds: Its life; None for no end.
        idle_seconds: Each use makes it live at least so long, up to the end of `seconds`; unused for so long it dies.
        prefix: What stands before the digits of a knox token.
        digits: How many digits a knox token has.
        most: How many living ones of its kind a user may have.
    """

    kind: str = forms.AUTHTOKEN
    single: bool = False
    seconds: int | None = None
    idle_seconds: int | None = None
    prefix: str = ""
    digits: int = forms.KNOX_DIGITS
    most: int | None = None


def make(user_id: Any, *, name: str, scope: str, expires_at: datetime | None) -> tuple[str, Token]:
    """A new key for a script or a service, told once, and its row."""
    key = forms.make(forms.KEY)
    row = _row(forms.KEY, key, user_id, name=name, scope=scope, expires_at=expires_at)
    queries.insert(row)
    return key, row


def _row(kind: str, text: str, user_id: Any, **columns: Any) -> Token:
    return Token(
        number=random.randbelow(2**52 - 1) + 1,
        kind=kind,
        user_id=user_id,
        digest=keyring.digest(forms.PURPOSES[kind], text),
        hint=forms.hint(kind, text),
        created_at=clock.now(),
        **columns,
    )


def open_for(user: Any, plan: Plan, *, name: str = "", session_number: int | None = None) -> tuple[str, Token]:
    """The token of a login, told now, and its row; called by `flow.grant` alone.

    Args:
        user: Who logged in.
        plan: What is wanted.
        name: By which its owner knows it, for example the browser or app.
        session_number: The session that the same login opened.

    Raises:
        Refused: `too_many_tokens`.
    """
    if plan.single:
        return _the_one(user, plan, name)
    if plan.most is not None:
        accounts.lock(user.pk)
        if len(queries.of_user(user.pk, clock.now(), plan.kind)) >= plan.most:
            raise Refused(TOO_MANY)
    text = forms.make(plan.kind, prefix=plan.prefix, digits=plan.digits)
    row = _row(plan.kind, text, user.pk, name=name[:100], session_number=session_number, **_lives(plan))
    row.auth_hash = issue.auth_hash(user)
    queries.insert(row)
    return text, row


def _lives(plan: Plan) -> dict[str, Any]:
    now = clock.now()
    end = now + timedelta(seconds=plan.seconds) if plan.seconds is not None else None
    idle = now + timedelta(seconds=plan.idle_seconds) if plan.idle_seconds is not None else None
    ends = [moment for moment in (end, idle) if moment is not None]
    return {
        "expires_at": min(ends, default=None),
        "idle_seconds": plan.idle_seconds,
        "absolute_expires_at": end,
    }


def _the_one(user: Any, plan: Plan, name: str) -> tuple[str, Token]:
    """The token that a user has one of; of two logins at once both get the same."""
    present = queries.single(user.pk, plan.kind)
    if present is not None:
        text = _told_again(user, present)
        if text is not None:
            return text, present
        queries.delete(user.pk, id=present.id)
    nonce = random.token_hex(16)
    text = keyring.digest(DERIVED, plan.kind, str(user.pk), nonce)[: forms.AUTHTOKEN_DIGITS]
    row = _row(plan.kind, text, user.pk, name=name[:100], single=plan.kind, nonce=nonce, **_lives(plan))
    row.auth_hash = issue.auth_hash(user)
    if queries.insert_single(row):
        return text, row
    return _the_one(user, plan, name)


def _told_again(user: Any, row: Token) -> str | None:
    """The text of a living row, derived with the key of the ring that made it; None if it can't be, or must not."""
    if not _living(row) or not _of_this_password(row, user):
        return None
    for digest in keyring.digests(DERIVED, row.kind, str(user.pk), row.nonce):
        text = digest[: forms.AUTHTOKEN_DIGITS]
        if row.digest in keyring.digests(forms.PURPOSES[row.kind], text):
            return text
    return None


class Foreign(msgspec.Struct, frozen=True):
    """A token that another package made."""

    user: Any
    text: str
    created_at: datetime


def take_in(found: Sequence[Foreign], plan: Plan, *, name: str) -> int:
    """Let tokens of another package go on working; those that are here already stay as they are.

    Args:
        found: Texts in clear; one that has not the form of its kind is left out.
        plan: Their kind, and how long they go on from now.
        name: By which their owners will know them.

    Returns:
        How many are new.
    """
    lives, rows = _lives(plan), {}
    for one in found:
        if forms.well_formed(plan.kind, one.text):
            row = _row(plan.kind, one.text, one.user.pk, name=name, auth_hash=issue.auth_hash(one.user), **lives)
            row.created_at = one.created_at
            rows[one.text] = row
    digests = {text: keyring.digests(forms.PURPOSES[plan.kind], text) for text in rows}
    there = queries.there([digest for each in digests.values() for digest in each])
    new = [row for text, row in rows.items() if not there.intersection(digests[text])]
    queries.insert_many(new)
    return len(new)


def looks_like_one(text: str) -> bool:
    """Whether somebody meant a text for a key, good or not."""
    return text.startswith("gpk_")


def find(text: str, kind: str = forms.KEY) -> Token | None:
    """The living token, with its user, in one statement; junk costs none. The last use is noted once a minute."""
    row = look_up(text, kind)
    return row if row is not None and row.user.is_active else None


def look_up(text: str, kind: str, *, step: timedelta = LAST_USED_STEP) -> Token | None:
    """The same for a door that tells a disabled user from a bad token: whoever calls it looks at `user.is_active`.

    Args:
        text: As shown.
        kind: What the door takes; the text of another kind is unknown there.
        step: How often at most a use is written.
    """
    if not forms.well_formed(kind, text):
        return None
    row, now = queries.find(keyring.digests(forms.PURPOSES[kind], text)), clock.now()
    if row is None or not _living(row) or not _of_this_password(row, row.user):
        return None
    if row.user.is_active and (row.last_used_at is None or now - row.last_used_at > step):
        queries.touch(row.id, now - step, now, **_prolonged(row, now))
    return row


def _living(row: Token) -> bool:
    return row.expires_at is None or row.expires_at > clock.now()


def _of_this_password(row: Token, user: Any) -> bool:
    if not row.auth_hash or not conf.read(TokensSettings).end_on_password_change:
        return True
    return issue.same_password(user, row.auth_hash)


def _prolonged(row: Token, now: datetime) -> dict[str, datetime]:
    if row.idle_seconds is None:
        return {}
    later = now + timedelta(seconds=row.idle_seconds)
    return {"expires_at": min(later, row.absolute_expires_at) if row.absolute_expires_at is not None else later}


def end_one(user_id: Any, token: UUID) -> int:
    """Guard: end one; of two who end it one gets 1."""
    return queries.delete(user_id, id=token)


def end_session(user_id: Any, session_number: int) -> int:
    """End what the same login opened beside a session."""
    return queries.delete(user_id, session_number=session_number)


def end_logins(user_id: Any, *kinds: str) -> int:
    """End every token that logins of a user opened, of all kinds or of these; keys stay."""
    return queries.delete(user_id, kind__in=kinds or forms.LOGINS)


def end_others(user: Any, keep: UUID | None) -> int:
    """After a change of the password: end what other logins opened, by setting; the kept one goes on.

    Args:
        user: With the new hash.
        keep: The token that the change was asked with.
    """
    if keep is not None:
        queries.replace_hash(user.pk, issue.auth_hash(user), id=keep)
    if not conf.read(TokensSettings).end_on_password_change:
        return 0
    return queries.delete_others(user.pk, forms.LOGINS, keep)


def carry_over(user: Any, old_hash: str) -> int:
    """The same password under a new hash: tokens of logins go on."""
    return queries.replace_hash(user.pk, issue.auth_hash(user), auth_hash=old_hash)


@on("account_recovered")
@on("address_proved")
@on("account_disabled")
def end_all(user_id: Any) -> None:
    """What somebody else may have made must not outlive the owner's return."""
    queries.delete(user_id)

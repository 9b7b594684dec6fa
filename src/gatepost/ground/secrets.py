"""One-time secrets: mailed codes and links, and keys with a payload ("tickets").

Rules: a guess is counted before it is checked; a conditional update's row count decides who used a secret; the
purpose derives the digest's key, so that a secret for one purpose is never valid for another.
Source: OWASP ASVS 5.0, 6.5.1, 6.5.4, 6.6.2, 6.6.3.
"""

import enum
import functools
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import NewType

import msgspec

from gatepost.ground import clock, credentials, database, keyring, secret_queries
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.user_types import UserId

Purpose = NewType("Purpose", str)
"""What a secret is for, in at most 24 letters; features declare theirs."""


class Guess(enum.Enum):
    """Why a code was refused."""

    NOTHING_PENDING = "nothing_pending"
    WRONG = "wrong"
    EXHAUSTED = "exhausted"


class Issued(msgspec.Struct, frozen=True):
    """A new secret, in clear only here; the database stores digests.

    Args:
        link: The key for a link.
        code: The code to type.
        expires_at: After this moment both are invalid.
    """

    link: str
    code: str
    expires_at: datetime


def _digests(purpose: Purpose, link: str, code: str, bound_to: str) -> dict[str, str]:
    return {
        "digest": keyring.digest(f"secret:{purpose}", link),
        "code_digest": keyring.digest(f"code:{purpose}", bound_to, credentials.normal_code(code)),
    }


def _new(purpose: Purpose, bound_to: str, lifetime: timedelta, *, sms: bool) -> tuple[Issued, dict[str, str]]:
    link = credentials.make("v")
    code = credentials.sms_code() if sms else credentials.mailed_code()
    issued = Issued(link, code, clock.now() + lifetime)
    return issued, _digests(purpose, link, code, bound_to)


def issue(
    purpose: Purpose,
    *,
    user_id: UserId | None,
    target: str,
    lifetime: timedelta,
    bound_to: str = "",
    sms: bool = False,
    resends: int = 0,
    changes: int = 0,
    replaces: bool = True,
) -> Issued:
    """Issue a secret; it replaces an older one of the session for the same purpose.

    Args:
        purpose: What it is for.
        user_id: Its user; None issues a decoy, which costs the same and is never valid.
        target: The address or number that it is sent to.
        lifetime: How long it is valid.
        bound_to: Handle of the session that requested it; the code is valid only there.
        sms: Six digits instead of eight characters.
        resends: How often it may be resent.
        changes: How often the address may be changed.
        replaces: False saves a query if the session is known to be new.
    """
    issued, digests = _new(purpose, bound_to, lifetime, sms=sms)
    if user_id is None:
        digests = _digests(purpose, credentials.make("v"), credentials.make("v"), bound_to)
    if bound_to and replaces:
        secret_queries.drop_secrets(purpose=purpose, bound_to=bound_to)
    secret_queries.add_secret(
        OneTimeSecret(
            purpose=purpose,
            user_id=user_id,
            bound_to=bound_to,
            target=target,
            created_at=clock.now(),
            expires_at=issued.expires_at,
            resends_left=resends,
            changes_left=changes,
            **digests,
        )
    )
    return issued


def issue_ticket(
    purpose: Purpose,
    *,
    details: str,
    lifetime: timedelta,
    target: str = "",
    bound_to: str = "",
    user_id: UserId | None = None,
    replaces: bool = False,
) -> str:
    """Issue a ticket: a one-time key with a payload, such as the state of a redirect. It may belong to no user yet.

    Args:
        purpose: What it is for.
        details: The payload, sealed by the caller.
        lifetime: How long it is valid.
        target: A label that is no secret.
        bound_to: Handle of the session that requested it.
        user_id: Its user, if it has one.
        replaces: Whether it replaces an older one of the session for the same purpose.
    """
    key = credentials.make("v")
    if bound_to and replaces:
        secret_queries.drop_secrets(purpose=purpose, bound_to=bound_to)
    secret_queries.add_secret(
        OneTimeSecret(
            purpose=purpose,
            user_id=user_id,
            bound_to=bound_to,
            target=target,
            details=details,
            created_at=clock.now(),
            expires_at=clock.now() + lifetime,
            digest=keyring.digest(f"secret:{purpose}", key),
        )
    )
    return key


def find_ticket(purpose: Purpose, key: str) -> OneTimeSecret | None:
    """The row of a ticket, without consuming it; no query for malformed input."""
    if not credentials.well_formed("v", key):
        return None
    return secret_queries.find_link(purpose, keyring.digests(f"secret:{purpose}", key), clock.now())


def find_link(purpose: Purpose, link: str) -> OneTimeSecret | None:
    """The secret of a link, without consuming it; no query for malformed input."""
    found = find_ticket(purpose, link)
    return found if found is not None and found.user_id is not None else None


def issue_paired(purpose: Purpose, *, user_id: UserId | None, target: str, lifetime: timedelta, state: str) -> str:
    """Issue a token for a link that names its user; older ones stay valid.

    Args:
        purpose: What it is for.
        user_id: Its user; None issues a decoy.
        target: The address that it is sent to.
        lifetime: How long it is valid.
        state: A digest of the account's state, 32 characters; callers accept the token only in the same state.
    """
    token = credentials.paired()
    secret_queries.add_secret(
        OneTimeSecret(
            purpose=purpose,
            user_id=user_id,
            target=target,
            bound_to=state,
            created_at=clock.now(),
            expires_at=clock.now() + lifetime,
            tries_left=0,
            digest=keyring.digest(f"paired:{purpose}", token),
        )
    )
    return token


def find_paired(purpose: Purpose, token: str, *, user_id: UserId) -> OneTimeSecret | None:
    """A user's unexpired token, used or not; no query for malformed input."""
    if not credentials.well_formed_paired(token):
        return None
    return secret_queries.find_paired(purpose, keyring.digests(f"paired:{purpose}", token), clock.now(), user_id)


def is_pending(purpose: Purpose, *, user_id: UserId) -> bool:
    """Whether a user has an unused secret, expired or not."""
    return secret_queries.unused(purpose, user_id)


def consume(secret: OneTimeSecret) -> bool:
    """Guard: consume a secret; at most one caller ever gets True."""
    return secret_queries.consume(secret.id, clock.now())


def guess(
    purpose: Purpose, code: str, bound_to: str, *, consuming: bool, since: datetime | None = None
) -> OneTimeSecret | Guess:
    """Check a code in the session that requested it.

    Args:
        purpose: What it was issued for.
        code: As typed.
        bound_to: The session's handle.
        consuming: Consume it; otherwise a right guess is uncounted, and only wrong ones count.
        since: Only a code that was issued after this moment is pending.

    Returns:
        The secret, or why the code was refused. After the last wrong guess the secret is deleted.
    """
    now = clock.now()
    typed = keyring.digests(f"code:{purpose}", bound_to, credentials.normal_code(code))
    consumed = typed if consuming else ()
    charge = functools.partial(secret_queries.charge, purpose, bound_to, now, right=consumed, since=since)
    # Count before comparing: of many parallel guesses only as many as there are tries left are ever compared.
    secret = database.retry_on_deadlock(charge) if bound_to else None
    if secret is None:
        return Guess.NOTHING_PENDING
    right = any(compare_digest(secret.code_digest, digest) for digest in typed)
    if right and secret.user_id is not None:
        if not consuming:
            database.retry_on_deadlock(lambda: secret_queries.refund(secret.id))
            return secret
        if secret.used_at is None and not database.retry_on_deadlock(lambda: secret_queries.consume(secret.id, now)):
            return Guess.NOTHING_PENDING
        return secret
    if secret.tries_left > 0:
        return Guess.WRONG
    database.retry_on_deadlock(lambda: drop(purpose=purpose, bound_to=bound_to))
    return Guess.EXHAUSTED


def first_use(purpose: Purpose, *parts: str, lifetime: timedelta) -> bool:
    """Guard: remember a text that another party made and that may be used once; True for its first use.

    Args:
        purpose: What it is for.
        parts: The text, with what makes it unique; only a keyed digest is stored.
        lifetime: How long it would be valid; longer it need not be remembered.
    """
    now = clock.now()
    digest = keyring.digest(f"used:{purpose}", *parts)
    return secret_queries.add_once(
        OneTimeSecret(purpose=purpose, digest=digest, created_at=now, expires_at=now + lifetime, tries_left=0)
    )


def pending(bound_to: str, *, made_since: datetime | None = None) -> list[OneTimeSecret]:
    """A session's outstanding secrets.

    Args:
        bound_to: The session's handle.
        made_since: Include expired secrets that were issued after this moment.
    """
    return secret_queries.all_bound(bound_to, clock.now(), made_since)


def bound(purpose: Purpose, bound_to: str) -> OneTimeSecret | None:
    """A session's valid secret for a purpose."""
    return secret_queries.bound(purpose, bound_to, clock.now())


def renew(
    purpose: Purpose, bound_to: str, lifetime: timedelta, *, user_id: UserId | None, sms: bool = False
) -> Issued | None:
    """Replace a session's code for a resend; tries are not refilled. None if no resend is left."""
    issued, digests = _new(purpose, bound_to, lifetime, sms=sms)
    if user_id is None:
        digests = _digests(purpose, credentials.make("v"), credentials.make("v"), bound_to)
    done = secret_queries.renew(purpose, bound_to, clock.now(), expires_at=issued.expires_at, **digests)
    return issued if done else None


def retarget(
    purpose: Purpose, bound_to: str, lifetime: timedelta, *, user_id: UserId | None, target: str, sms: bool = False
) -> Issued | None:
    """Replace a session's code for another address or number. None if no change is left."""
    issued, digests = _new(purpose, bound_to, lifetime, sms=sms)
    if user_id is None:
        digests = _digests(purpose, credentials.make("v"), credentials.make("v"), bound_to)
    done = secret_queries.retarget(
        purpose,
        bound_to,
        clock.now(),
        expires_at=issued.expires_at,
        target=target,
        user_id=user_id,
        **digests,
    )
    return issued if done else None


def drop(**where: object) -> int:
    """Delete secrets, by purpose, user_id, bound_to or target; returns how many."""
    return secret_queries.drop_secrets(**where)

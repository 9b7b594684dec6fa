"""One-time secrets: mailed codes and links.

Rules: a guess is paid for before it is looked at; a conditional update's row count decides who used a
secret; the purpose is part of the digest's key, so that a secret of one kind is never another.
Source: OWASP ASVS 5.0, 6.5.1, 6.5.4, 6.6.2, 6.6.3.
"""

import enum
import secrets as random
from datetime import datetime, timedelta
from typing import Any

import msgspec

from gatepost.ground import clock, credentials, database, keyring, queries
from gatepost.ground.models import OneTimeSecret


class Purpose(enum.StrEnum):
    """What a secret is for."""

    VERIFY_EMAIL = "verify_email"
    VERIFY_PHONE = "verify_phone"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    RESET_USERNAME = "reset_username"
    ACTIVATE = "activate"
    LOGIN_CODE = "login_code"
    LOGIN_STEP = "login_step"
    ENROL_TOTP = "enrol_totp"
    ENROL_PASSKEY = "enrol_passkey"
    PASSKEY_SIGNUP = "passkey_signup"
    PASSKEY_LOGIN = "passkey_login"
    PASSKEY_STEP = "passkey_step"
    PASSKEY_PROOF = "passkey_proof"
    SOCIAL_STATE = "social_state"
    SOCIAL_CODE = "social_code"
    SOCIAL_SIGNUP = "social_signup"
    SOCIAL_LINK = "social_link"
    SOCIAL_TOKEN = "social_token"  # noqa: S105


class Guess(enum.Enum):
    """Why a code gave nothing."""

    NOTHING_PENDING = "nothing_pending"
    WRONG = "wrong"
    EXHAUSTED = "exhausted"


class Issued(msgspec.Struct, frozen=True):
    """A new secret, told once.

    Args:
        link: The key for a link.
        code: The code to type.
        expires_at: After this moment both are dead.
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
    user_id: Any,
    target: str,
    lifetime: timedelta,
    bound_to: str = "",
    sms: bool = False,
    resends: int = 0,
    changes: int = 0,
    replaces: bool = True,
) -> Issued:
    """Make a secret; an older one of the session for the same purpose dies.

    Args:
        purpose: What it is for.
        user_id: Whose it is; None makes a decoy, which costs the same and never works.
        target: The address or number that it is sent to.
        lifetime: How long it works.
        bound_to: Handle of the session that asked; the code works only there.
        sms: Six digits instead of eight signs.
        resends: How often it may be sent again.
        changes: How often the address may be changed.
        replaces: False saves a statement where the session is known to be new.
    """
    issued, digests = _new(purpose, bound_to, lifetime, sms=sms)
    if user_id is None:
        digests = _digests(purpose, credentials.make("v"), credentials.make("v"), bound_to)
    if bound_to and replaces:
        queries.drop_secrets(purpose=purpose, bound_to=bound_to)
    queries.add_secret(
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


def find_link(purpose: Purpose, link: str) -> OneTimeSecret | None:
    """Whose link this is; uses nothing up, and costs no statement for junk."""
    if not credentials.well_formed("v", link):
        return None
    found = queries.find_link(purpose, keyring.digests(f"secret:{purpose}", link), clock.now())
    return found if found is not None and found.user_id is not None else None


def issue_paired(purpose: Purpose, *, user_id: Any, target: str, lifetime: timedelta, state: str) -> str:
    """Make a token for a link that names its user; older ones live on.

    Args:
        purpose: What it is for.
        user_id: Whose it is; None makes a decoy.
        target: The address that it is sent to.
        lifetime: How long it works.
        state: A digest of the account's state, 32 signs; the caller takes the token only in the same state.
    """
    token = credentials.paired()
    queries.add_secret(
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


def find_paired(purpose: Purpose, token: str, *, user_id: Any) -> OneTimeSecret | None:
    """A user's token, used or not but not too old; costs no statement for junk."""
    if not credentials.well_formed_paired(token):
        return None
    return queries.find_paired(purpose, keyring.digests(f"paired:{purpose}", token), clock.now(), user_id)


def waits(purpose: Purpose, *, user_id: Any) -> bool:
    """Whether a user was sent a secret and never used it, however long ago."""
    return queries.unused(purpose, user_id)


def consume(secret: OneTimeSecret) -> bool:
    """Guard: use up a secret that was found; at most one caller ever gets True."""
    return queries.consume(secret.id, clock.now())


def guess(purpose: Purpose, code: str, bound_to: str, *, consuming: bool) -> OneTimeSecret | Guess:
    """Try a code in the session that asked for it.

    Args:
        purpose: What it was issued for.
        code: As typed.
        bound_to: The session's handle.
        consuming: Use it up; otherwise a right guess is given back, and only a wrong one counts.

    Returns:
        The secret, or why not. After the last wrong guess the secret is gone.
    """
    now = clock.now()
    if not bound_to or not database.undisturbed(lambda: queries.charge(purpose, bound_to, now)):
        return Guess.NOTHING_PENDING
    secret = queries.bound(purpose, bound_to, now)
    if secret is None:
        return Guess.NOTHING_PENDING
    typed = keyring.digests(f"code:{purpose}", bound_to, credentials.normal_code(code))
    right = any(random.compare_digest(secret.code_digest, digest) for digest in typed)
    if right and secret.user_id is not None:
        if not consuming:
            queries.refund(secret.id)
            return secret
        return secret if database.undisturbed(lambda: queries.consume(secret.id, now)) else Guess.NOTHING_PENDING
    if secret.tries_left > 0:
        return Guess.WRONG
    database.undisturbed(lambda: drop(purpose=purpose, bound_to=bound_to))
    return Guess.EXHAUSTED


def pending(bound_to: str) -> list[OneTimeSecret]:
    """What a session is waiting for."""
    return queries.all_bound(bound_to, clock.now())


def bound(purpose: Purpose, bound_to: str) -> OneTimeSecret | None:
    """A session's living secret for a purpose."""
    return queries.bound(purpose, bound_to, clock.now())


def renew(purpose: Purpose, bound_to: str, lifetime: timedelta, *, user_id: Any, sms: bool = False) -> Issued | None:
    """A fresh code in the place of the old one; tries are not refilled. None if no resend is left."""
    issued, digests = _new(purpose, bound_to, lifetime, sms=sms)
    if user_id is None:
        digests = _digests(purpose, credentials.make("v"), credentials.make("v"), bound_to)
    done = queries.renew(purpose, bound_to, clock.now(), expires_at=issued.expires_at, **digests)
    return issued if done else None


def retarget(
    purpose: Purpose, bound_to: str, lifetime: timedelta, *, user_id: Any, target: str, sms: bool = False
) -> Issued | None:
    """The same for another address or number. None if no change is left."""
    issued, digests = _new(purpose, bound_to, lifetime, sms=sms)
    if user_id is None:
        digests = _digests(purpose, credentials.make("v"), credentials.make("v"), bound_to)
    done = queries.retarget(
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
    """Make secrets worthless, by purpose, user_id, bound_to or target."""
    return queries.drop_secrets(**where)

"""Renewing a login by a refresh token; the way of every wire format that has them."""

from datetime import timedelta
from typing import Any

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import notices
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.tokens import families, strategies
from gatepost.tokens.families import Dead, Generation, Why
from gatepost.tokens.lineage import NATIVE
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.strategies import Strategy

REFUSALS = {why: Refusal(Kind.WRONG, f"refresh_token_{why}") for why in Why}


def refresh(visit: Visit, *, token: str) -> Done:
    """New tokens for an app, as its strategy has them.

    Raises:
        Refused: As `renew` does.
    """
    told = _renewed(visit, token, strategies.chosen())
    return Done(data=told)


def refresh_cookies(visit: Visit) -> Done:
    """New tokens in a browser's cookies.

    Raises:
        Refused: As `renew` does.
    """
    return Done(tokens=_renewed(visit, visit.refresh, strategies.JWT))


def _renewed(visit: Visit, token: str, strategy: Strategy) -> dict[str, str]:
    rotates = conf.read(TokensSettings).refresh_rotates or strategy.must_rotate
    told = strategy.renew(renew(visit, token=token, rotates=rotates))
    return told if rotates else {name: text for name, text in told.items() if name != "refresh_token"}


def renew(
    visit: Visit,
    *,
    token: str,
    kind: str = NATIVE,
    rotates: bool = True,
    strict: bool = True,
    lifetime: timedelta | None = None,
    grace: timedelta = families.GRACE,
) -> Generation:
    """The living token of a login: its successor, or itself where tokens do not rotate.

    A replay ends the login, with an event, and its user gets a mail. Must not run in a transaction that a refusal
    undoes (`ATOMIC_REQUESTS`).

    Args:
        visit: The door.
        token: A native token, or the `jti` of a JWT whose signature and expiry were verified.
        kind: Of the family.
        rotates: Whether it is used up.
        strict: Whether an older generation is a replay.
        lifetime: How long the successor lives unused; None for the setting.
        grace: How long a token that was used up gives the same successor.

    Raises:
        Refused: `refresh_token_unknown` (also: ended, used up by somebody else long ago), `_expired`, `_ended`,
            `_disabled` or `_replayed`; none has a text.
    """
    try:
        if rotates:
            return families.rotate(token, kind=kind, visit=visit, lifetime=lifetime, strict=strict, grace=grace)
        return families.reuse(token, kind=kind, visit=visit, strict=strict)
    except Dead as dead:
        if dead.family is not None:
            _warn(visit, dead)
        raise Refused(REFUSALS[dead.why]) from None


def log_out(visit: Visit, *, token: str, kind: str, user_id: Any) -> bool:
    """End the login of a refresh token, whichever generation; false if it has ended already.

    Args:
        visit: The door.
        token: A native token, or the `jti` of a verified JWT.
        kind: Of the family.
        user_id: Whose it is, for the event.
    """
    with database.atomic():
        ended = families.end(token, kind=kind)
        if ended:
            audit.record("logout", visit=visit, user_id=user_id)
    return ended


def _warn(visit: Visit, dead: Dead) -> None:
    """Tell the owner: either somebody else has the token, or a client of theirs kept an old one."""
    family = dead.family
    if family is not None:
        with database.atomic():
            notices.tell(
                visit, family.user, "flow/refresh_replayed", always=True, since=f"{family.created_at:%F %R} UTC"
            )

"""Renew a login with a refresh token; used by every API that has them."""

from datetime import timedelta

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.new_names import REQUIRED
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.ground.user_types import UserId
from gatepost.tokens import strategies
from gatepost.tokens.refresh import families, first_tokens
from gatepost.tokens.refresh.families import Generation
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why
from gatepost.tokens.refresh.lineage import NATIVE
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.strategies import Strategy, Tokens

REFUSALS = {why: Refusal(Kind.WRONG, f"refresh_token_{why}") for why in Why}


def refresh(visit: Visit, *, token: str) -> Tokens:
    """Issue new tokens to an app, depending on `tokens.strategy`.

    Raises:
        Refused: `required` without a token; as `renew` does.
    """
    if not token:
        raise Refused(REQUIRED.at("refresh_token"))
    return _renewed(visit, token, strategies.chosen())


def begin(visit: Visit) -> Tokens:
    """Issue the first tokens of an app's session that has none, because it is older than the strategy.

    Every request gets the same ones until they are used, so a client can repeat one whose response was lost.

    Raises:
        Refused: `required` if the session has a refresh token that was not given here, or was used; LOGIN_REQUIRED if
            it ended meanwhile.
    """
    if visit.session is None or visit.session.user is None:
        raise Refused(LOGIN_REQUIRED)
    strategy = strategies.chosen()
    try:
        begun = first_tokens.of_session(visit.session, kind=strategy.kind, ip=visit.ip, user_agent=visit.user_agent)
    except InvalidRefresh:
        raise Refused(LOGIN_REQUIRED) from None
    if begun is None:
        raise Refused(REQUIRED.at("refresh_token"))
    return strategy.renew(begun)


def refresh_cookies(visit: Visit) -> Tokens:
    """Issue new tokens for a browser's cookies.

    Raises:
        Refused: As `renew` does.
    """
    return _renewed(visit, visit.refresh, strategies.JWT)


def _renewed(visit: Visit, token: str, strategy: Strategy) -> Tokens:
    rotates = conf.read(TokensSettings).refresh_rotates or strategy.must_rotate
    kind, known_by = strategy.read(token)
    issued = strategy.renew(renew(visit, token=known_by, kind=kind, rotates=rotates))
    return issued if rotates else {name: text for name, text in issued.items() if name != "refresh_token"}


def renew(
    visit: Visit,
    *,
    token: str,
    kind: str = NATIVE,
    rotates: bool = True,
    strict: bool = True,
    lifetime: timedelta | None = None,
    grace: timedelta = families.GRACE,
    mercy: timedelta = timedelta(0),
) -> Generation:
    """Return the active refresh token of a login: the successor of the given one, or itself without rotation.

    A replay revokes the login, with an audit event, and its user is notified. Must not run in a transaction that a
    refusal rolls back (`ATOMIC_REQUESTS`).

    Args:
        visit: The request.
        token: A native token, or the `jti` of a JWT whose signature and expiry were verified.
        kind: Kind of the family.
        rotates: Whether the token is used up and gets a successor.
        strict: Whether a token of an older generation counts as a replay.
        lifetime: How long the successor stays valid unused; None for the setting.
        grace: How long a used token still returns the same successor, for clients that lost the answer.
        mercy: How long after that a used token is refused without revoking the login.

    Raises:
        Refused: `refresh_token_unknown` (also: revoked, or used up long ago), `_expired`, `_ended`,
            `_disabled` or `_replayed`; none has a text.
    """
    try:
        if rotates:
            return families.rotate(
                token, kind=kind, visit=visit, lifetime=lifetime, strict=strict, grace=grace, mercy=mercy
            )
        return families.reuse(token, kind=kind, visit=visit, strict=strict)
    except InvalidRefresh as dead:
        if dead.family is not None:
            _warn(visit, dead)
        raise Refused(REFUSALS[dead.why]) from None


def log_out(visit: Visit, *, token: str, kind: str, user_id: UserId) -> bool:
    """Revoke the login of a refresh token of any generation; False if it was revoked already.

    Args:
        visit: The request.
        token: A native token, or the `jti` of a verified JWT.
        kind: Kind of the family.
        user_id: The owner, for the audit event.
    """
    with database.atomic():
        ended = families.end(token, kind=kind)
        if ended:
            audit.record("logout", visit=visit, user_id=user_id)
    if ended and notices.LOGGED_OUT.has_listeners():
        notices.keep(visit, visit.user or queries.user(user_id), notices.LOGGED_OUT)
    return ended


def _warn(visit: Visit, dead: InvalidRefresh) -> None:
    """Notify the owner: either the token was stolen, or a client of theirs kept an old one."""
    family = dead.family
    if family is not None:
        with database.atomic():
            notices.notify(
                visit, family.user, "flow/refresh_replayed", always=True, since=f"{family.created_at:%F %R} UTC"
            )

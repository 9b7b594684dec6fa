"""Ways to reauthenticate, and what a session lacks for a protected view; `flow.sensitive` has the rules of actions."""

from typing import Any

from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import factors, registry
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.ground.user_types import User
from gatepost.sessions import strength
from gatepost.sessions.state import SessionState


def lacking(session: SessionState, *, level: int, max_age: int | None) -> list[dict[str, Any]] | None:
    """What a logged-in session lacks for a view of the host project.

    Args:
        session: A logged-in session.
        level: 1 for any proof, 2 for a second factor or a passkey with user verification.
        max_age: How old the proof of that level may be, in seconds; None for any age. A login is such a proof.

    Returns:
        None if nothing is missing; else the flows to offer. For a user without a second factor, that is enrolment.
    """
    at = strength.authenticated_at(session.proofs, level)
    if session.level >= level and (max_age is None or clock.unix() - at < max_age):
        return None
    if level < strength.TWO_FACTORS:
        return flows(session.user)
    return factors.reauthenticates(session.user) or [factors.enrolment()]


def flows(user: User) -> list[dict[str, Any]]:
    """The flows by which this user can reauthenticate: first factors, then second factors."""
    own = [flow for feature in registry.features() for flow in feature.reauthenticates(user)]
    return [*own, *factors.reauthenticates(user)]


def user_of(visit: Visit) -> tuple[SessionState, Any]:
    """Session and user of a visitor who is logged in by session.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.session is None or visit.session.user is None:
        raise Refused(LOGIN_REQUIRED)
    return visit.session, visit.session.user


def anyone_of(visit: Visit) -> Any:
    """The signed-in user, by session or by token.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    return visit.user

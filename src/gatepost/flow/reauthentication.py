"""Ways to reauthenticate, and what a session lacks for a protected view; `flow.sensitive` has the rules of actions."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import registry
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.ground.user_types import User
from gatepost.sessions import strength
from gatepost.sessions.state import SessionState


def lacking(session: SessionState, *, level: int, max_age: int | None) -> Sequence[msgspec.Struct] | None:
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
    return flows(session.user, level)


def flows(user: User, level: int = strength.LOGGED_IN) -> Sequence[msgspec.Struct]:
    """The flows by which this user can reach a level of proof, as the features' shapes."""
    return [flow for feature in registry.features() for flow in feature.reauthenticates(user, level)]


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

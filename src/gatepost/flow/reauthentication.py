"""Acts that need a fresh proof."""

from collections.abc import Callable
from typing import Any

from gatepost import conf
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import factors
from gatepost.flow import method as methods
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.sessions import strength
from gatepost.sessions.state import SessionState

FRESH_PROOF = Refusal(Kind.PROOF_REQUIRED, "reauthentication_required")

ACTS: dict[str, Callable[[FlowSettings], bool]] = {
    "change_email": lambda settings: settings.reauthentication_for_account,
    "change_phone": lambda settings: settings.reauthentication_for_account,
    "change_providers": lambda settings: settings.reauthentication_for_account,
    "change_keys": lambda settings: True,  # noqa: ARG005 - a key outlives the session that made it
    "delete_account": lambda settings: True,  # noqa: ARG005 - it cannot be undone
    "change_factors": lambda settings: settings.reauthentication_for_factors,
}
"""Act to whether it needs a fresh proof under these settings."""


def require(visit: Visit, act: str) -> None:
    """Let an act pass if its user proved freshly who it is.

    Only a reauthentication counts; a login does not, however recent.

    Raises:
        Refused: PROOF_REQUIRED.
    """
    settings = conf.read(FlowSettings)
    if not ACTS[act](settings) or visit.session is None:
        return
    latest = max((proof["at"] for proof in visit.session.proofs if proof.get("reauthenticated")), default=0.0)
    if clock.unix() - latest >= settings.reauthentication_seconds and flows(visit.session.user):
        raise Refused(FRESH_PROOF)


def lacking(session: SessionState, *, level: int, max_age: int | None) -> list[dict[str, Any]] | None:
    """What a session still has to prove for a view of the host project.

    Args:
        session: Somebody is logged in.
        level: 1 for any proof, 2 for a second factor or a passkey that verified its user.
        max_age: How old the proof of that level may be, in seconds; None for any age. A login is such a proof.

    Returns:
        None if nothing; else the flows that prove it. A user without a second factor is told to set one up.
    """
    at = strength.proved_at(session.proofs, level)
    if session.level >= level and (max_age is None or clock.unix() - at < max_age):
        return None
    if level < strength.TWO_FACTORS:
        return flows(session.user)
    return factors.reauthenticates(session.user) or [factors.enrolment()]


def flows(user: Any) -> list[dict[str, Any]]:
    """How this user can prove it."""
    own = [flow for method in methods.registered() for flow in method.reauthenticates(user)]
    return sorted([*own, *factors.reauthenticates(user)], key=lambda flow: str(flow["id"]))


def user_of(visit: Visit) -> tuple[SessionState, Any]:
    """The logged-in user.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.session is None or visit.session.user is None:
        raise Refused(LOGIN_REQUIRED)
    return visit.session, visit.session.user

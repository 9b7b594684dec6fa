"""A user's sessions: list them, end some."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.outcome import Done, Pending
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, user_agents
from gatepost.sessions import queries
from gatepost.sessions.settings import SessionsSettings

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="sessions", text=_("You have no such session."))


def listing(visit: Visit) -> Done:
    """The user's living sessions, newest first; one statement."""
    session, user = user_of(visit)
    tracked = conf.read(SessionsSettings).track_activity
    data: list[dict[str, Any]] = []
    for row in queries.of_user(user.pk, clock.now()):
        entry = {
            "created_at": row.created_at.timestamp(),
            "device": user_agents.label(row.user_agent),
            "id": row.number,
            "ip": row.ip,
            "is_current": row.id == session.id,
            "user_agent": row.user_agent,
        }
        if tracked:
            entry["last_seen_at"] = row.last_seen_at.timestamp()
        data.append(entry)
    return Done(data=data)


def end(visit: Visit, *, numbers: Sequence[int]) -> Done | Pending:
    """End some of the user's sessions, or none if one of the numbers is not theirs.

    Raises:
        Refused: `invalid_choice`.
    """
    session, user = user_of(visit)
    wanted = set(numbers)
    with database.atomic():
        if queries.delete_numbers(user.pk, list(wanted)) != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("sessions_ended", visit=visit, user_id=user.pk, count=len(wanted))
    return Pending(ended=True) if session.number in wanted else listing(visit)

"""The user's sessions: list and revoke."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import everywhere, notices, sensitive
from gatepost.flow.outcome import Pending
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.sessions import closing, queries
from gatepost.sessions.models import Session

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="sessions", text=_("Unknown session."))


def listing(visit: Visit) -> list[Session]:
    """The user's sessions, oldest first; one query, and another one to delete those a new password revoked."""
    user = user_of(visit)[1]
    rows = queries.of_user(user.pk, clock.now(), ended=True)
    if any(row.auth_hash == queries.ENDED for row in rows):
        queries.delete_ended_of_user(user.pk)
    return [row for row in rows if row.auth_hash != queries.ENDED]


def end(visit: Visit, *, numbers: Sequence[int]) -> list[Session] | Pending:
    """Revoke sessions, or none if one of the numbers is not the user's; returns those that are left.

    Revoking all of them signs the user out everywhere, which revokes tokens and keys of every API too.

    Raises:
        Refused: `invalid_choice`.
    """
    session, user = user_of(visit)
    sensitive.require(visit, "end_logins")
    wanted = set(numbers)
    with database.atomic():
        if closing.end_numbers(user.pk, list(wanted)) != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("sessions_ended", visit=visit, user_id=user.pk, count=len(wanted))
        if session.number in wanted and not queries.of_user(user.pk, clock.now()):
            everywhere.revoke(user.pk, visit=visit)
    if session.number not in wanted:
        return listing(visit)
    notices.keep(visit, user, notices.LOGGED_OUT)
    return Pending(ended=True)

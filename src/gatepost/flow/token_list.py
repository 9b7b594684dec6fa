"""The tokens that a user's logins opened: list them, end one."""

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, user_agents
from gatepost.tokens import forms, queries

UNKNOWN = Refusal(Kind.INVALID, "unknown_token")


def listing(visit: Visit) -> Done:
    """The user's living tokens, newest first, by whatever wire they were opened; one statement.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    shown = visit.bearer.token if visit.bearer is not None else None
    rows = queries.of_user(visit.user.pk, clock.now(), *forms.LOGINS)
    data = [
        {
            "id": row.number,
            "device": user_agents.label(row.name),
            "created": row.created_at,
            "expiry": row.expires_at,
            "last_used": row.last_used_at,
            "current": row.pk == shown,
        }
        for row in rows
    ]
    return Done(data=data)


def end(visit: Visit, *, number: int) -> Done:
    """End one.

    Raises:
        Refused: LOGIN_REQUIRED; `unknown_token` where the user has none of this number.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    with database.atomic():
        if not queries.delete(visit.user.pk, number=number, kind__in=forms.LOGINS):
            raise Refused(UNKNOWN)
        audit.record("token_ended", visit=visit, user_id=visit.user.pk)
    return Done()

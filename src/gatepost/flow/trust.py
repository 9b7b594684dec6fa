"""Trust this browser: the last step of a login, which lets the next one there be shorter."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import engine
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, user_agents
from gatepost.sessions import queries, trusted

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="browsers", text=_("You trust no such browser."))


def offered() -> bool:
    """Whether any step of a login can be left out by trust."""
    return any(step.trusts() for step in engine.steps())


def decide(visit: Visit, *, trust: bool) -> LoggedIn | Pending:
    """Take the last step of a login: trust the browser, or don't.

    Raises:
        Refused: LOGIN_REQUIRED if no login waits for it.
    """
    pending = engine.underway(visit)
    if pending is None or pending.user is None or pending.step != engine.TRUST.name:
        raise Refused(LOGIN_REQUIRED)
    steps = engine.taken(pending.account, pending.proofs)
    proof = Proof(method="trust", at=clock.unix(), told=False)
    with database.atomic():
        outcome = engine.resume(visit, pending, proof)
        if not trust or not isinstance(outcome, LoggedIn):
            return outcome
        key = trusted.remember(pending.user.pk, steps, ip=visit.ip, user_agent=visit.user_agent)
        audit.record("browser_trusted", visit=visit, user_id=pending.user.pk)
    return msgspec.structs.replace(outcome, trust=key)


def listing(visit: Visit) -> Done:
    """The browsers that the user trusts, newest first; one statement."""
    present = trusted.digests(visit.trust, user_of(visit)[1].pk)
    rows = queries.trusted_of_user(user_of(visit)[1].pk, clock.now())
    return Done(
        data=[
            {
                "created_at": row.created_at.timestamp(),
                "device": user_agents.label(row.user_agent),
                "expires_at": row.expires_at.timestamp(),
                "id": row.number,
                "ip": row.ip,
                "is_current": row.digest in present,
                "user_agent": row.user_agent,
            }
            for row in rows
        ]
    )


def end(visit: Visit, *, numbers: Sequence[int]) -> Done:
    """Trust some browsers no more, or none if one of the numbers is not the user's.

    Raises:
        Refused: `invalid_choice`.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    with database.atomic():
        if queries.delete_trusted(user.pk, number__in=wanted) != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("trust_ended", visit=visit, user_id=user.pk, count=len(wanted))
    return listing(visit)

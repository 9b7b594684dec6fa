"""The second step of a login, and a fresh proof, by a typed code; the list of what a user holds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gatepost.accounts import account as accounts
from gatepost.accounts import queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import engine, factors
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, limits
from gatepost.sessions import issue

INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("This code is not correct."))
TOO_MANY_ATTEMPTS = Refusal(
    Kind.WRONG, "too_many_login_attempts", param="code", text=_("Too many failed login attempts. Try again later.")
)


def pending(visit: Visit) -> engine.Underway:
    """The login that waits for a second factor.

    Raises:
        Refused: LOGIN_REQUIRED if none does.
    """
    found = engine.underway(visit)
    if found is None or found.user is None or found.step != factors.FLOW:
        raise Refused(LOGIN_REQUIRED)
    return found


def check(visit: Visit, user: Any, held: Sequence[Authenticator], code: str) -> Authenticator:
    """Try a code against everything that the user holds; it is paid for before it is looked at.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`.
    """
    attempt = limits.attempt("factor_failed", str(user.pk), TOO_MANY_ATTEMPTS)
    for factor in factors.offered().values():
        mine = [row for row in held if row.type == factor.type]
        shown = factor.check(visit, user, mine[0], code) if mine and factor.check is not None else None
        if shown:
            attempt.forgive()
            return mine[0]
    audit.record("second_factor", visit=visit, user_id=user.pk, outcome="refused")
    raise Refused(INCORRECT_CODE)


def proof_of(shown: Authenticator, **details: Any) -> Proof:
    """A proof by something that the user just showed."""
    return Proof(method="mfa", at=clock.unix(), details={"type": shown.type, "id": shown.number, **details})


def authenticate(visit: Visit, *, login: engine.Underway, code: str) -> LoggedIn | Pending:
    """Take the second step of a login.

    Args:
        visit: The door.
        login: What `pending` found.
        code: As typed.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`; CONFLICT if another request completed the login.
    """
    shown = check(visit, login.user, login.account.authenticators, code)
    return engine.resume(visit, login, proof_of(shown), account=login.account)


def reauthenticate(visit: Visit, *, code: str) -> LoggedIn:
    """Add a fresh proof to the session.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`.
    """
    session, user = user_of(visit)
    proof = proof_of(check(visit, user, queries.authenticators(user.pk), code), reauthenticated=True)
    audit.record("reauthentication", visit=visit, user_id=user.pk)
    return LoggedIn(session=issue.add_proof(session, proof.told_as()))


def _entry(row: Authenticator, details: dict[str, Any]) -> dict[str, Any]:
    used = row.last_used_at
    times = {"created_at": row.created_at.timestamp(), "last_used_at": used.timestamp() if used is not None else None}
    return {"type": row.type, **times, **details}


def told(row: Authenticator) -> dict[str, Any]:
    """One authenticator in the words of the wire."""
    return _entry(row, factors.offered()[row.type].tell([row]).get(row.id, {}))


def listing(visit: Visit) -> Done:
    """What the user holds: what was used first, then by type; one statement a type, however many."""
    known, user = factors.offered(), user_of(visit)[1]
    rows = [row for row in queries.authenticators(user.pk) if row.type in known]
    rows.sort(key=lambda row: (row.last_used_at is None, row.type, row.name))
    details: dict[UUID, dict[str, Any]] = {}
    for kind in {row.type for row in rows}:
        details |= known[kind].tell([row for row in rows if row.type == kind])
    return Done(data=[_entry(row, details.get(row.id, {})) for row in rows], meta=_due(user))


def _due(user: Any) -> dict[str, Any] | None:
    """By when the user must have a second factor, where the rules say so."""
    if not factors.enforced():
        return None
    due = factors.enrolment_due(accounts.load(user))
    return {"enrolment_due": due.timestamp()} if due is not None else None

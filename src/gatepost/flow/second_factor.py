"""Second factors by typed code, at login and for reauthentication; the list of a user's authenticators."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import accounts, authenticator_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import factors, notices, pending_login
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, decisions, limits
from gatepost.ground.user_types import User
from gatepost.sessions import issue

INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("Incorrect code."))
TOO_MANY_ATTEMPTS = Refusal(
    Kind.WRONG, "too_many_login_attempts", param="code", text=_("Too many failed login attempts. Try again later.")
)


def pending(visit: Visit) -> pending_login.PendingState:
    """The login that is pending at its second factor.

    Raises:
        Refused: LOGIN_REQUIRED if none does.
    """
    found = pending_login.find(visit)
    if found is None or found.user is None or found.step != factors.FLOW:
        raise Refused(LOGIN_REQUIRED)
    return found


def check(visit: Visit, user: User, held: Sequence[Authenticator], code: str) -> Authenticator:
    """Check a code against all of the user's authenticators; the attempt is counted before the code is checked.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`.
    """
    shown, attempt = _counted(visit, user, held, code)
    attempt.reset_after_success()
    return shown


def _counted(
    visit: Visit, user: User, held: Sequence[Authenticator], code: str
) -> tuple[Authenticator, limits.Attempt]:
    try:
        attempt = limits.attempt("factor_failed", str(user.pk), TOO_MANY_ATTEMPTS)
        return _checked(visit, user, held, code), attempt
    except Refused:
        if not visit.logged_in:
            notices.login_failed(visit, username=user.get_username(), hides="code")
        raise


def _checked(visit: Visit, user: User, held: Sequence[Authenticator], code: str) -> Authenticator:
    # Recovery codes last: most codes are those of an app, and trying a recovery code costs a statement.
    for factor in sorted(factors.offered().values(), key=lambda factor: not factor.triggers_second_factor):
        mine = [row for row in held if row.type == factor.type]
        shown = factor.check(visit, user, mine[0], code) if mine and factor.check is not None else None
        if shown:
            return mine[0]
    held_types = ", ".join(sorted({row.type for row in held})) or "none"
    decisions.note("second factor", f"the code matches none of the user's: {held_types}", user=str(user.pk))
    audit.record("second_factor", visit=visit, user_id=user.pk, outcome="refused")
    raise Refused(INCORRECT_CODE)


def proof_of(shown: Authenticator, **details: object) -> Proof:
    """A proof by an authenticator that has just been verified."""
    return Proof(method="mfa", at=clock.unix(), details={"type": shown.type, "id": shown.number, **details})


def authenticate(visit: Visit, *, login: pending_login.PendingState, code: str) -> LoggedIn | Pending:
    """Complete the second factor of a login.

    Args:
        visit: The request.
        login: The login that `pending` returned.
        code: As typed.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`; CONFLICT if another request completed the login.
    """
    shown, attempt = _counted(visit, login.user, login.account.authenticators, code)
    try:
        visit = msgspec.structs.replace(visit, attempt=attempt)
        return INTERACTIVE.resume(visit, login, proof_of(shown), account=login.account)
    finally:
        attempt.reset_after_success()


def reauthenticate(visit: Visit, *, code: str) -> LoggedIn:
    """Reauthenticate with a second factor: adds a proof to the session.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`.
    """
    session, user = user_of(visit)
    proof = proof_of(check(visit, user, authenticator_queries.authenticators(user.pk), code), reauthenticated=True)
    audit.record("reauthentication", visit=visit, user_id=user.pk)
    return LoggedIn(session=issue.add_proof(session, proof.to_wire()))


class Listing(msgspec.Struct, frozen=True):
    """A user's authenticators, and the deadline for setting up a second factor, if the rules set one."""

    rows: list[Authenticator]
    enrolment_due: datetime | None


def listing(visit: Visit) -> Listing:
    """The user's authenticators, oldest first."""
    known, user = factors.offered(), user_of(visit)[1]
    rows = [row for row in authenticator_queries.authenticators(user.pk) if row.type in known]
    return Listing(rows, factors.enrolment_due(accounts.load(user)) if factors.enforced() else None)

"""Prove by password, once more, who one is."""

from django.utils.translation import gettext_lazy as _

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow.outcome import LoggedIn
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, limits
from gatepost.methods.password import hashing
from gatepost.methods.password.operations.log_in import TOO_MANY_ATTEMPTS
from gatepost.sessions import issue

INCORRECT = Refusal(Kind.WRONG, "incorrect_password", param="password", text=_("This password is not correct."))


def confirm(visit: Visit, *, password: str) -> Proof:
    """Check the password of whoever is logged in, for an act that carries it along.

    Args:
        visit: The door; somebody is logged in, by session or by token.
        password: As typed.

    Raises:
        Refused: LOGIN_REQUIRED, `incorrect_password`, LIMITED, `too_many_login_attempts`.
    """
    user = visit.user
    if user is None:
        raise Refused(LOGIN_REQUIRED)
    limits.hit("reauthentication_user", str(user.pk))
    if waits := limits.wait(("login_failed", f"user:{user.pk}")):
        raise Refused(TOO_MANY_ATTEMPTS.at("password").after(max(waits.values())))
    if not hashing.verify(password, user.password):
        audit.record("reauthentication", visit=visit, user_id=user.pk, outcome="refused")
        raise Refused(INCORRECT)
    limits.forget("login_failed", f"user:{user.pk}")
    audit.record("reauthentication", visit=visit, user_id=user.pk)
    return Proof(method="password", at=clock.unix(), details={"reauthenticated": True})


def reauthenticate(visit: Visit, *, password: str) -> LoggedIn:
    """Add a fresh proof to the session.

    Raises:
        Refused: As `confirm` does.
    """
    session, _user = user_of(visit)
    proof = confirm(visit, password=password)
    return LoggedIn(session=issue.add_proof(session, proof.told_as()))

"""Reauthenticate with a password."""

from django.utils.translation import gettext_lazy as _

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.features.password import hashing
from gatepost.features.password.operations import current, rehash
from gatepost.flow.outcome import LoggedIn
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock
from gatepost.sessions import issue

LIMIT = "reauthentication_user"
INCORRECT = Refusal(Kind.WRONG, "incorrect_password", param="password", text=_("Incorrect password."))


def confirm(visit: Visit, *, password: str, counted: bool = False) -> Proof:
    """Reauthenticate the caller for an operation whose request includes the password.

    Args:
        visit: The request, authenticated by session or token.
        password: As typed.
        counted: Whether the API counted this call before it validated the input.

    Raises:
        Refused: LOGIN_REQUIRED, `incorrect_password`, LIMITED, `too_many_login_attempts`.
    """
    user = visit.user
    if user is None:
        raise Refused(LOGIN_REQUIRED)
    form = current.check(visit, user, password, param="password", limit=None if counted else LIMIT)
    if form is None:
        audit.record("reauthentication", visit=visit, user_id=user.pk, outcome="refused")
        raise Refused(INCORRECT)
    if hashing.outdated(user.password, form):
        rehash.rehash(user, form)
    audit.record("reauthentication", visit=visit, user_id=user.pk)
    return Proof(method="password", at=clock.unix(), details={"reauthenticated": True})


def reauthenticate(visit: Visit, *, password: str) -> LoggedIn:
    """Reauthenticate, and record it in the session; the API counted the call before it validated the input.

    Raises:
        Refused: As `confirm` does.
    """
    session, _user = user_of(visit)
    proof = confirm(visit, password=password, counted=True)
    return LoggedIn(session=issue.add_proof(session, proof.to_wire()))

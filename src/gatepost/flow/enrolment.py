"""Who may set up a second factor: signed-in users, and users whose login requires it."""

import msgspec

from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import factors, pending_login, sensitive
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground.user_types import User
from gatepost.sessions.state import SessionState


class Enrolling(msgspec.Struct, frozen=True):
    """A user who is setting up a second factor.

    Args:
        session: The user's session, or the anonymous one of the pending login.
        user: The user.
        login: The pending login that requires it; None for a signed-in user.
    """

    session: SessionState
    user: User
    login: pending_login.PendingState | None

    def check(self, visit: Visit) -> None:
        """Require recent reauthentication and a verified address.

        Raises:
            Refused: `unverified_email`, PROOF_REQUIRED.
        """
        factors.may_enrol(self.user, one_is_enough=self.login is not None)
        if self.login is None:
            sensitive.require(visit, "change_factors")

    def finish(self, visit: Visit, proof: Proof) -> LoggedIn | Pending | None:
        """Complete the pending login, if any; runs in the transaction in which the factor was written.

        Args:
            visit: The request.
            proof: The proof by the new factor.

        Raises:
            Refused: CONFLICT if another request completed or ended the login.
        """
        return INTERACTIVE.resume(visit, self.login, proof) if self.login is not None else None


def enrolling(visit: Visit) -> Enrolling:
    """The user who may set up a second factor now.

    Raises:
        Refused: LOGIN_REQUIRED if the visitor is not signed in and no pending login requires enrolment.
    """
    if visit.session is not None and visit.session.user is not None:
        return Enrolling(visit.session, visit.session.user, None)
    login = pending_login.find(visit)
    if visit.session is None or login is None or login.user is None or login.step != factors.ENROLMENT:
        raise Refused(LOGIN_REQUIRED)
    return Enrolling(visit.session, login.user, login)


def admit(visit: Visit) -> None:
    """Refuse everyone who may not set up a second factor, before the input is read.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    enrolling(visit)


def admit_verified(visit: Visit) -> None:
    """As `admit`, and refuse an account with an unverified address, whatever the input is.

    Raises:
        Refused: LOGIN_REQUIRED, `unverified_email`.
    """
    found = enrolling(visit)
    factors.may_enrol(found.user, one_is_enough=found.login is not None)

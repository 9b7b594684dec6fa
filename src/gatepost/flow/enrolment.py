"""Who may set up a second factor: who is logged in, and whom a login asks to."""

from typing import Any

import msgspec

from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import engine, factors, reauthentication
from gatepost.flow.outcome import Done, LoggedIn
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.sessions.state import SessionState


class Enrolling(msgspec.Struct, frozen=True):
    """A user about to get a second factor.

    Args:
        session: In which.
        user: Who.
        login: The login that waits for it; None for who is logged in.
    """

    session: SessionState
    user: Any
    login: engine.Underway | None

    def check(self, visit: Visit) -> None:
        """Refuse whom a fresh proof or a proved address is missing.

        Raises:
            Refused: `unverified_email`, PROOF_REQUIRED.
        """
        factors.may_enrol(self.user, one_is_enough=self.login is not None)
        if self.login is None:
            reauthentication.require(visit, "change_factors")

    def finish(self, visit: Visit, proof: Proof, done: Done) -> Done:
        """Complete the login that waited; runs in the transaction in which the factor was written.

        Args:
            visit: The door.
            proof: What the new factor just proved.
            done: What is told of it; the session comes beside it.

        Raises:
            Refused: CONFLICT if another request completed or ended the login.
        """
        if self.login is None:
            return done
        outcome = engine.resume(visit, self.login, proof)
        meta = {**(done.meta or {}), "is_authenticated": isinstance(outcome, LoggedIn)}
        return msgspec.structs.replace(done, meta=meta, opened=outcome.opened)


def enrolling(visit: Visit) -> Enrolling:
    """Who is about to set up a second factor.

    Raises:
        Refused: LOGIN_REQUIRED for anybody else.
    """
    if visit.session is not None and visit.session.user is not None:
        return Enrolling(visit.session, visit.session.user, None)
    login = engine.underway(visit)
    if visit.session is None or login is None or login.user is None or login.step != factors.ENROLMENT.name:
        raise Refused(LOGIN_REQUIRED)
    return Enrolling(visit.session, login.user, login)


def expects(visit: Visit) -> None:
    """Nobody else may look any further.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    enrolling(visit)

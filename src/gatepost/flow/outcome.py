"""What an operation returns that may change the caller's login; others return rows or structs, or `Done`."""

import msgspec

from gatepost.accounts.models import Authenticator
from gatepost.sessions.state import Opened, SessionState


class LoggedIn(msgspec.Struct, frozen=True, kw_only=True):
    """The user is logged in.

    Args:
        session: The session.
        opened: The session with its new key, if it is new.
        trust: The key for a browser that is trusted from now on.
    """

    session: SessionState
    opened: Opened | None = None
    trust: str = ""


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor is anonymous; `steps` are the pending flows, if any."""

    steps: tuple["PendingStep", ...] = ()
    opened: Opened | None = None
    ended: bool = False


class PendingStep(msgspec.Struct, frozen=True):
    """A flow that the visitor has to continue.

    A flow of which an API says more than its name has a subclass of its own. The shape that the feature declares for
    the same name describes both in the native API (`flow.registry.shape_of`).
    """

    name: str


class Enrolled(msgspec.Struct, frozen=True):
    """A second factor was set up.

    Args:
        factor: The factor.
        login: The outcome of the login that required it; None for a user who was signed in.
    """

    factor: Authenticator
    login: LoggedIn | Pending | None

    @property
    def opened(self) -> Opened | None:
        """The session that the login opened."""
        return self.login.opened if self.login is not None else None


class Done(msgspec.Struct, frozen=True):
    """The operation is complete; the caller's login is as it was."""


Outcome = LoggedIn | Pending | Done

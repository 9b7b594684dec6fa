"""How an operation ends when it does not refuse: a closed union."""

from typing import Any

import msgspec

from gatepost.sessions.state import Opened, SessionState


class LoggedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is logged in.

    Args:
        session: The session.
        opened: The new key where the session is new.
        trust: The key for a browser that is trusted from now on.
    """

    session: SessionState
    opened: Opened | None = None
    trust: str = ""


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody is logged in; `steps` are waited for (none: just anonymous)."""

    steps: tuple["PendingStep", ...] = ()
    opened: Opened | None = None
    ended: bool = False


class PendingStep(msgspec.Struct, frozen=True):
    """A step that is waited for, and what the wire tells of it."""

    name: str
    details: dict[str, Any] = {}


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """Done, with something to tell, or nothing.

    Args:
        data: What to tell.
        meta: What to tell beside it.
        accepted: Whether a proof is still to come.
        absent: Whether the thing is not there; `meta` may tell what it would need.
        opened: The key of an anonymous session that was made to remember something.
        tokens: Access and refresh token for a browser's cookies.
    """

    data: Any = None
    meta: dict[str, Any] | None = None
    accepted: bool = False
    absent: bool = False
    opened: Opened | None = None
    tokens: dict[str, str] | None = None


Outcome = LoggedIn | Pending | Done

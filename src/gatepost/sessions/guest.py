"""A browser's session as a guest in another `SESSION_ENGINE`.

The engine's session holds the key of ours. Every request still asks our row, so that revocation, a changed password
and a disabled account are felt at once; what is lost is said by a check: a second read for each request, and the key
is stored as the other engine stores it.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from gatepost.sessions import issue
from gatepost.sessions.state import Opened, SessionState

KEY = "_gatepost_session"
USER = "_gatepost_user"


def holds(session: SessionBase) -> bool:
    """Whether a session of ours was ever put there."""
    return KEY in session


def find(session: SessionBase) -> SessionState | None:
    """Our session in there, if it lives."""
    key = session.get(KEY)
    return issue.find(key, "browser") if isinstance(key, str) else None


def keep(session: SessionBase, opened: Opened) -> None:
    """Put a new session there, under a new key of the engine; data of another user is dropped."""
    user = str(opened.state.user.pk) if opened.state.user is not None else ""
    if session.get(USER, session.get(SESSION_KEY, user)) not in ("", user):
        session.flush()
    session.cycle_key()
    session.pop(SESSION_KEY, None)
    session[KEY] = opened.key
    session[USER] = user

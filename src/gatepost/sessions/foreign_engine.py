"""Browser sessions in a project that keeps another `SESSION_ENGINE`.

The engine's session stores the key of ours. Every request still reads our row, so that revocation, a changed password
and a disabled account take effect immediately. The price, which a check reports: a second read for each request, and
the key is stored as the other engine stores it.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from gatepost.sessions import issue
from gatepost.sessions.state import Opened, SessionState

KEY = "_gatepost_session"
USER = "_gatepost_user"


def holds(session: SessionBase) -> bool:
    """Whether the engine's session has ever stored a key of ours."""
    return KEY in session


def find(session: SessionBase) -> SessionState | None:
    """Our session behind the engine's, if it is valid; renews the engine's session with it."""
    key = session.get(KEY)
    state = issue.find(key, "browser") if isinstance(key, str) else None
    if state is not None and state.renewed:
        session.modified = True
    return state


def keep(session: SessionBase, opened: Opened) -> None:
    """Store a new session's key under a new key of the engine; drops data of another user."""
    user = str(opened.state.user.pk) if opened.state.user is not None else ""
    if session.get(USER, session.get(SESSION_KEY, user)) not in ("", user):
        session.flush()
    session.cycle_key()
    session.pop(SESSION_KEY, None)
    session[KEY] = opened.key
    session[USER] = user

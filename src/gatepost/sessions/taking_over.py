"""Sessions of the engine that the project used before, if that engine keeps them outside the database.

A session in a cache, in files or in a signed cookie can't be copied beforehand. It is taken over at its next request,
under the same key, and once only: a session that was ended here stays ended, whatever the old engine still holds.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import ValidationError

from gatepost import conf
from gatepost.accounts import columns
from gatepost.accounts import queries as accounts
from gatepost.ground import clock, database, keyring
from gatepost.ground.user_types import User
from gatepost.sessions import issue, queries
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import SessionState

LOGIN_KEYS = (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY)
LONGEST_KEY = 8 * 1024


def find(key: str, client: str, ip: str = "", user_agent: str = "") -> SessionState | None:
    """The session that becomes ours of a key that only the previous engine knows; None without such an engine.

    Args:
        key: The key, as the client sent it.
        client: `browser` or `app`.
        ip: The client's address.
        user_agent: As sent.
    """
    if not conf.read(SessionsSettings).previous_engine or not issue.may_be_moved(key):
        return None
    _take_over(key, client, ip, user_agent)
    return issue.find(key, client)


def _take_over(key: str, client: str, ip: str, user_agent: str) -> None:
    """Write a row for a live session of the previous engine; of concurrent requests one does."""
    if len(key) > LONGEST_KEY:
        return
    engine = import_module(conf.read(SessionsSettings).previous_engine)
    old: dict[str, Any] = engine.SessionStore(session_key=key).load()
    user = _user(old)
    if user is None:
        return
    _, row = issue.new_row(client, ip, user_agent, user=user)
    row.digest = keyring.digest(issue.PURPOSE, issue.MOVED, key)
    row.data = _data(old)
    longest = timedelta(seconds=conf.read(SessionsSettings).absolute_seconds)
    with database.atomic():
        if queries.mark_taken_over(row.digest, clock.now() + longest):
            queries.insert(row)


def _data(old: Mapping[str, Any]) -> str:
    """The project's data; none if some of it can only be pickled."""
    try:
        return json.dumps({name: value for name, value in old.items() if name not in LOGIN_KEYS})
    except (TypeError, ValueError):
        return "{}"


def _user(data: Mapping[str, Any]) -> Any:
    """The user of a session's data, if Django would accept it."""
    if SESSION_KEY not in data:
        return None
    try:
        user = accounts.user(data[SESSION_KEY])
    except (ValueError, TypeError, ValidationError):
        return None
    return user if user is not None and accepted(user, data) else None


def accepted(user: User, data: Mapping[str, Any]) -> bool:
    """Whether Django would accept a session of a user. Source: `django.contrib.auth.get_user`."""
    if columns.has_column("is_active") and not user.is_active:
        return False
    stored = str(data.get(HASH_SESSION_KEY) or "")
    current = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(secrets.compare_digest(stored.encode(), one.encode()) for one in current)

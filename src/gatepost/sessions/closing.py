"""Ending sessions before their time, and announcing it, so that each package revokes what belongs to them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from gatepost import conf
from gatepost.ground import clock
from gatepost.ground.announce import announce, sessions_ended
from gatepost.ground.user_types import UserId
from gatepost.sessions import queries
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import SessionState


def end(state: SessionState) -> None:
    """End a session."""
    if queries.delete(state.id) and state.user is not None:
        sessions_ended(state.user.pk, [state.number])


def end_numbers(user_id: UserId, numbers: Sequence[int]) -> int:
    """End these sessions of a user; another user's numbers end nothing. Returns how many ended."""
    ended = queries.delete_numbers(user_id, numbers)
    if ended:
        sessions_ended(user_id, numbers)
    return ended


def end_all(user_id: UserId) -> int:
    """End every session of a user and everything else that grants access: each package revokes its own."""
    announce("logged_out_everywhere", user_id)
    return queries.delete_of_user(user_id)


def end_others(user_id: UserId, keep: UUID | None) -> int:
    """End a user's other sessions; the next request of each gets a 401 and removes it."""
    seconds = conf.read(SessionsSettings).anonymous_seconds
    return queries.demote_others(user_id, keep, clock.now() + timedelta(seconds=seconds))

"""Events of an account, such as a changed password or an ended session, on which each package revokes what it stores.

Functions run in the transaction of the operation, in the order of the table that `flow.revocation` registers.
"""

from collections.abc import Callable, Mapping, Sequence

from gatepost.ground.user_types import UserId

Listener = Callable[[UserId], None]
SessionListener = Callable[[UserId, Sequence[int]], None]

_listeners: dict[str, Sequence[Listener]] = {}
_session_listeners: list[SessionListener] = []


def register(table: Mapping[str, Sequence[Listener]], of_sessions: Sequence[SessionListener] = ()) -> None:
    """Set the functions to call for each event, and for ended sessions; called once, when Django's apps are ready."""
    _listeners.clear()
    _listeners.update(table)
    _session_listeners[:] = of_sessions


def announce(event: str, user_id: UserId) -> None:
    """Call an event's functions; an exception in one rolls the operation back.

    Raises:
        KeyError: There is no such event.
    """
    for listener in _listeners[event]:
        listener(user_id)


def sessions_ended(user_id: UserId, numbers: Sequence[int]) -> None:
    """Call the functions for sessions that ended by themselves, not together with all of the user's."""
    for listener in _session_listeners:
        listener(user_id, numbers)

"""Events of an account, such as a changed password, on which each package revokes what it stores.

Functions run in the transaction of the operation, in the order of the table that `flow.revocation` registers.
"""

from collections.abc import Callable, Mapping, Sequence

from gatepost.ground.user_types import UserId

Listener = Callable[[UserId], None]

_listeners: dict[str, Sequence[Listener]] = {}


def register(table: Mapping[str, Sequence[Listener]]) -> None:
    """Set the functions to call for each event; called once, when Django's apps are ready."""
    _listeners.clear()
    _listeners.update(table)


def announce(event: str, user_id: UserId) -> None:
    """Call an event's functions; an exception in one rolls the operation back.

    Raises:
        KeyError: There is no such event.
    """
    for listener in _listeners[event]:
        listener(user_id)

"""One place for "this happened": each room erases what is its own.

Listeners run in the transaction of the act and in the order in which their rooms were loaded.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Listener = Callable[[object], None]

EVENTS = (
    "password_changed",
    "address_proved",
    "factors_changed",
    "account_recovered",
    "account_disabled",
    "account_deleted",
    "logged_out_everywhere",
)
_listeners: dict[str, list[Listener]] = defaultdict(list)


def on(event: str) -> Callable[[Listener], Listener]:
    """Let a function hear of an event; it gets the user's id."""
    if event not in EVENTS:
        raise ValueError(f"no such event: {event}")

    def register(listener: Listener) -> Listener:
        _listeners[event].append(listener)
        return listener

    return register


def announce(event: str, user_id: Any) -> None:
    """Tell all who listen; a fault in one undoes the act."""
    for listener in _listeners[event]:
        listener(user_id)

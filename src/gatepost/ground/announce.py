"""Events inside the process, such as a changed password, on which each package revokes what it stores.

Listeners run in the transaction of the operation, in the order in which their packages were loaded.
"""

from collections import defaultdict
from collections.abc import Callable

from gatepost.ground.user_types import UserId

Listener = Callable[[UserId], None]

EVENTS = (
    "password_changed",
    "address_verified",
    "addresses_changed",
    "factors_changed",
    "account_recovered",
    "account_disabled",
    "account_deleted",
    "logged_out_everywhere",
)
_listeners: dict[str, list[Listener]] = defaultdict(list)


def on(event: str) -> Callable[[Listener], Listener]:
    """Register a function for an event; it is called with the user's id.

    Raises:
        ValueError: There is no such event.
    """
    if event not in EVENTS:
        raise ValueError(f"no such event: {event}")

    def register(listener: Listener) -> Listener:
        _listeners[event].append(listener)
        return listener

    return register


def announce(event: str, user_id: UserId) -> None:
    """Call every listener; an exception in one rolls the operation back."""
    for listener in _listeners[event]:
        listener(user_id)

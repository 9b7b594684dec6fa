"""Calls a project's function that may ask another system: in a thread of its own, for a limited time."""

import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gatepost.ground import connections

AT_ONCE = 8
Answer = TypeVar("Answer")
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="gatepost-foreign-call")


class Failed(Exception):  # noqa: N818 - its cause is the error
    """The function raised, or did not return in time; the text says which, and contains nothing it was called with."""


def call(function: Callable[[], Answer], seconds: float) -> Answer:
    """The result of a function.

    At most eight run at the same time in a process, so that a system that doesn't answer takes up no more threads than
    those. One that timed out keeps its thread until it returns.

    Raises:
        Failed: It raised, or took longer.
    """
    connections.lend()
    running = _threads.submit(_closing, function)
    try:
        return running.result(seconds)
    except TimeoutError:
        if not running.done():
            running.cancel()
            raise Failed(f"no answer within {seconds} seconds") from None
        raise Failed("it raised TimeoutError") from None
    except Exception as error:  # noqa: BLE001 - a project's function may raise anything
        last = traceback.extract_tb(error.__traceback__)[-1]
        raise Failed(f"it raised {type(error).__name__} in {last.name}, {last.filename}:{last.lineno}") from None


def _closing(function: Callable[[], Answer]) -> Answer:
    try:
        return function()
    finally:
        connections.close()

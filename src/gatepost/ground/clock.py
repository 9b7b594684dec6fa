"""The only module that reads the time, so that tests can set it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], float] = time.time


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.fromtimestamp(_source(), UTC)


def unix() -> float:
    """The present moment, in Unix seconds."""
    return _source()


def set_source(source: Callable[[], float] | None) -> None:
    """Replace the clock (tests only); None restores the system's."""
    global _source  # noqa: PLW0603 - one clock per process is the point
    _source = source or time.time

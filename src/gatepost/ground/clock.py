"""The only reader of time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


def _system() -> float:
    return time.time()


_source: Callable[[], float] = _system


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.fromtimestamp(_source(), UTC)


def unix() -> float:
    """The present moment, in Unix seconds."""
    return _source()


def set_source(source: Callable[[], float] | None) -> None:
    """Replace the clock (tests only); None puts the system's back."""
    global _source  # noqa: PLW0603 - one clock per process is the point
    _source = source or _system

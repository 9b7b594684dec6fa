"""What a request did so far, so that it can run again after it lost a race between nodes of a Galera cluster.

There a transaction can fail at its commit after all its statements have succeeded. Nothing of it remains, so the whole
request can run again, unless it committed something earlier. What it counted against limits stays counted, but is
remembered, so that it isn't counted twice. With other databases nothing is kept and nothing runs again.
"""

import time
from collections.abc import Hashable, Mapping
from contextvars import ContextVar
from typing import Any

MOST_RUNS = 8
LATEST_SECONDS = 5.0
"""After this time a client gets a 503 instead of waiting longer."""


class Request:
    """What has to be known of a request to run it again."""

    def __init__(self) -> None:
        """Start with nothing committed."""
        self.began, self.runs, self.committed = time.monotonic(), 1, False
        self._counted: dict[Hashable, list[Any]] = {}
        self._earlier: dict[Hashable, list[Any]] = {}

    def note_commit(self) -> None:
        """Note that something was committed, so that running the request again could do it twice."""
        self.committed = True

    def can_run_again(self) -> bool:
        """Whether another run repeats nothing, and is in time."""
        return not self.committed and self.runs < MOST_RUNS and self._in_time()

    def rewind(self) -> None:
        """Begin the next run."""
        self.runs, self._earlier, self._counted = self.runs + 1, self._counted, {}

    def recall(self, what: Hashable) -> Any:
        """What an earlier run counted; None if it didn't, or if this run has recalled it already."""
        found = self._earlier.get(what)
        return found.pop(0) if found else None

    def remember(self, what: Hashable, counted: object) -> None:
        """Remember what this run counted."""
        if self._in_time():
            self._counted.setdefault(what, []).append(counted)

    def has_lowered(self, turns: Mapping[str, float]) -> bool:
        """Whether an earlier run uncounted the same; notes that this one does otherwise."""
        what = tuple(turns.items())
        known = self.recall(what)
        self.remember(what, True)  # noqa: FBT003 - anything but None
        return known is not None

    def _in_time(self) -> bool:
        return time.monotonic() < self.began + LATEST_SECONDS


current: ContextVar[Request | None] = ContextVar("gatepost_request_on_galera", default=None)
"""None with other databases."""


def begin(**_: object) -> None:
    """Begin a request; a receiver of Django's signal."""
    current.set(Request())

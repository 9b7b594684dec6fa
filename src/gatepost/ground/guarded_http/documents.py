"""JSON documents of other servers, cached: discovery documents, key sets, client metadata.

A document is fresh for an hour; while its server is down, the last one is used for a day.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gatepost.ground import clock

Document = dict[str, Any]
FRESH_SECONDS = 3600
STALE_SECONDS = 86400
AGAIN_SECONDS = 60
FAILED_SECONDS = 5
MOST = 200


class _Kept:
    """A cached document, with the times of the last success, attempt and failure."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.document: Document | None = None
        self.read_at = self.asked_at = self.failed_at = float("-inf")
        self.fault: Exception | None = None


class Documents:
    """A cache of at most 200 documents; the least recently used ones are dropped.

    Args:
        read: Fetches one.
        fault: What `read` raises if it fails.
    """

    def __init__(self, read: Callable[[str], Document], fault: type[Exception]) -> None:
        self._read, self._fault = read, fault
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._guard = threading.Lock()

    def __call__(self, url: str, *, again: bool = False) -> Document:
        """The document at a URL; one thread fetches it, and others wait for the result.

        Args:
            url: Its URL.
            again: Whether to refetch even a fresh document, if the last attempt is a minute old.

        Raises:
            fault: It cannot be fetched, and no copy of the last day is left.
        """
        kept = self._place(url)
        with kept.lock:
            now = clock.unix()
            wanted = FRESH_SECONDS if not again else AGAIN_SECONDS
            if kept.document is not None and now - (kept.read_at if not again else kept.asked_at) < wanted:
                return kept.document
            if now - kept.failed_at >= FAILED_SECONDS:
                kept.asked_at = now
                try:
                    kept.document, kept.read_at = self._read(url), now
                except self._fault as fault:
                    kept.failed_at, kept.fault = now, fault
            if kept.fault is not None and (kept.document is None or now - kept.read_at >= STALE_SECONDS):
                raise kept.fault
            return kept.document or {}

    def forget(self) -> None:
        """Drop all documents, for tests."""
        with self._guard:
            self._kept.clear()

    def _place(self, url: str) -> _Kept:
        with self._guard:
            found = self._kept.setdefault(url, _Kept())
            self._kept.move_to_end(url)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return found

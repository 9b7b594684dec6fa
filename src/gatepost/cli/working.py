"""What `gatepost worker` does, in small parts, so that no mail waits for anything else."""

import logging
import time
from collections.abc import Iterator

from gatepost import conf
from gatepost.accounts import survey
from gatepost.cli import retention
from gatepost.ground import clock, connections, database, outbox
from gatepost.ground.settings import RetentionSettings

log = logging.getLogger("gatepost.worker")
PAGE_EVERY_SECONDS = 10
IDLE_SECONDS = 1
MOST_DRIFT_SECONDS = 60


class Work:
    """The state of one worker."""

    def __init__(self) -> None:
        self.sent = 0
        self._after: object = None
        # By a clock that nobody sets, so that a correction of the time stops nothing.
        self._page_due = self._deletion_due = time.monotonic()
        self._deletion: Iterator[tuple[str, int]] = iter(())

    def round(self) -> float:
        """Send what is due, reconcile a page of users and delete a batch, if it is time for that.

        Returns:
            How many seconds to wait before the next round: after a batch as long as it took, so that a large deletion
            leaves the database half of the time.
        """
        try:
            sent = outbox.deliver_due()
            self.sent += sent
            self._reconcile()
            began = time.monotonic()
            if self._delete():
                return time.monotonic() - began
        except database.Error as error:
            # Closed, so that the next round connects again.
            log.warning("the worker waits for the database: %s: %s", type(error).__name__, error)
            connections.close()
            self._deletion_due = time.monotonic()
            return IDLE_SECONDS
        return 0 if sent else IDLE_SECONDS

    def _reconcile(self) -> None:
        if time.monotonic() >= self._page_due:
            self._after = survey.reconcile_page(self._after)
            self._page_due = time.monotonic() + PAGE_EVERY_SECONDS

    def _delete(self) -> bool:
        """Delete the next batch of the current run, or start a run if one is due; False if there is nothing to do."""
        for name, count in self._deletion:
            if count:
                log.debug("deleted %d %s", count, name)
                return True
        every = conf.read(RetentionSettings).every_seconds
        if not every or time.monotonic() < self._deletion_due:
            return False
        self._deletion_due = time.monotonic() + every
        if _clock_is_right():
            self._deletion = retention.batches()
            return True
        return False


def _clock_is_right() -> bool:
    """Whether this machine's clock agrees with the database's: one that is ahead would delete valid sessions."""
    theirs = database.unix_time()
    if theirs is None or abs(clock.unix() - theirs) <= MOST_DRIFT_SECONDS:
        return True
    log.error("nothing is deleted, since the clock differs from the database's by %d s", clock.unix() - theirs)
    return False

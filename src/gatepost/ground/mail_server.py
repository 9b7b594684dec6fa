"""Whether the mail server can be reached.

While it can't, mail waits, without being tried or given up, and one connection every few seconds finds out whether it
is back. So an outage costs no message an attempt, and mail leaves soon after its end.
"""

import logging
import smtplib
import threading
import time

from gatepost.ground import sending

log = logging.getLogger("gatepost.outbox")
PROBE_SECONDS = 3
_probing = threading.Lock()
_probed: list[float] = []
"""When it was last found away, in seconds of the monotonic clock; empty while it can be reached."""


def away() -> bool:
    """Whether mail must wait; connects if the last attempt was some seconds ago. One thread of a process does."""
    if not _probed:
        return False
    if time.monotonic() - _probed[0] < PROBE_SECONDS or not _probing.acquire(blocking=False):
        return True
    try:
        return _probe()
    finally:
        _probing.release()


def failed(error: Exception) -> bool:
    """Whether a mail couldn't be sent because the server is away, and not for a reason of its own.

    Args:
        error: Why it couldn't be sent.
    """
    if not isinstance(error, OSError):
        return False
    with _probing:
        return _probe()


def _probe() -> bool:
    was_away = bool(_probed)
    cause = _cause()
    _probed[:] = [time.monotonic()] if cause else []
    if cause and not was_away:
        log.warning("the mail server can't be reached, and mail waits: %s", cause)
    if was_away and not cause:
        log.warning("the mail server can be reached again")
    return bool(cause)


def _cause() -> str:
    """Why the server can't be reached; empty if it answers, even if it refuses the password.

    The project's email backend may fail in other ways than by an `OSError`; these count as the mail's own failure.
    """
    try:
        with sending.connection():
            return ""
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
        return ""
    except OSError as error:  # also every other error of smtplib
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("the email backend raised %s while it was asked whether its server is there", type(error).__name__)
        return ""

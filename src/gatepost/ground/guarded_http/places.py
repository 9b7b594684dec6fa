"""How many requests of this process may wait for other servers at once.

Each keeps a thread of the web server, so one that hangs would soon keep all of them from everyone else. It keeps no
connection to the database.
"""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

from gatepost.ground import connections
from gatepost.ground.guarded_http.fault import Unavailable

AT_ONCE = 10
AT_ONE_HOST = 6
WAIT_SECONDS = 0.5
_changed = threading.Condition()
_running: Counter[str] = Counter()


@contextlib.contextmanager
def place(host: str) -> Iterator[None]:
    """Wait for a place for a request to a host.

    Raises:
        Unavailable: There is none within half a second.
    """
    connections.lend()
    with _changed:
        if not _changed.wait_for(lambda: _running[host] < AT_ONE_HOST and _running.total() < AT_ONCE, WAIT_SECONDS):
            raise Unavailable("too many requests wait for other servers")
        _running[host] += 1
    try:
        yield
    finally:
        with _changed:
            _running[host] -= 1
            if not _running[host]:
                del _running[host]
            _changed.notify_all()

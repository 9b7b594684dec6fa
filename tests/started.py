"""Waits for programs that tests start, and for what these do a moment later."""

import time
from contextlib import suppress

import httpx

POLL_SECONDS = 0.03
PATIENCE_SECONDS = 60
"""A busy machine takes longer than an idle one."""
_http = httpx.Client(verify=False, timeout=30)


def until(find, what, *, seconds=PATIENCE_SECONDS):
    """Return what `find` returns, as soon as that is true.

    Args:
        find: Called again and again.
        what: Named if it does not come in time.
        seconds: How long to wait.
    """
    deadline = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what() if callable(what) else what}"
        time.sleep(POLL_SECONDS)
    return found


def get(url, **options):
    """GET from a server on this machine, on a connection of its own and without cookies."""
    return _http.get(url, headers={"Connection": "close"}, **options)


def until_up(process, address, *, log=None, any_status=False, seconds=PATIENCE_SECONDS, ask=get):
    """Wait until a program that was started answers; a failure shows what the program printed.

    Args:
        process: The program, as `Popen` returned it.
        address: Asked until the answer is a success.
        log: The file that the program prints to, unless that is a pipe.
        any_status: Whether any answer will do.
        seconds: How long to wait.
        ask: What sends the request.

    Raises:
        RuntimeError: The program ended.
    """

    def answers():
        if process.poll() is not None:
            raise RuntimeError(_printed(process, log))
        with suppress(httpx.TransportError):
            return ask(address).is_success or any_status
        return False

    until(answers, lambda: f"an answer of {address}\n{_printed(process, log)}", seconds=seconds)


def _printed(process, log):
    if log is not None:
        return log.read_text()
    process.terminate()
    process.wait(30)
    return process.stdout.read() if process.stdout else "it printed to nowhere"

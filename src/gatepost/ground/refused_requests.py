"""Keeps the decisions behind refused requests, for `gatepost explain`.

One insert for each refused request, after its response was made; a process keeps only so many a minute, so that an
attack does not fill the database.
"""

import logging
from collections import deque
from datetime import timedelta

import msgspec

from gatepost import conf
from gatepost.ground import clock, database, queries
from gatepost.ground.decisions import Trace
from gatepost.ground.models import Event, RefusedRequest
from gatepost.ground.settings import ExplainSettings

log = logging.getLogger("gatepost")
MOST_PER_MINUTE = 100
_kept_at: deque[float] = deque(maxlen=MOST_PER_MINUTE)


def keep(trace: Trace, *, method: str, route: str, status: int) -> None:
    """Store the decisions of a refused request; a failure is logged, and changes nothing for the client.

    Args:
        trace: Its decisions.
        method: The HTTP method.
        route: The pattern of its URL, without the values in it, which may be keys of mailed links.
        status: The status of its response.
    """
    if not conf.read(ExplainSettings).kept_seconds or not _has_room():
        return
    row = RefusedRequest(
        request_id=trace.request_id,
        at=clock.now(),
        method=method[:16],
        route=route[:200],
        status=status,
        decisions=[msgspec.to_builtins(decision, enc_hook=str) for decision in trace.decisions],
    )
    try:
        queries.add_refused_request(row)
    except database.Error:
        log.warning("the decisions behind a refused request could not be stored", exc_info=True)


def _has_room() -> bool:
    now = clock.unix()
    if len(_kept_at) == MOST_PER_MINUTE and _kept_at[0] > now - 60:
        return False
    _kept_at.append(now)
    return True


def find(request_id: str) -> tuple[list[RefusedRequest], list[Event]]:
    """The refused requests with an id, and the audit events that were recorded meanwhile; oldest first."""
    since = clock.now() - timedelta(seconds=conf.read(ExplainSettings).kept_seconds)
    return queries.refused_requests(request_id, since), queries.events_of_request(request_id, since)


def delete_expired(limit: int) -> int:
    """Delete decisions that were kept long enough, a batch at a time."""
    kept = timedelta(seconds=conf.read(ExplainSettings).kept_seconds)
    return queries.delete_refused_requests(clock.now() - kept, limit)

"""When pending logins expire."""

from datetime import datetime, timedelta

from gatepost import conf
from gatepost.flow import queries
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import clock


def oldest_login() -> datetime:
    """A login that was started at this moment or earlier has expired."""
    return clock.now() - timedelta(seconds=conf.read(FlowSettings).login_seconds)


def give_up(visit: Visit, step: str) -> None:
    """End the login pending in the visitor's session if this is its current step."""
    if visit.session is not None and visit.session.user is None:
        queries.delete_waiting(visit.session.id, step)

"""Visitors of several networks, with limits on as they are by default."""

from tests.client import Api
from tests.users import logged_in


def limited(configure, **sections):
    configure(limits={"enabled": True}, **{"headless": {"trusted_proxies": 1}, **sections})


def visitor(client="app", network=1):
    """A client in a network of its own."""
    return Api(client, **{"X-Forwarded-For": f"198.51.100.{network}"})


def member(user, client="app", network=1):
    api = logged_in(user, client)
    api.headers = {"X-Forwarded-For": f"198.51.100.{network}"}
    return api


def outcomes(calls):
    """What each call ends with: its status, and what a 400 says."""
    return [answer.status if answer.status != 400 else answer.codes[0] for answer in calls]

"""What scenarios share: people, their sessions and mails, and the race itself."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
from django.contrib.auth.hashers import make_password

from gatepost.accounts import identifiers, lifecycle
from gatepost.accounts.accounts import load
from gatepost.flow.proof import Proof
from gatepost.ground import clock, keyring
from gatepost.ground.models import Message
from gatepost.ground.outbox import Envelope
from gatepost.sessions import issue
from tests.client import CODE, KEY, Api

RACERS = 16
PASSWORD, NEW = "bob-Secret-77", "a-new-Secret-88"
SCENARIOS = []
_number, _pool = itertools.count(1), ThreadPoolExecutor(RACERS)
_hash = []


def scenario(title):
    """Declare one round of a scenario.

    Args:
        title: What must hold, for the table.
    """

    def declare(play):
        SCENARIOS.append((play.__name__, title, play))
        return play

    return declare


def race(act, racers=RACERS):
    """Call `act(n)` in threads that wait at one barrier; returns what they returned."""
    barrier = threading.Barrier(racers)

    def run(number):
        barrier.wait()
        return act(number)

    return list(_pool.map(run, range(racers)))


def statuses(apis, verb, path, body=None, **headers):
    """The statuses that visitors get who send one request at once; `body` may be a function of the number."""
    for api in apis:
        api.http.connect()
    given = body if callable(body) else lambda _: body
    return race(lambda n: apis[n].call(verb, path, given(n), **headers).status, len(apis))


def one(found, winner=200, others=frozenset({400, 401, 409, 410})):
    """Check that exactly one won, and that the others were refused."""
    assert found.count(winner) == 1, found
    assert set(found) - {winner} <= set(others), found


def address():
    return f"user{next(_number)}@example.org"


def person(email=None, **names):
    """A user with a verified address and `PASSWORD`."""
    if not _hash:
        _hash.append(make_password(PASSWORD))
    account = lifecycle.build({"email": email or address(), "username": f"user{next(_number)}", **names}, _hash[0])
    assert lifecycle.insert(account)
    for row in load(account.user).identifiers:
        if row.kind != "username":
            identifiers.confirm(row)
    return account.user


def strangers(count=RACERS, client="app"):
    return [Api(client) for _ in range(count)]


def same(api, count=RACERS):
    """Several tabs of one visitor."""
    found = strangers(count, api.client)
    for tab in found:
        tab.token = api.token
        tab.http.take_cookies(api.http)
    return found


def sessions(user, count=RACERS, client="app"):
    """Visitors who logged in as a user just now."""
    found = strangers(count, client)
    for api in found:
        proof = msgspec.to_builtins(Proof(method="password", at=clock.unix()))
        opened = issue.open_for(user, client=client, ip="127.0.0.1", user_agent="racer", proofs=[proof], wire="native")
        if client == "app":
            api.token = opened.key
        else:
            api.http.cookies["sessionid"] = opened.key
            api.get("config")
    return found


def mailed(to):
    """The values of the newest message to somebody."""
    for row in Message.objects.order_by("-created_at", "-id")[:100]:
        envelope = msgspec.json.decode(keyring.unseal("outbox", row.sealed, row.id.hex), type=Envelope)
        if envelope.to == to:
            return envelope.context
    raise AssertionError(f"no message to {to}")


def code_of(to):
    return mailed(to)["code"]


def key_of(to):
    return KEY.findall(str(mailed(to)))[-1]


__all__ = ["CODE", "NEW", "PASSWORD", "RACERS", "SCENARIOS", "Api"]

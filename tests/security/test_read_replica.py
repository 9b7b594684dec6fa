"""A project whose router sends every read to a replica, which may lag: gatepost reads the primary all the same."""

import inspect
from typing import ClassVar

import pytest
from tests.users import NEW, PASSWORD, logged_in

from gatepost.accounts import queries

SOURCE = "/src/gatepost/"


class Router:
    """Reads from `replica`, except those of the tests themselves; notes those of gatepost."""

    asked: ClassVar = []

    def db_for_read(self, model, **_):
        frame, names = inspect.currentframe().f_back, []
        while frame is not None and "/tests/" not in frame.f_code.co_filename:
            names.append(frame.f_code.co_name)
            if SOURCE in frame.f_code.co_filename and "bulk_create" not in names:  # which reads nothing
                self.asked.append(f"{frame.f_code.co_filename.partition(SOURCE)[2]}:{frame.f_lineno} {model.__name__}")
                break
            frame = frame.f_back
        return "default"

    def db_for_write(self, *_, **__):
        return "default"

    def allow_relation(self, *_, **__):
        return True


@pytest.fixture
def _router(settings):
    settings.DATABASE_ROUTERS = ["tests.security.test_read_replica.Router"]
    Router.asked.clear()


@pytest.mark.usefixtures("_router")
def test_nothing_that_decides_access_is_read_from_a_replica(bob, configure):
    """A user's groups, keys, families and sessions were, so that a revoked one worked until the replica knew."""
    configure(tokens={"strategy": "opaque"}, limits={"enabled": True})
    mine, other = logged_in(bob), logged_in(bob)
    assert mine.call("GET", "auth/sessions").status == 200
    mine.call("POST", "account/keys", {"name": "ci"})
    mine.call("GET", "account/keys")
    mine.call("GET", "account/authenticators")
    mine.call("POST", "account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    assert other.call("GET", "auth/session").status == 401
    mine.call("DELETE", "auth/session")
    queries.in_group(bob, ["staff"])
    assert Router.asked == []

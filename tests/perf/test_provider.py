"""How many statements the provider needs, with limits counted in the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.oauth import RESOURCE, App, userinfo
from tests.users import logged_in

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture(params=["jwt", "opaque"])
def app(request, db, configure, clock):  # the keys are read again after five seconds of it
    configure(
        provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {}}},
        limits={"enabled": True, "network_factor": 1000},
    )
    return App(token_format=request.param)


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as found:
        answer = act()
    assert answer.status_code == 200, answer.content
    return [one["sql"] for one in found.captured_queries if not one["sql"].startswith(CONTROL)]


def test_each_endpoint_stays_within_its_budget(bob, app):
    browsing = logged_in(bob, "browser")
    tokens = app.log_in(browsing)
    code = app.code(browsing)
    assert len(statements(lambda: app.redeem(code))) <= 6
    assert len(statements(lambda: app.refresh(tokens["refresh_token"]))) <= 4
    assert len(statements(lambda: app.post("introspect", token=tokens["access_token"]))) == 1
    assert len(statements(lambda: userinfo(tokens["access_token"]))) == 1


def test_introspection_by_a_resource_server_is_one_statement_too(bob, app):
    tokens = app.log_in(logged_in(bob, "browser"), scope="openid", resource=RESOURCE)
    server = App(audiences=[RESOURCE])
    assert server.introspect(tokens["access_token"])["active"]
    assert len(statements(lambda: server.post("introspect", token=tokens["access_token"]))) == 1

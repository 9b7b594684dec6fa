"""How many statements the provider needs, with limits counted in the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.oauth import EXCHANGE, RESOURCE, App, userinfo
from tests.users import logged_in

from gatepost.features.provider.operations.grant_types import DEVICE

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


def test_a_token_exchange_and_the_new_token_stay_within_their_budget(bob, app):
    token = app.log_in(logged_in(bob, "browser"), scope="openid read", resource=RESOURCE)["access_token"]
    columns = {"audiences": [RESOURCE], "grant_types": [EXCHANGE], "scope": "openid read"}
    service = App(token_format=app.row.token_format, **columns)
    assert len(statements(lambda: service.exchange(token))) <= 6
    first = service.exchange(token).json()["access_token"]
    assert len(statements(lambda: service.post("introspect", token=first))) == 2
    second = service.exchange(first).json()["access_token"]
    assert len(statements(lambda: service.post("introspect", token=second))) == 3


def test_introspection_by_a_resource_server_is_one_statement_too(bob, app):
    tokens = app.log_in(logged_in(bob, "browser"), scope="openid", resource=RESOURCE)
    server = App(audiences=[RESOURCE])
    assert server.introspect(tokens["access_token"])["active"]
    assert len(statements(lambda: server.post("introspect", token=tokens["access_token"]))) == 1


def test_a_device_stays_within_its_budget(bob, app):
    grants = [DEVICE, "refresh_token"]
    device = App(public=True, grant_types=grants, token_format=app.row.token_format)
    browsing = logged_in(bob, "browser")
    app.log_in(browsing)  # makes the keys that sign
    assert len(statements(lambda: device.post("device", scope="openid"))) == 3
    started = device.post("device", scope="openid").json()
    browsing.post("auth/device", {"code": started["user_code"]})
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browsing.post("auth/device/answer", {"code": started["user_code"], "allow": True}).status == 200
    assert len([one for one in found.captured_queries if not one["sql"].startswith(CONTROL)]) <= 8
    form = {"grant_type": DEVICE, "device_code": started["device_code"]}
    assert len(statements(lambda: device.post("token", **form))) <= 6

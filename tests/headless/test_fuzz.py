"""Random requests from the API's own description: no 5xx, no answer that is not described."""

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from tests.users import logged_in, make_user

from gatepost.headless.openapi import document

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def _kept_connection(db):
    """A real server closes connections between requests; this one holds the test's transaction."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def credentials(user, client):
    api = logged_in(user, client)
    if client == "app":
        return {"X-Session-Token": api.token}
    secret = "c" * 32
    return {"Cookie": f"sessionid={api.http.cookies['sessionid'].value}; csrftoken={secret}", "X-CSRFToken": secret}


@pytest.mark.usefixtures("_kept_connection")
@pytest.mark.parametrize("client", ["app", "browser"])
def test_fifty_examples_an_operation(client, db, configure):
    configure(
        accounts={"login_methods": ["email", "phone", "username"], "signup_fields": ["email*", "phone", "password*"]},
        email={"verification_by": "both", "resends": 2},
        password={"reset_by": "both"},
        passkey={"signup": True, "named_login": True},
        flow={"trust_browser": True},
        tokens={"keys": True, "scopes": ["read"]},
    )
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    user, tried = make_user(), 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.startswith(f"/_allauth/{client}/"):
            continue

        @settings(
            max_examples=50, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        def run(case):
            response = case.call(headers=credentials(user, client) if case.operation.method != "delete" else {})
            case.validate_response(response, checks=CHECKS)

        from hypothesis import given  # noqa: PLC0415 - beside its use

        given(operation.as_strategy())(run)()
        tried += 1
    assert tried > 20

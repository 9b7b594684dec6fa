"""The REST dialects with any user model: run with `GATEPOST_TEST_USER` set to `email_only`, `uuid` or `handle`."""

import pytest
from tests.dialects.rest import Rest

ANN, PASSWORD = "ann@example.org", "tr0ub4dor-and-3"


@pytest.fixture(autouse=True)
def _by_address(configure):
    configure(rest_auth={"login_methods": ["email"], "signup_fields": ["email*"]})


def test_a_life(db, links):
    rest = Rest()
    answer = rest.post("registration/", {"email": ANN, "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 201, answer.content
    keyed = Rest(Authorization=f"Token {answer.json()['key']}")
    record = keyed.get("user/").json()
    assert (record["email"], set(record) - {"username", "handle", "first_name", "last_name"}) == (ANN, {"pk", "email"})
    assert keyed.call("PATCH", "user/", {"email": "x@example.org"}).json() == record
    assert Rest().post("login/", {"email": ANN, "password": PASSWORD}).status_code == 200
    Rest().post("password/reset/", {"email": ANN})
    uid, token = links(ANN)[-1].rstrip("/").split("/")[-2:]
    new = {"new_password1": "an0ther-l0ng-one", "new_password2": "an0ther-l0ng-one"}
    assert Rest().post("password/reset/confirm/", {"uid": uid, "token": token, **new}).status_code == 200
    assert keyed.get("user/").status_code == 403
    obtained = Rest().http.post("/api-token-auth/", {"username": ANN, "password": "an0ther-l0ng-one"}, format="json")
    assert obtained.status_code == 200

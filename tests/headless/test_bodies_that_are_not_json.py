"""Bodies that are not JSON, or not there: where they come before the state, after it, and where they don't matter."""

import pytest
from django.test import Client
from tests.client import Api
from tests.exchanges import CODE, sign_up
from tests.users import logged_in, make_user

RESENDS = ("auth/code/resend", "auth/email/verify/resend", "auth/phone/verify/resend")
APP = "/_allauth/app/v1/"
BLANK = b" \n"


def send(verb, path, body, content_type="application/json", **headers):
    return Client().generic(verb, APP + path, body, content_type=content_type, headers=headers)


@pytest.mark.parametrize("body", ["{broken", "null", "[]", "5"])
@pytest.mark.parametrize("path", RESENDS)
def test_a_resend_refused_the_body_that_it_takes_nothing_from(db, path, body):
    assert send("POST", path, body).status_code == 409


def test_a_resend_works_with_any_body(db, configure):
    configure(**CODE)
    api = Api("app")
    sign_up(api)
    token = {"X-Session-Token": api.token}
    assert send("POST", "auth/email/verify/resend", "{broken", **token).status_code == 200
    assert (
        send("POST", "auth/email/verify/resend", "x=1", "application/x-www-form-urlencoded", **token).status_code == 200
    )


def test_a_body_of_blanks_counted_as_none(db):
    api = logged_in(make_user())
    answer = send("DELETE", "auth/session", BLANK, **{"X-Session-Token": api.token})
    assert (answer.status_code, answer.content) == (400, b"")
    assert api.get("auth/session").status == 200
    assert send("POST", "auth/login", BLANK).content == b""


STATES = [
    ("auth/reauthenticate", 401),
    ("account/password/change", 401),
    ("auth/code/confirm", 409),
    ("auth/2fa/authenticate", 401),
    ("auth/login", 400),
    ("auth/nothing", 400),
    ("auth/2fa/trust", 400),
]
"""A path that isn't there, or is off, is a 400 too: the project's error page would parse the form."""


@pytest.mark.parametrize(("path", "status"), STATES)
def test_a_form_without_a_boundary_was_refused_before_the_state(db, path, status):
    assert send("POST", path, "x", "multipart/form-data").status_code == status

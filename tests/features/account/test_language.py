"""The stored language of a user, and the mails that are written in it."""

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, NEW, PASSWORD, logged_in

from gatepost import cli
from gatepost.accounts import language_queries
from gatepost.ground import outbox

LANGUAGE = "account/language"
GERMAN, FRENCH = {"Accept-Language": "de-AT,de;q=0.9"}, {"Accept-Language": "fr"}


def log_in(**headers):
    api = Api("app", **headers)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    return api


def test_the_first_login_in_another_language_stores_it_and_later_ones_keep_it(bob):
    log_in()
    assert language_queries.language(bob.pk) == ""
    log_in(**{"Accept-Language": "en"})
    log_in(**{"Accept-Language": "*"})
    assert language_queries.language(bob.pk) == ""
    log_in(**GERMAN)
    assert language_queries.language(bob.pk) == "de"
    log_in(**FRENCH)
    assert language_queries.language(bob.pk) == "de"


def test_only_the_first_login_in_a_language_costs_more(bob):
    log_in()
    counts = []
    for headers in ({}, GERMAN, GERMAN, FRENCH):
        with Counted() as counted:
            log_in(**headers)
        counts.append(len(counted.statements))
    more = 3 if connection.vendor == "postgresql" else 1  # there, all other logins are one statement
    assert counts == [counts[0], counts[0] + more, counts[0], counts[0]]


def test_a_choice_replaces_it(api, bob):
    api = logged_in(bob, api.client)
    assert api.get("account/profile").body["data"]["language"] is None
    for wanted, stored in (("de", "de"), ("fr-CA", "fr"), ("en", "en")):
        assert api.put(LANGUAGE, {"language": wanted}).status == 200
        assert api.get("account/profile").body["data"]["language"] == stored
    for unknown in ("tlh", "x", "de\x00", "-" * 30):
        assert api.put(LANGUAGE, {"language": unknown}).codes[0][1] == "language"
    assert api.put(LANGUAGE, {}).codes == [("required", "language")]
    assert Api(api.client).put(LANGUAGE, {"language": "de"}).status == 401
    assert language_queries.language(bob.pk) == "en"


def test_a_mail_that_a_command_causes_is_in_it(bob, post):
    log_in(**GERMAN)
    ran = CliRunner().invoke(cli.gatepost, ["users", "set-password", BOB, "--password", NEW], catch_exceptions=False)
    assert ran.exit_code == 0
    assert "Guten Tag" in post.to(BOB)[-1]


def test_a_mail_that_the_worker_sends_about_a_change_by_the_project_is_in_it(bob, post, configure):
    configure(outbox={"delivery": "worker"})
    log_in(**GERMAN)
    bob.email = "new@example.org"
    bob.save()
    outbox.deliver_due()
    assert "Guten Tag" in post.to(BOB)[-1]


@pytest.mark.parametrize(
    ("headers", "greeting"), [({}, "Guten Tag"), (FRENCH, "Bonjour"), ({"Accept-Language": "*"}, "Guten Tag")]
)
def test_a_request_without_a_language_mails_in_it_and_any_other_in_its_own(bob, post, headers, greeting):
    log_in(**GERMAN)
    Api("app", **headers).post("auth/password/request", {"email": BOB})
    assert greeting in post.to(BOB)[-1]

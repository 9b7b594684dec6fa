"""Tokens that a login opens: the same each time or fresh, on rows with digests only."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factors import with_app
from tests.users import NEW, PASSWORD, logged_in

from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import token
from gatepost.flow.visit import Visit
from gatepost.ground import database
from gatepost.ground.models import Event
from gatepost.sessions.models import Session
from gatepost.tokens import forms, opaque
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import Plan

SINGLE = Plan(single=True)
FRESH = Plan()


def log(plan=FRESH, name="bob", password=PASSWORD, **more):
    ending = SingleRequest(opens=token(plan), **more)
    return log_in.log_in(Visit(), kinds=("username",), name=name, password=password, ending=ending).made


def test_the_same_token_is_told_at_each_login_and_stored_nowhere(bob):
    first, second = log(SINGLE), log(SINGLE)
    assert first == second
    assert re.fullmatch("[0-9a-f]{40}", first)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM gatepost_token")
        assert first not in str(cursor.fetchall())
    assert opaque.find(first, forms.AUTHTOKEN).user == bob


def test_an_ended_token_never_comes_back(bob):
    first = log(SINGLE)
    assert opaque.end_logins(bob.pk) == 1
    second = log(SINGLE)
    assert second != first
    assert opaque.find(first, forms.AUTHTOKEN) is None


def test_the_same_token_survives_a_rotation_of_keys_while_the_old_key_is_there(bob, settings):
    first = log(SINGLE)
    new = "t2:HxgZGhscHR4fAAECAwQFBgcICQoLDA0ODxAREhMUFRY"
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new, *settings.GATEPOST["KEYS"]]}
    assert log(SINGLE) == first
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new]}
    assert opaque.find(first, forms.AUTHTOKEN) is None
    assert log(SINGLE) != first


def test_a_fresh_token_for_each_login(bob):
    first, second = log(), log()
    assert first != second
    assert opaque.end_one(bob.pk, opaque.find(first, forms.AUTHTOKEN).pk) == 1
    assert opaque.find(first, forms.AUTHTOKEN) is None
    assert opaque.find(second, forms.AUTHTOKEN) is not None


def test_a_session_may_be_opened_beside_it_and_knows_it(bob):
    log(session=True)
    number = Session.objects.get().number
    assert Token.objects.get().session_number == number
    assert opaque.end_session(bob.pk, number) == 1


def test_an_idle_token_dies_and_each_use_prolongs_it_up_to_its_end(bob, clock):
    text = log(Plan(seconds=100, idle_seconds=70))
    clock.forward(69)
    assert opaque.find(text, forms.AUTHTOKEN)
    clock.forward(30)
    assert opaque.find(text, forms.AUTHTOKEN)
    clock.forward(1)
    assert opaque.find(text, forms.AUTHTOKEN) is None
    other = log(Plan(idle_seconds=70))
    clock.forward(70)
    assert opaque.find(other, forms.AUTHTOKEN) is None


def test_one_statement_finds_it_and_junk_costs_none(bob):
    text = log()
    opaque.find(text, forms.AUTHTOKEN)
    with CaptureQueriesContext(connection) as counted:
        assert opaque.find(text, forms.AUTHTOKEN)
    assert len(counted) == 1
    with CaptureQueriesContext(connection) as counted:
        for junk in (text.upper(), text[:-1], text + "0", "ä" * 40, "", "x" * 40, "0" * 100_000):
            assert opaque.find(junk, forms.AUTHTOKEN) is None
    assert len(counted) == 0


def test_f14_a_token_of_one_kind_is_unknown_as_another(bob):
    texts = {
        forms.AUTHTOKEN: log(),
        forms.KNOX: log(Plan(kind=forms.KNOX, digits=40)),
        forms.KEY: opaque.make(bob.pk, name="x", scope="", expires_at=None)[0],
    }
    for made_as, text in texts.items():
        for asked_as in texts:
            assert (opaque.find(text, asked_as) is not None) == (made_as == asked_as)


@pytest.mark.parametrize("end", [True, False])
def test_c5_a_password_set_by_any_way_ends_tokens_by_setting(bob, configure, end):
    configure(tokens={"end_on_password_change": end})
    text, same = log(), log(SINGLE)
    bob.set_password(NEW)
    bob.save()
    assert (opaque.find(text, forms.AUTHTOKEN) is None) == end
    assert (log(SINGLE, password=NEW) != same) == end


def test_c5_a_change_ends_tokens_of_other_logins(bob):
    text = log()
    api = logged_in(bob)
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    assert not Token.objects.exists()
    assert opaque.find(text, forms.AUTHTOKEN) is None


def test_a_hash_made_anew_ends_no_token(bob, settings):
    text = log()
    type(bob).objects.filter(pk=bob.pk).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    bob.refresh_from_db()
    opaque.end_others(bob, Token.objects.get().id)
    log()
    assert opaque.find(text, forms.AUTHTOKEN) is not None


@pytest.mark.parametrize("plan", [SINGLE, FRESH])
def test_what_is_missing_is_named_and_opens_nothing(bob, configure, plan):
    with_app(bob)
    with pytest.raises(Refused) as refused:
        log(plan)
    assert refused.value.refusals[0].code == "mfa_authenticate"
    assert not Token.objects.exists()
    event = Event.objects.get(kind="login")
    assert (event.outcome, event.details) == ("refused", {"step": "mfa_authenticate"})


def test_who_is_disabled_after_the_check_gets_nothing(bob):
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        log()
    assert refused.value.refusals[0].code == "username_password_mismatch"


def test_a_login_with_a_token_is_at_most_six_statements(bob, configure):
    configure(limits={"enabled": True})
    log(SINGLE)
    for plan in (FRESH, SINGLE):
        with CaptureQueriesContext(connection) as counted:
            log(plan)
        found = [
            query["sql"]
            for query in counted
            if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        ]
        assert len(found) == (6 if not database.combines_writes() else 4 if plan.single else 3), found

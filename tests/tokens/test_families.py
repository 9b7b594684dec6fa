"""Refresh families, as operations use them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.errors import Refused
from gatepost.features.tokens.operations import refresh
from gatepost.flow import logout
from gatepost.flow.visit import Visit
from gatepost.ground.announce import announce
from gatepost.ground.models import Event
from gatepost.sessions import closing, issue
from gatepost.sessions import queries as session_queries
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.refresh import families, family_queries
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why

DAY = 86400
KINDS = ("native", "simple_jwt")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _standing_clock(clock):
    """Time stands still."""


def session_of(user):
    return issue.open_for(user, client="app", ip="127.0.0.1", user_agent="test", proofs=[]).state


def refused(text, kind="native"):
    with pytest.raises(InvalidRefresh) as told:
        families.rotate(text, kind=kind)
    return told.value.why


@pytest.mark.parametrize("kind", KINDS)
def test_each_generation_is_followed_by_one_other(bob, kind):
    first = families.start(bob, kind=kind)
    second = families.rotate(first.text, kind=kind)
    third = families.rotate(second.text, kind=kind)
    assert len({first.text, second.text, third.text}) == 3
    assert RefreshFamily.objects.get().generation == 3
    assert third.family.user == bob


def test_a_native_token_has_the_published_form_and_a_jwts_id_is_32_signs_of_hex(bob):
    native, foreign = families.start(bob), families.start(bob, kind="simple_jwt")
    for _ in range(3):
        assert re.fullmatch("gpr_[0-9A-Za-z]{49}", native.text)
        assert re.fullmatch("[0-9a-f]{32}", foreign.text)
        native, foreign = families.rotate(native.text), families.rotate(foreign.text, kind="simple_jwt")


def test_no_row_holds_a_token_nor_half_of_one(bob):
    one, other = families.start(bob), families.start(bob, kind="simple_jwt")
    other = families.rotate(other.text, kind="simple_jwt")
    rows = str(list(RefreshFamily.objects.values()))
    for text in (one.text, other.text):
        assert text not in rows
        assert text[:20] not in rows


@pytest.mark.parametrize("kind", KINDS)
def test_who_lost_the_race_gets_the_same_successor_for_ten_seconds(bob, clock, kind):
    parent = families.start(bob, kind=kind).text
    successor = families.rotate(parent, kind=kind).text
    clock.forward(10)
    assert families.rotate(parent, kind=kind).text == successor
    clock.forward(0.5)
    assert refused(parent, kind) is Why.REPLAYED
    assert refused(successor, kind) is Why.UNKNOWN


def test_the_successor_is_the_same_while_the_keys_turn(bob, settings):
    parent = families.start(bob).text
    successor = families.rotate(parent).text
    ring = settings.GATEPOST["KEYS"]
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": ["t2:HwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4", *ring]}
    assert families.rotate(parent).text == successor
    assert families.rotate(successor).text != successor


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_two_generations_old_ends_the_family(bob, kind):
    texts = [families.start(bob, kind=kind).text]
    for _ in range(3):
        texts.append(families.rotate(texts[-1], kind=kind).text)
    assert refused(texts[0], kind) is Why.REPLAYED
    assert refused(texts[-1], kind) is Why.UNKNOWN


def test_a_replay_is_one_event_and_one_mail_however_often_it_comes(bob, clock, post):
    visit = Visit(ip="203.0.113.9", network="203.0.113.9")
    parent = families.start(bob).text
    refresh.renew(visit, token=parent)
    clock.forward(11)
    codes = []
    for _ in range(3):
        with pytest.raises(Refused) as told:
            refresh.renew(visit, token=parent)
        codes.append(told.value.refusals[0].code)
    assert codes == ["refresh_token_replayed", "refresh_token_unknown", "refresh_token_unknown"]
    assert Event.objects.filter(kind="refresh_replayed", outcome="refused", user_key=str(bob.pk)).count() == 1
    (mail,) = post.to(BOB)
    assert "203.0.113.9" in mail


def test_an_unused_token_expires_and_a_login_does_whatever_its_use(bob, clock):
    unused, used = families.start(bob).text, families.start(bob).text
    for _ in range(29):
        clock.forward(DAY - 1)
        used = families.rotate(used).text
    assert refused(unused) is Why.EXPIRED
    clock.forward(DAY - 1)
    used = families.rotate(used)
    assert used.expires_at - RefreshFamily.objects.get(id=used.family.id).created_at == timedelta(days=30)
    clock.forward(60)
    assert refused(used.text) is Why.EXPIRED


@pytest.mark.parametrize("bound", [True, False], ids=["of a session", "alone"])
@pytest.mark.parametrize(
    ("what", "why"),
    [
        (lambda user: get_user_model().objects.filter(pk=user.pk).update(is_active=False), Why.DISABLED),
        (lambda user: lifecycle.set_active(user.pk, active=False), Why.UNKNOWN),
        (lambda user: (user.set_password("set-in-a-Shell-1"), user.save()), Why.ENDED),
        (lambda user: closing.end_all(user.pk), Why.UNKNOWN),
        (lambda user: announce("password_changed", user.pk), Why.UNKNOWN),
        (lambda user: user.delete(), Why.UNKNOWN),
    ],
    ids=["disabled by SQL", "disabled", "password by another way", "logged out everywhere", "password", "deleted"],
)
def test_what_happens_to_the_account_ends_its_families(bob, bound, what, why):
    text = families.start(bob, session=session_of(bob) if bound else None).text
    what(get_user_model().objects.get(pk=bob.pk))
    assert refused(text) is why


def test_the_end_of_its_session_ends_a_family_and_leaves_others(bob, clock):
    session = session_of(bob)
    ours, alone, other = (families.start(bob, session=one).text for one in (session, None, session_of(bob)))
    logout.log_out(Visit(session=session))
    assert refused(ours) is Why.ENDED
    assert families.rotate(alone)
    assert families.rotate(other)


def test_a_session_that_lost_its_user_renews_nothing(bob):
    session = session_of(bob)
    text = families.start(bob, session=session).text
    session_queries.demote_others(bob.pk, None, session.created_at)
    assert refused(text) is Why.ENDED


def test_refreshing_keeps_the_session_alive(bob, clock):
    text = families.start(bob, session=session_of(bob), lifetime=timedelta(days=10), absolute=timedelta(days=60)).text
    for _ in range(3):
        clock.forward(9 * DAY)
        text = families.rotate(text, lifetime=timedelta(days=10)).text
    clock.forward(9 * DAY)  # the session's own last moment is day 30
    assert refused(text) is Why.ENDED


def test_a_new_hash_of_the_same_password_ends_nothing(bob):
    get_user_model().objects.filter(pk=bob.pk).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    user = get_user_model().objects.get(pk=bob.pk)
    text = families.start(user).text
    assert Api().post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert not get_user_model().objects.get(pk=bob.pk).password.startswith("pbkdf2")
    assert families.rotate(text)


@pytest.mark.parametrize("kind", KINDS)
def test_ending_a_family_works_with_any_of_its_tokens_and_twice(bob, kind):
    first = families.start(bob, kind=kind).text
    second = families.rotate(first, kind=kind).text
    assert families.end(first, kind=kind)
    assert not families.end(second, kind=kind)
    assert refused(second, kind) is Why.UNKNOWN


def test_a_token_of_one_kind_is_none_of_another(bob):
    text = families.start(bob, kind="simple_jwt").text
    assert refused(text, "sliding") is Why.UNKNOWN
    assert not families.end(text, kind="sliding")
    assert families.reuse(text, kind="simple_jwt").text == text


def test_reuse_without_rotation_goes_on_until_the_family_ends(bob):
    text = families.start(bob, kind="simple_jwt").text
    assert [families.reuse(text, kind="simple_jwt").text for _ in range(3)] == [text] * 3
    families.end(text, kind="simple_jwt")
    with pytest.raises(InvalidRefresh):
        families.reuse(text, kind="simple_jwt")


def test_reuse_of_an_older_generation_is_a_replay_unless_any_will_do(bob):
    first = families.start(bob, kind="simple_jwt").text
    second = families.rotate(first, kind="simple_jwt").text
    assert families.reuse(first, kind="simple_jwt", strict=False).text == first
    third = families.rotate(first, kind="simple_jwt", strict=False).text
    assert len({first, second, third}) == 3
    with pytest.raises(InvalidRefresh):
        families.reuse(first, kind="simple_jwt")


@pytest.mark.parametrize(
    "text", ["", "x", "gpr_", "gpr_" + "A" * 49, "g" * 32, "A" * 32, "0" * 31, "0" * 33, "\u0660" * 32, "\x00" * 32]
)
@pytest.mark.parametrize("kind", KINDS)
def test_junk_costs_no_statement(text, kind):
    with CaptureQueriesContext(connection) as counted:
        assert refused(text, kind) is Why.UNKNOWN
        assert not families.end(text, kind=kind)
    assert len(counted) == 0


def test_a_wrong_half_ends_the_family_of_the_other(bob):
    """Whoever knows which family there is has had one of its tokens."""
    text = families.start(bob, kind="simple_jwt").text
    assert refused(text[:20] + "0" * 12, "simple_jwt") is Why.REPLAYED
    assert refused(text, "simple_jwt") is Why.UNKNOWN


def test_cleanup_deletes_expired_families_a_batch_at_a_time(bob, clock):
    families.start(bob)
    families.start(make_user("ann@example.org", "ann"))
    clock.forward(DAY + 1)
    living = families.start(bob).family
    assert family_queries.delete_expired(families.clock.now(), 1) == 1
    assert family_queries.delete_expired(families.clock.now(), 1) == 1
    assert list(RefreshFamily.objects.all()) == [living]


def test_a_users_living_families_are_listed(bob, clock):
    session = session_of(bob)
    one = families.start(bob, session=session).family
    clock.forward(1)
    two = families.start(bob, kind="simple_jwt").family
    families.start(make_user("ann@example.org", "ann"))
    assert families.of_user(bob.pk) == [two, one]
    closing.end(session)
    assert families.of_user(bob.pk) == [two]


def test_what_a_generation_prints_holds_no_token(bob):
    found = families.start(bob)
    assert found.text not in repr(found)
    assert found.text not in str(found.family)

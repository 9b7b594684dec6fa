"""Names are looked up before a sign-up by one statement, which is built once and says what Django's own says."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import UserManager
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from tests.users import BOB, NUMBER, make_user

from gatepost.accounts import columns, identifiers, taken, taken_queries
from gatepost.accounts.models import Identifier, ReleasedName
from gatepost.accounts.taken_queries import LISTED, OWN, TakenName, Wanted, held_or_released
from gatepost.ground import clock

EMAIL, USERNAME = ("email", BOB), ("username", "bob")
SHAPES = {
    "an address": ([EMAIL], []),
    "two names": ([EMAIL, USERNAME], []),
    "a username like an address": ([EMAIL, ("username", BOB)], [EMAIL]),
    "a username like a number": ([("username", NUMBER)], [("phone", NUMBER)]),
    "a username that is both": ([("username", "x")], [EMAIL, ("phone", NUMBER)]),
}


def wanted(names, readings=(), digests=(), by=None):
    return Wanted(names=names, digests=digests, readings=readings, by=by)


def sent(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"].replace("(", "").replace(")", "") for query in captured.captured_queries]


@pytest.mark.parametrize("by", [False, True])
@pytest.mark.parametrize("digests", [[], ["a"], ["a", "b"]])
@pytest.mark.parametrize(("names", "readings"), SHAPES.values(), ids=SHAPES)
def test_the_statement_is_the_one_that_django_builds_from_the_names(names, readings, digests, by, db):
    user, now = make_user(), clock.now()
    asked = wanted(names, readings, digests, user.pk if by else None)
    (ours,) = sent(lambda: held_or_released(asked, now))
    rows = taken_queries._union(
        Identifier.objects.all(),
        kinds=[kind for kind, _ in names],
        read=[kind for kind, _ in readings],
        names=[name for _, name in names],
        digests=digests,
        readings=[name for _, name in readings],
        now=now,
        user_id=asked.by,
    )
    assert sent(lambda: list(rows)) == [ours]
    assert sorted(map(str, held_or_released(asked, now))) == sorted(str(TakenName(*one)) for one in rows)


def test_a_name_is_looked_up_by_a_statement_that_was_built_before(db, monkeypatch):
    make_user()
    held_or_released(wanted([EMAIL, USERNAME], digests=["a"]), clock.now())
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda *_: pytest.fail("built again"))
    found = held_or_released(wanted([EMAIL, ("username", "eve")], digests=["b"]), clock.now())
    assert [(one.arm, one.kind, one.canonical) for one in found] == [("name", *EMAIL)]


def test_the_names_of_the_user_who_asks_are_told_from_those_of_others(db):
    bob, eve = make_user(), make_user(username="eve", email="eve@example.org", phone=NUMBER)
    row = identifiers.new("email", "eve@example.org", user=bob, primary=True)
    row.save()
    now = clock.now()

    def holders(name, by):
        return {one.holder for one in held_or_released(wanted([("username", "x")], [("email", name)], by=by), now)}

    assert holders(BOB, None) == {""}
    assert holders(BOB, bob.pk) == {OWN}
    assert holders("eve@example.org", bob.pk) >= {"", LISTED}
    assert holders(BOB, eve.pk) == {""}


def test_a_released_name_is_found_until_it_expires(db):
    now = clock.now()
    ReleasedName.objects.create(digest="a", holder="h", expires_at=now + timedelta(minutes=1))
    ReleasedName.objects.create(digest="b", holder="h", expires_at=now)
    found = held_or_released(wanted([USERNAME], digests=["a", "b"]), now)
    assert [(one.arm, one.holder) for one in found] == [("released", "h")]


@pytest.fixture
def email_column(monkeypatch):
    """The column of addresses, which is looked into as if it were indexed."""
    field = columns.field("email")
    if not columns.is_text(field):
        pytest.skip("no such column")
    monkeypatch.setattr(columns, "searchable", lambda kind: field if kind == "email" else None)
    taken_queries._holders.cache_clear()
    yield field
    taken_queries._holders.cache_clear()


def test_a_column_that_converts_what_it_is_compared_with_converts_it_each_time(db, monkeypatch, email_column):
    user = make_user()
    Identifier.objects.filter(user=user, kind="email").delete()
    monkeypatch.setattr(email_column, "get_prep_value", lambda value: value.removeprefix("stored as "))
    for name, found in ((f"stored as {BOB}", 1), ("stored as eve@example.org", 0), (BOB, 1)):
        asked = wanted([("username", "x")], [("email", name)])
        assert len(held_or_released(asked, clock.now())) == found


def test_a_manager_that_filters_is_asked_for_each_sign_up(db, monkeypatch):
    make_user()
    hidden = []

    class Choosing(UserManager):
        def get_queryset(self):
            return super().get_queryset().filter(**{f"{get_user_model().USERNAME_FIELD}__in": []} if hidden else {})

    row = identifiers.new("email", BOB)
    assert taken.names([row]) == {"email": BOB}
    manager = Choosing()
    manager.model, manager.name = get_user_model(), "objects"
    monkeypatch.setattr(get_user_model()._meta, "default_manager", manager)
    for hides in (True, False, True):
        hidden[:] = [True] if hides else []
        assert taken.names([row]) == ({} if hides else {"email": BOB})

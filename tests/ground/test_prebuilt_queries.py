"""Statements that are built once do what Django's own do."""

import uuid
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Upper
from tests.users import BOB, make_user

from gatepost.accounts import accounts, name_queries, queries
from gatepost.accounts.models import Identifier
from gatepost.accounts.name_queries import Name
from gatepost.ground import clock, grouped_insert_queries
from gatepost.ground.lookup_queries import Lookup
from gatepost.ground.models import Event
from gatepost.ground.prebuilt_queries import Insert, Update, convert


def event(**columns):
    return Event(at=clock.now(), kind="login", outcome="done", **columns)


def test_a_row_is_written_as_django_writes_it(db, django_assert_num_queries):
    write = Insert(Event)
    first, second = event(details={"ä": [1]}), event(session_number=2**52, user_key="x")
    with django_assert_num_queries(2):
        write(first)
        write(second)
    for row in (first, second):
        assert not row._state.adding
        kept, names = Event.objects.get(pk=row.pk), [field.attname for field in Event._meta.concrete_fields]
        assert [getattr(kept, name) for name in names] == [getattr(row, name) for name in names]
    with pytest.raises(IntegrityError), transaction.atomic():
        write(first)


def test_several_rows_are_written_by_one_statement_or_none_is(db, django_assert_num_queries):
    write = Insert(Event)
    for count in (1, 3, 2):
        rows = [event(details={"number": number}) for number in range(count)]
        with django_assert_num_queries(1):
            write.all(rows)
        for row in rows:
            assert not row._state.adding
            assert Event.objects.get(pk=row.pk).details == row.details
    known, new = rows[0], event()
    with pytest.raises(IntegrityError), transaction.atomic():
        write.all([new, known])
    assert new._state.adding
    assert not Event.objects.filter(pk=new.pk).exists()


def test_a_row_that_is_there_is_kept_by_an_insert_that_says_so(db, django_assert_num_queries):
    write, first = Insert(Event, keeps=True), event(details={"number": 1})
    write(first)
    again = event(details={"number": 2})
    again.pk = first.pk
    with transaction.atomic(), grouped_insert_queries.together(), django_assert_num_queries(1):
        write(again)
    assert Event.objects.get(pk=first.pk).details == {"number": 1}


def test_a_name_leads_to_all_names_of_its_user_with_one_user_each(db, django_assert_num_queries):
    bob = make_user()
    make_user(username="eve", email="eve@example.org")
    for _ in range(2):
        with django_assert_num_queries(1):
            (found,) = name_queries.candidates([Name("email", (BOB, f" {BOB}"), BOB)])
        assert {row.pk for row in found.rows} == set(Identifier.objects.filter(user=bob).values_list("pk", flat=True))
        assert found.user == bob
        account = accounts.by_name("email", BOB)
        assert all(row.user is account.user for row in account.identifiers)
        assert not any(row.has_authenticators for row in found.rows)
    with django_assert_num_queries(1):
        assert name_queries.candidates([Name("email", ("", " "), "")]) == []


def test_the_statement_that_finds_a_name_is_built_once_for_every_kind(db):
    make_user(phone="+4917112345678")
    for kind in ("email", "username", "phone"):
        name_queries.candidates([Name(kind, ("x", " x"), "x")])
    built = {key[1]: statement for key, statement in name_queries._select._statements.items()}
    assert all(built[(kind,)] is not None for kind in ("email", "username", "phone"))


def test_names_are_looked_up_as_pairs(db):
    bob, eve = make_user(), make_user(username="eve", email="eve@example.org")
    found = queries.claims([("email", BOB), ("username", "eve"), ("email", "eve")])
    assert {(row.user_id, row.kind) for row in found} == {(bob.pk, "email"), (eve.pk, "username")}
    assert queries.claims([]) == []


def test_a_text_that_looks_like_a_place_is_a_text(db):
    bob = make_user(email="text@example.org")
    Identifier.objects.filter(user=bob, kind="email").update(claim="text 1")
    look = Lookup(Identifier, lambda rows, texts: rows.filter(kind=texts[0], claim=texts[1]))
    assert [row.user for row in look.rows(("email", "text 1"))] == [bob]
    assert look.rows(("text 1", "email")) == []


def test_columns_of_one_row_are_written_and_counted(db, django_assert_num_queries):
    bob, eve = make_user(), make_user(username="eve", email="eve@example.org")
    update = Update(get_user_model())
    now = clock.now()
    for wanted in ({"is_active": False}, {"is_active": True, "last_login": now}, {"last_login": None}):
        with django_assert_num_queries(1):
            assert update(bob.pk, wanted) == 1
        bob.refresh_from_db()
        assert {name: getattr(bob, name) for name in wanted} == wanted
    eve.refresh_from_db()
    assert eve.is_active
    assert update(uuid.uuid4() if isinstance(bob.pk, uuid.UUID) else -1, {"is_active": False}) == 0


@pytest.mark.django_db(transaction=True)
def test_columns_of_a_parents_table_are_written_too():
    class Member(get_user_model()):
        nickname = models.CharField(max_length=20)

        class Meta:
            app_label = "tests"

    with connection.schema_editor() as editor:
        editor.create_model(Member)
    try:
        ann = Member.objects.create(**{Member.USERNAME_FIELD: "ann@example.org"}, nickname="a")
        update = Update(Member)
        for name in ("b", "c"):
            assert update(ann.pk, {"nickname": name, "is_active": name == "c"}) == 1
            assert Member.objects.filter(pk=ann.pk, nickname=name, is_active=name == "c").exists()
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Member)


def test_columns_that_a_project_writes_may_be_objects_and_expressions(db):
    bob = make_user()
    queries.set_columns(bob.pk, first_name=Upper(models.Value("bob")), last_login=None)
    assert get_user_model().objects.filter(pk=bob.pk, first_name="BOB", last_login=None).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="other drivers return moments with a time zone, or no text")
@pytest.mark.parametrize("with_zones", [True, False])
def test_a_moment_is_converted_as_by_django(db, settings, with_zones):
    settings.USE_TZ = with_zones
    naive = datetime.fromisoformat("2026-01-02 03:04:05")
    values = [naive, naive.replace(tzinfo=UTC), "2026-01-02 03:04:05.678", None]
    rows = [[value] for value in values]
    convert(rows, ((0, None, None, True),), connection)
    django = connection.ops.convert_datetimefield_value
    assert [row[0] for row in rows] == [django(value, None, connection) for value in values]


def test_a_converter_of_the_project_sees_null_and_one_of_ours_does_not(db):
    rows = [[None, None]]
    convert(rows, ((0, lambda *_: "project", None, False), (1, lambda *_: "ours", None, True)), connection)
    assert rows == [["project", None]]

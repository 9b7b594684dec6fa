"""`gatepost partition-events`, and what the worker does with the months from then on."""

import contextlib
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost import cli
from gatepost.cli import retention
from gatepost.cli.doctor import services
from gatepost.ground import audit, clock
from gatepost.ground import event_partition_queries as partitions
from gatepost.ground.models import Event

POSTGRESQL = connection.vendor == "postgresql"
needs_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="other databases are not partitioned")
pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 12, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_migration(monkeypatch):
    monkeypatch.setattr("gatepost.cli.maintenance.migrate", lambda: None)


def run():
    return CliRunner().invoke(cli.gatepost, ["partition-events"])


def at(moment):
    clock.set_source(moment.timestamp)


def partitioned_in_november():
    at(NOVEMBER)
    audit.record("before")
    assert run().exit_code == 0


def tables(kind=None):
    """How many events each partition holds, without empty ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text, count(*) FROM gatepost_event GROUP BY 1 ORDER BY 1")
        return {name.removeprefix("gatepost_event_"): count for name, count in cursor.fetchall()}


def clean():
    """What a run of the worker deletes."""
    found = {}
    for name, count in retention.batches():
        found[name] = found.get(name, 0) + count
    return found


def structure():
    """Names, definitions and kinds of the table's indexes, and its columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'gatepost_event' ORDER BY 1")
        indexes = [(name, text.replace(" ON ONLY ", " ON ")) for name, text in cursor.fetchall()]
        cursor.execute(
            "SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
            " WHERE table_name = 'gatepost_event' ORDER BY 1"
        )
        return indexes, cursor.fetchall()


@needs_postgresql
def test_the_table_keeps_its_rows_columns_and_indexes():
    before = structure()
    partitioned_in_november()
    assert structure() == before
    assert Event.objects.get(kind="before").outcome == "done"
    assert tables() == {"earlier": 1}
    assert "already" in run().output


@needs_postgresql
def test_events_of_logins_go_to_their_months():
    partitioned_in_november()
    make_user()
    for moment in (NOVEMBER, DECEMBER):
        at(moment)
        assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert tables()["2026_12"] >= 1
    assert Event.objects.filter(kind="login").count() == 2


@needs_postgresql
def test_old_months_are_dropped_and_never_deleted_by_row(configure, django_assert_num_queries):
    partitioned_in_november()
    for months in range(1, 15):
        at(NOVEMBER + timedelta(days=30.4 * months))
        clean()
        audit.record(f"month {months}")
    assert "other" not in tables()
    found = set(tables())
    # A year is kept, and until the end of the month in which a year ended.
    assert found == {f"2027_{month:02}" for month in range(1, 13)} | {"2028_01"}
    before = Event.objects.count()
    at(datetime(2028, 2, 1, 1, tzinfo=UTC))
    assert (clean()["months of events"], clean()["events"]) == (1, 0)
    assert Event.objects.count() == before - 1


@needs_postgresql
def test_what_was_there_before_is_deleted_by_row_until_its_partition_is_dropped(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    at(NOVEMBER)
    for days in (400, 380, 370, 10):
        at(NOVEMBER - timedelta(days=days))
        audit.record(f"{days} days ago")
    at(NOVEMBER)
    assert run().exit_code == 0
    assert clean()["events"] == 3
    assert tables() == {"earlier": 1}
    at(NOVEMBER + timedelta(days=377))
    assert clean()["months of events"] >= 1
    assert "earlier" not in tables()
    assert clean()["events"] == 0


@needs_postgresql
def test_no_worker_ran_for_months_and_every_login_failed_for_want_of_a_partition(monkeypatch):
    partitioned_in_november()
    make_user()
    late = DECEMBER + timedelta(days=120)
    at(late)
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    clean()
    assert tables()["other"] >= 1
    at(late + timedelta(days=30))
    audit.record("next month")
    assert tables()["2027_05"] == 1
    at(late + timedelta(days=400))
    clean()
    assert "other" not in tables()
    audit.record("now")
    assert Event.objects.filter(kind="now").exists()


@needs_postgresql
def test_events_that_are_kept_for_ever_get_their_months_too(configure):
    configure(retention={"events_days": None})
    partitioned_in_november()
    at(DECEMBER + timedelta(days=60))
    clean()
    at(DECEMBER + timedelta(days=110))
    audit.record("later")
    assert tables() == {"earlier": 1, "2027_04": 1}


@needs_postgresql
def test_an_event_whose_key_is_from_the_future_stops_it_and_changes_nothing():
    at(DECEMBER + timedelta(days=365))
    audit.record("by a clock that was ahead")
    before = structure()
    at(NOVEMBER)
    result = run()
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
    assert structure() == before
    assert not partitions.is_partitioned()


@needs_postgresql
def test_who_could_read_the_events_still_can():
    with connection.cursor() as cursor:
        cursor.execute('CREATE ROLE "gatepost test reader"')
        cursor.execute('GRANT SELECT, INSERT ON gatepost_event TO "gatepost test reader"')
        cursor.execute("GRANT SELECT ON gatepost_event TO PUBLIC")
    partitioned_in_november()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grantee, privilege_type FROM information_schema.role_table_grants"
            " WHERE table_name = 'gatepost_event' AND grantee IN ('gatepost test reader', 'PUBLIC') ORDER BY 1, 2"
        )
        granted = cursor.fetchall()
        cursor.execute('SET ROLE "gatepost test reader"')
        cursor.execute("SELECT count(*) FROM gatepost_event")
        assert cursor.fetchone() == (1,)
        cursor.execute("RESET ROLE")
    assert granted == [
        ("PUBLIC", "SELECT"),
        ("gatepost test reader", "INSERT"),
        ("gatepost test reader", "SELECT"),
    ]


@needs_postgresql
def test_the_doctor_complained_about_a_month_that_is_dropped_only_as_a_whole():
    partitioned_in_november()
    at(NOVEMBER + timedelta(days=364))
    clean()
    at(NOVEMBER + timedelta(days=374))
    assert [finding.level for finding in services.retention()] == ["ok"]


@pytest.fixture
def restored():
    """The table as it was, after a test that commits."""
    yield
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        cursor.execute("DROP TABLE gatepost_event CASCADE")
        editor.create_model(Event)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_long_query_on_events_made_logins_wait_for_a_month_that_is_dropped(restored):
    partitioned_in_november()
    at(NOVEMBER + timedelta(days=700))
    settings = connection.settings_dict
    given = {"dbname": settings["NAME"], "user": settings["USER"], "host": settings["HOST"] or None}
    with contextlib.closing(psycopg.connect(**given)) as reader:
        reader.execute("SELECT count(*) FROM gatepost_event")
        assert partitions.maintain(clock.now(), audit.kept_since()) == 0
        audit.record("not held up")
        reader.rollback()
    assert partitions.maintain(clock.now(), audit.kept_since()) >= 1


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL can")
def test_other_databases_say_that_they_cannot():
    result = run()
    assert result.exit_code == 1
    assert "deletes events by row" in result.output
    assert Event.objects.count() == 0


@needs_postgresql
def test_a_role_that_may_not_change_the_table_stopped_every_deletion(caplog):
    with connection.cursor() as cursor:
        cursor.execute('CREATE ROLE "gatepost test worker"')
        cursor.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "gatepost test worker"')
    partitioned_in_november()
    with connection.cursor() as cursor:
        cursor.execute('SET ROLE "gatepost test worker"')
    try:
        at(NOVEMBER + timedelta(days=700))
        found = clean()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    assert found["months of events"] == 0
    assert found["events"] == 1
    assert "neither added nor dropped" in caplog.text

"""Tokens of REST framework's own app, taken over."""

import pytest
from click.testing import CliRunner
from django.db import connection
from rest_framework.test import APIClient
from tests.users import make_user

from gatepost import cli
from gatepost.dialects.authtoken import importing
from gatepost.tokens.models import Token

OLD = "0123456789abcdef0123456789abcdef01234567"
cli._gather()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table():
    """The table as its own app makes it."""
    name = connection.ops.quote_name
    sql = (
        f"CREATE TABLE authtoken_token ({name('key')} varchar(40) PRIMARY KEY, {name('created')} "
        f"{'timestamp' if connection.vendor != 'mysql' else 'datetime'} NOT NULL, user_id integer NOT NULL)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield lambda key, user_id: connection.cursor().execute(
            f"INSERT INTO authtoken_token VALUES ('{key}', '2020-01-02 03:04:05', {user_id})"
        )
        cursor.execute("DROP TABLE authtoken_token")


def run(*words):
    return CliRunner().invoke(cli.gatepost, ["tokens", "import-authtoken", *words])


def whoami(key):
    return APIClient().get("/api/whoami/", headers={"Authorization": f"Token {key}"})


def test_they_go_on_working_hashed(table):
    bob = make_user()
    table(OLD, bob.pk)
    assert whoami(OLD).status_code == 403
    done = run()
    assert done.exit_code == 0, done.output
    assert "Read 1, new 1." in done.output
    assert whoami(OLD).json() == {"username": "bob"}
    row = Token.objects.get()
    assert (row.name, row.created_at.isoformat()) == ("imported", "2020-01-02T03:04:05+00:00")
    assert OLD not in str(vars(row))


def test_it_may_be_begun_again_and_skips_what_belongs_to_nobody(table, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    bob = make_user()
    for number in range(5):
        table(f"{number:040x}", bob.pk)
    table("f" * 40, 999)
    table("no token", bob.pk)
    steps = importing.take_over()
    next(steps)
    assert Token.objects.count() == 2
    assert "Read 7, new 3." in run().output
    assert Token.objects.count() == 5
    assert "new 0" in run().output


def test_a_logout_ends_an_imported_one_and_the_next_login_gives_another(table, configure):
    configure(authtoken={"one_per_user": True})
    bob = make_user()
    table(OLD, bob.pk)
    run()
    assert APIClient().post("/api/token-logout/", headers={"Authorization": f"Token {OLD}"}).status_code == 200
    assert whoami(OLD).status_code == 403


def test_without_the_table_it_says_so(db):
    done = run()
    assert (done.exit_code, "no table authtoken_token" in done.output) == (1, True)

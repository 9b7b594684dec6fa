"""The indexes of our tables on PostgreSQL: none twice, none that no statement needs, and one for every statement."""

import inspect

import pytest
from django.db import connection
from tests.ground.test_prebuilt_row_queries import OTHERS, VALUES, declared
from tests.users import make_user

from gatepost.ground.prebuilt_row_queries import Removal, Rows

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="other databases index differently")


def indexes():
    """Every index of our tables: name, table, columns, whether it is unique."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("gatepost_"):
                for name, found in connection.introspection.get_constraints(cursor, table).items():
                    if found["index"] or found["unique"] or found["primary_key"]:
                        yield name, table, found["columns"], found["unique"] or found["primary_key"]


def test_no_column_has_a_second_index_for_like(db):
    assert [name for name, *_ in indexes() if name.endswith("_like")] == []


def test_no_index_is_the_beginning_of_another(db):
    every = list(indexes())
    double = [
        name
        for name, table, columns, unique in every
        if not unique
        and any(
            table == other and longer[: len(columns)] == columns and name != named for named, other, longer, _ in every
        )
    ]
    assert double == []


def plan(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT TEXT) {sql}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize(("name", "statement"), list(declared()), ids=lambda one: one if type(one) is str else "")
def test_a_statement_reads_by_an_index(name, statement, db):
    user = make_user()
    taken = [
        one.name
        for one in inspect.signature(statement.build).parameters.values()
        if one.kind is one.POSITIONAL_OR_KEYWORD
    ][1:]
    values = {key: VALUES.get(key, user.pk if key.endswith("user_id") else "text") for key in taken}
    values |= OTHERS.get(name.removeprefix("gatepost."), {})
    sent = []
    with connection.execute_wrapper(lambda execute, sql, *rest: sent.append((sql, rest[0])) or execute(sql, *rest)):
        statement(**values)
    found = plan(*sent[0])
    assert "Seq Scan on gatepost_" not in found, found
    assert "Index" in found
    assert isinstance(statement, Rows | Removal) or "Update on" in found

"""On SQLite prebuilt statements have named places, which Django formats instead of searching the text for `%s`."""

import pytest
from django.db import connection

from gatepost.ground import named_places


def test_each_place_gets_a_name_in_order_and_a_literal_percent_sign_stays():
    text, given = named_places.written("sqlite", "SELECT %s, 'a%%s', %s")
    assert text == "SELECT %(p0)s, 'a%%s', %(p1)s"
    assert given([1, 2]) == {"p0": 1, "p1": 2}


def test_a_statement_without_places_has_no_names():
    text, given = named_places.written("sqlite", "SELECT 1")
    assert (text, given([])) == ("SELECT 1", {})


def test_a_missing_value_is_an_error():
    _, given = named_places.written("sqlite", "SELECT %s, %s")
    with pytest.raises(ValueError, match="zip"):
        given([1])


def test_other_databases_take_a_list():
    text, given = named_places.written("postgresql", "SELECT %s")
    assert (text, given([1])) == ("SELECT %s", [1])


def test_values_arrive_where_they_belong(db):
    sql, given = named_places.written(connection.vendor, "SELECT %s, '100%%', %s")
    values = ["a%s", "%(p0)s"]
    with connection.cursor() as cursor:
        cursor.execute(sql, given(values))
        assert cursor.fetchone() == ("a%s", "100%", "%(p0)s")

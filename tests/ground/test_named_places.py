"""On SQLite prebuilt statements have named places, which Django formats instead of searching the text for `%s`."""

from django.db import connection

from gatepost.ground import named_places


def test_each_place_gets_a_name_in_order_and_a_literal_percent_sign_stays():
    text, names = named_places.written("sqlite", "SELECT %s, 'a%%s', %s")
    assert text == "SELECT %(p0)s, 'a%%s', %(p1)s"
    assert names == ("p0", "p1")


def test_a_statement_without_places_has_no_names():
    assert named_places.written("sqlite", "SELECT 1") == ("SELECT 1", ())


def test_other_databases_take_a_list():
    assert named_places.written("postgresql", "SELECT %s") == ("SELECT %s", ())


def test_values_arrive_where_they_belong(db):
    sql, names = named_places.written(connection.vendor, "SELECT %s, '100%%', %s")
    values = ["a%s", "%(p0)s"]
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(zip(names, values, strict=True)) if names else values)
        assert cursor.fetchone() == ("a%s", "100%", "%(p0)s")

"""Queries for values, as `prebuilt_row_queries` has them for rows: built by Django once, and then only executed."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models.expressions import Expression

from gatepost.ground.prebuilt_queries import convert, converters
from gatepost.ground.prebuilt_row_queries import Built, Column, Placeholder, Statement


class Values(Statement):
    """Selects values; `build` returns a `values_list`, which may be a union. Reads the primary database."""

    def __call__(self, **values: object) -> list[list[Any]]:
        """The rows; one query."""
        try:
            alias, built, cursor = self._execute(values)
        except EmptyResultSet:
            return []
        with cursor:
            found = [list(row) for row in cursor.fetchall()]
        convert(found, built.converters, connections[alias])
        return found

    def _compile(self, alias: str, rows: models.QuerySet[Any], places: dict[str, Any]) -> Built:
        compiler: Any = self.build(rows, **places).query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        return Built(sql, tuple(parameters), {}, converters=converters(compiler))


def of_column(value: "str | Placeholder", column: Column) -> "str | Placeholder":
    """A parameter, or text, that is compared with a column of the project's, which may convert it."""
    return Placeholder(value.name, value.number, column) if isinstance(value, Placeholder) else value


def as_text(value: "str | Placeholder") -> Expression:
    """A parameter, or text, as a value that is selected."""
    text = models.CharField()
    if isinstance(value, Placeholder):
        return models.ExpressionWrapper(value, output_field=text)
    return models.Value(value, output_field=text)

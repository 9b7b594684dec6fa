"""Joins a row of a model to which no foreign key leads, so that one statement reads what is used together."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Field, Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.datastructures import Join

Row = TypeVar("Row", bound=Model)


class _Condition:
    """What Django asks a foreign key for when it joins: here no pairs of columns, only a value of the joined row."""

    def __init__(self, field: "Field[Any, Any]", value: object) -> None:
        """Join the row whose column has the value."""
        self.field, self.value = field, value

    def get_joining_fields(self) -> tuple[()]:
        """No columns of the two tables are compared."""
        return ()

    def get_extra_restriction(self, alias: str, related_alias: str) -> Any:
        """The condition, for the alias of the joined table."""
        del related_alias
        lookup: Any = self.field.get_lookup("exact")
        return lookup(Col(alias, self.field), self.value)


def beside(
    rows: QuerySet[Row], model: type[Model], column: str, value: object, names: Sequence[str], *, prefix: str
) -> QuerySet[Row]:
    """Rows with columns of one row of another model as annotations, which are None if there is no such row.

    Args:
        rows: The rows.
        model: The other model.
        column: Its unique column by which the row is found.
        value: The value of that column.
        names: The columns to read.
        prefix: What goes before the names of the annotations.
    """
    meta = model._meta  # noqa: SLF001 - Django's documented _meta
    found = rows.all()
    query: Any = found.query
    field: Any = meta.get_field(column)
    condition: Any = _Condition(field, value)
    alias = query.join(Join(meta.db_table, query.get_initial_alias(), None, LOUTER, condition, nullable=True))
    fields: dict[str, Any] = {name: meta.get_field(name) for name in names}
    along: Any = {f"{prefix}{name}": Col(alias, fields[name]) for name in names}
    annotated: QuerySet[Row] = found.annotate(**along)
    return annotated

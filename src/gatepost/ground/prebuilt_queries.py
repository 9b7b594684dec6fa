"""SQL statements that are built once per process.

Django needs several times longer to build a statement than the database to answer it. It is used where that counts.
"""

import functools
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.constants import OnConflict
from django.db.models.expressions import Col
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from gatepost.ground import grouped_insert_queries, named_places, project_users

Row = TypeVar("Row", bound=models.Model)

_OURS = {models.CharField: str, models.TextField: str, models.BooleanField: bool, models.DateTimeField: datetime}
"""The types that values of ours have in such columns, which drivers take as they are, and moments adapted."""


def loaded(model: type[Row], alias: str, names: Sequence[str], values: Sequence[Any]) -> Row:
    """A row of ours that was read; as `from_db`, without signals and defaults, which cost more than the query."""
    one = model.__new__(model)
    state = one._state = ModelState()  # noqa: SLF001 - Django's documented _state
    state.adding, state.db = False, alias
    one.__dict__.update(zip(names, values, strict=True))
    return one


def unsaved(model: type[Row], **columns: object) -> Row:
    """A row of ours to be inserted; as its constructor, without signals, which costs half as much as the insert."""
    one = model.__new__(model)
    one._state = ModelState()  # noqa: SLF001 - Django's documented _state
    fixed, made = _defaults(model)
    one.__dict__.update(fixed, **{name: make() for name, make in made if name not in columns}, **columns)
    return one


@functools.cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The columns' default values by attribute, and the functions that make others."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented _meta
    made = [(one.attname, one.default) for one in fields if one.has_default() and callable(one.default)]
    names = [name for name, _ in made]
    return {one.attname: one.get_default() for one in fields if one.attname not in names}, made


def is_own(model: type[models.Model]) -> bool:
    """Whether a model is one of ours."""
    return model._meta.app_label == "gatepost" and model is not project_users.model()  # noqa: SLF001


Converters: TypeAlias = tuple[tuple[int, Any, Any, bool], ...]
"""For a place in a row: its converter, None for a moment's; the column; and whether it leaves NULL as it is."""


def converters(compiler: SQLCompiler) -> Converters:
    """The converters of the rows of a statement."""
    found: list[tuple[int, Any, Any, bool]] = []
    for place, (made, column) in compiler.get_converters([one[0] for one in compiler.select or ()]).items():
        ours = isinstance(column, Col) and is_own(column.target.model)
        for one in made:
            moment = getattr(one, "__name__", "") == "convert_datetimefield_value"
            found.append((place, None if moment else one, column, moment or ours))
    return tuple(found)


def convert(rows: list[list[Any]], made: Converters, connection: BaseDatabaseWrapper) -> None:
    """Convert the values of rows in place, with what `converters` made.

    A moment only lacks the connection's time zone. Django's own converter asks three times whether it has one.
    """
    operations: Any = connection.ops
    for place, function, column, keeps_null in made:
        for row in rows:
            value = row[place]
            if value is None and keeps_null:
                continue
            if function is not None:
                row[place] = function(value, column, connection)
            elif value.__class__ is datetime and value.tzinfo is None:
                row[place] = value.replace(tzinfo=connection.timezone)
            else:
                row[place] = operations.convert_datetimefield_value(value, column, connection)


class _Prepared(msgspec.Struct, frozen=True):
    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    converters: Converters


class Select:
    """Selects values about users by texts; the statement is built once for each key.

    It is rebuilt for each call if the default manager filters, or if a column converts the text it is compared with.
    """

    def __init__(self, build: Callable[[str, Hashable, Sequence[str]], models.QuerySet[Any, tuple[Any, ...]]]) -> None:
        """Prepare a select; the function builds its `values_list` from a database alias, a key and the texts."""
        self._build = build
        self._statements: dict[tuple[str, Hashable, type], _Prepared | None] = {}

    def __call__(self, key: Hashable, texts: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows, from the primary database; one query."""
        alias = router.db_for_write(model := project_users.model())
        known = (alias, key, model)
        statement = None
        if project_users.shows_everyone():
            if known not in self._statements:
                self._statements[known] = self._prepare(alias, key, len(texts))
            statement = self._statements[known]
        if statement is None:
            return list(self._build(alias, key, texts))
        parameters = [fixed if place is None else texts[place] for place, fixed in statement.parameters]
        connection = connections[alias]
        sql, given = named_places.written(connection.vendor, statement.sql)
        with connection.cursor() as cursor:
            cursor.execute(sql, given(parameters))
            found = [list(values) for values in cursor.fetchall()]
        convert(found, statement.converters, connection)
        return [tuple(values) for values in found]

    def _prepare(self, alias: str, key: Hashable, count: int) -> _Prepared | None:
        """The statement with placeholders for the texts; None if a column converts one of them."""
        places = {f"text {number}": number for number in range(count)}
        try:
            compiler = self._build(alias, key, list(places)).query.get_compiler(alias)
            sql, parameters = compiler.as_sql()
        except (TypeError, ValueError):
            return None
        passed = {places[value] for value in parameters if isinstance(value, str) and value in places}
        if passed != set(places.values()):
            return None
        return _Prepared(
            sql=sql,
            parameters=tuple((places.get(value) if isinstance(value, str) else None, value) for value in parameters),
            converters=converters(compiler),
        )


class Insert(Generic[Row]):
    """Inserts a row whose primary key is known. Sends none of Django's signals: only gatepost writes such rows."""

    def __init__(self, model: type[Row], *, keeps: bool = False) -> None:
        """Write rows of this model.

        Args:
            model: The model.
            keeps: Whether a row that is there already stays, and the new one is dropped. Such an insert is one alone.
        """
        self.model, self._conflict = model, OnConflict.IGNORE if keeps else None
        self._statements: dict[str, str] = {}

    def __call__(self, row: Row, collected: grouped_insert_queries.Collected | None = None) -> None:
        """Insert a row, or only add it to those that another statement inserts; one query.

        Raises:
            IntegrityError: It violates a constraint.
        """
        others = grouped_insert_queries.waiting.get() if collected is None else collected
        if others is not None and self._conflict is None:
            others.append((self, row))
            return
        alias = router.db_for_write(self.model)
        values = self._values(row, connection := connections[alias])
        sql, given = named_places.written(connection.vendor, self._statements.get(alias) or self._build(alias, row))
        with connection.cursor() as cursor:
            cursor.execute(sql, given(values))
        row._state.adding, row._state.db = False, alias  # noqa: SLF001 - Django's documented _state

    def all(self, rows: Sequence[Row]) -> None:
        """Insert one or more rows by one query.

        Raises:
            IntegrityError: One violates a constraint; none is inserted.
        """
        alias = router.db_for_write(self.model)
        connection = connections[alias]
        values = [value for row in rows for value in self._values(row, connection)]
        into, word, places = (self._statements.get(alias) or self._build(alias, rows[0])).partition(" VALUES ")
        sql, given = named_places.written(connection.vendor, into + word + ", ".join([places] * len(rows)))
        with connection.cursor() as cursor:
            cursor.execute(sql, given(values))
        for row in rows:
            row._state.adding, row._state.db = False, alias  # noqa: SLF001 - Django's documented _state

    def part(self, row: Row) -> tuple[str, str, list[Any]]:
        """Table and columns, places and parameters of the statement, for one that writes more."""
        alias = router.db_for_write(self.model)
        sql = self._statements.get(alias) or self._build(alias, row)
        into, _, places = sql.partition(" VALUES ")
        return into, places.strip()[1:-1], self._values(row, connections[alias])

    def _values(self, row: Row, connection: BaseDatabaseWrapper) -> list[Any]:
        adapt: Any = connection.ops.adapt_datetimefield_value
        values: list[Any] = []
        for field, name, kind in self._fields:
            value = getattr(row, name)
            if value is None or value.__class__ is kind:
                values.append(adapt(value) if kind is datetime else value)
            else:
                values.append(field.get_db_prep_save(value, connection))
        return values

    @functools.cached_property
    def _fields(self) -> Sequence[tuple[Any, str, type | None]]:
        """Each column, its attribute, and the type of the values that its field needn't check and convert."""
        columns = self.model._meta.concrete_fields  # noqa: SLF001 - Django's documented _meta
        kinds = [next((of for kind, of in _OURS.items() if isinstance(one, kind)), None) for one in columns]
        return [(one, one.attname, kind) for one, kind in zip(columns, kinds, strict=True)]

    def _build(self, alias: str, row: Row) -> str:
        query = InsertQuery(self.model, on_conflict=self._conflict)
        query.insert_values([field for field, *_ in self._fields], [row])
        sql = self._statements[alias] = str(query.get_compiler(alias).as_sql()[0][0])
        return sql


class Update(Generic[Row]):
    """Updates columns of one row. Sends none of Django's signals, like its own `update`."""

    def __init__(self, model: type[Row]) -> None:
        """Write rows of this model."""
        self.model = model
        self._statements: dict[tuple[str, ...], str] = {}

    def __call__(self, key: object, columns: dict[str, Any]) -> int:
        """Set columns by name, to plain values only, of the row with this primary key; returns the number of rows.

        With a None among the values the statement is not reused, since some versions of Django inline NULL.
        """
        alias = router.db_for_write(self.model)
        connection = connections[alias]
        known = (alias, *columns)
        sql = "" if None in columns.values() else self._statements.get(known)
        if sql is None:
            sql = self._statements[known] = self._build(alias, key, columns)
        if not sql:
            rows = self.model._base_manager.using(alias).filter(pk=key)  # noqa: SLF001 - any model's manager
            return rows.update(**columns)
        meta: Any = self.model._meta  # noqa: SLF001 - Django's documented _meta
        values = [meta.get_field(name).get_db_prep_save(value, connection) for name, value in columns.items()]
        sql, given = named_places.written(connection.vendor, sql)
        with connection.cursor() as cursor:
            cursor.execute(sql, given([*values, meta.pk.get_db_prep_value(key, connection)]))
            return int(cursor.rowcount)

    def part(self, key: object, columns: dict[str, Any]) -> tuple[str, list[Any]] | None:
        """Statement and parameters, for one that writes more; None where it takes several statements, or has a None."""
        alias = router.db_for_write(self.model)
        known = (alias, *columns)
        sql = self._statements.get(known)
        if sql is None:
            sql = self._statements[known] = self._build(alias, key, columns)
        if not sql or None in columns.values():
            return None
        connection, meta = connections[alias], self.model._meta  # noqa: SLF001 - Django's documented _meta
        values = [meta.get_field(name).get_db_prep_save(value, connection) for name, value in columns.items()]  # type: ignore[union-attr]
        return sql, [*values, meta.pk.get_db_prep_value(key, connection)]

    def _build(self, alias: str, key: object, columns: dict[str, Any]) -> str:
        """The statement; empty if a column belongs to a parent's table (multi-table inheritance)."""
        rows = self.model._base_manager.filter(pk=key)  # noqa: SLF001 - any model's manager
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(columns)
        sql, _ = query.get_compiler(alias).as_sql()
        return "" if query.get_related_updates() else str(sql)

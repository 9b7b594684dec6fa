"""SQL statements that are built once per process.

Django needs several times longer to build a statement than the database to answer it. It is used where that counts.
"""

import functools
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from django.contrib.auth import get_user_model
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from gatepost.ground import grouped_insert_queries, named_places, project_users

Row = TypeVar("Row", bound=models.Model)


class Collected(list[tuple["Insert[Any]", models.Model]]):
    """Rows that are to be inserted by one statement, each with the insert of its model.

    It also makes `changes`, updates as statement and parameters. Each of `guards` must find a row to change or delete:
    the next one, and everything else, is written only then.
    """

    def __init__(self) -> None:
        """Collect nothing yet."""
        super().__init__()
        self.changes: list[tuple[str, list[Any]]] = []
        self.guards: list[tuple[str, list[Any]]] = []


class WritesMoreError(Exception):
    """What is to be written depends on rows that one statement can't both read and change; nothing was written."""


class _Statement(msgspec.Struct, frozen=True):
    alias: str
    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    converters: tuple[tuple[int, Any, Any], ...]
    annotations: tuple[tuple[str, int], ...]
    user_names: tuple[str, ...]
    user_places: tuple[int, ...]
    user_key: int


class Lookup(Generic[Row]):
    """Looks up rows of a model by texts, joined with their user; excludes users whom the default manager filters out.

    Access decisions depend on these rows, so they are read from the primary database, never from a replica. The
    statement is rebuilt for each call if the default manager filters.
    """

    def __init__(
        self, model: type[Row], narrow: Callable[[models.QuerySet[Row], Sequence[str]], models.QuerySet[Row]]
    ) -> None:
        """Prepare look-ups in a model that has `user`.

        Args:
            model: The model.
            narrow: Filters all rows by the texts, and may annotate. It is called once for each number of texts;
                they may be compared with text columns only, since they are passed to the database unconverted.
        """
        self.model = model
        self.names: tuple[str, ...] = _names(model)
        self._narrow = narrow
        self._statements: dict[tuple[str, int, type], _Statement] = {}

    def values(self, texts: Sequence[str]) -> tuple[list[Any], Any, dict[str, Any]] | None:
        """The columns of the first row, in the order of `names`, its user, and its annotations; one query."""
        statement, found = self._found(texts)
        if not found:
            return None
        values, user = found[0]
        return values, user, {name: values[place] for name, place in statement.annotations}

    def rows(self, texts: Sequence[str]) -> list[Row]:
        """All rows with their annotations, each with its user if any; one query."""
        statement, found = self._found(texts)
        rows = []
        for values, user in found:
            row = self.model.from_db(statement.alias, self.names, values[: len(self.names)])
            for name, place in statement.annotations:
                setattr(row, name, values[place])
            setattr(row, "user", user)  # noqa: B010 - not every model has one
            rows.append(row)
        return rows

    def _found(self, texts: Sequence[str]) -> tuple[_Statement, list[tuple[list[Any], Any]]]:
        alias, model = router.db_for_write(self.model), get_user_model()
        key = (alias, len(texts), model)
        prebuilt = project_users.shows_everyone()
        statement = self._statements.get(key) if prebuilt else None
        if statement is None:
            statement = self._build(alias, len(texts), model)
            if prebuilt:
                self._statements[key] = statement
        connection = connections[alias]
        parameters = [value if place is None else texts[place] for place, value in statement.parameters]
        sql, places = named_places.written(connection.vendor, statement.sql)
        with connection.cursor() as cursor:
            cursor.execute(sql, dict(zip(places, parameters, strict=True)) if places else parameters)
            rows = [list(values) for values in cursor.fetchall()]
        found = []
        for values in rows:
            for place, function, expression in statement.converters:
                values[place] = function(values[place], expression, connection)
            there = values[statement.user_key] is not None
            own = [values[place] for place in statement.user_places] if there else ()
            found.append((values, model.from_db(alias, statement.user_names, own) if there else None))
        return statement, found

    def _build(self, alias: str, count: int, user: type[models.Model]) -> _Statement:
        places = {f"text {number}": number for number in range(count)}
        every = self.model._default_manager.using(alias)  # noqa: SLF001 - any model's manager
        rows = project_users.only_shown(self._narrow(every, list(places)))
        compiler = rows.select_related("user").query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        joined = (compiler.klass_info or {})["related_klass_infos"][0]["select_fields"]
        names = _names(user)
        return _Statement(
            alias=alias,
            sql=sql,
            parameters=tuple((places.get(value), value) for value in parameters),
            converters=_converters(compiler),
            annotations=tuple((compiler.annotation_col_map or {}).items()),
            user_names=names,
            user_places=tuple(joined),
            user_key=joined[names.index(user._meta.pk.attname)],  # noqa: SLF001
        )


class _Prepared(msgspec.Struct, frozen=True):
    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    converters: tuple[tuple[int, Any, Any], ...]


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
        alias = router.db_for_write(model := get_user_model())
        known = (alias, key, model)
        statement = None
        if project_users.shows_everyone():
            if known not in self._statements:
                self._statements[known] = self._prepare(alias, key, len(texts))
            statement = self._statements[known]
        if statement is None:
            return list(self._build(alias, key, texts))
        parameters = [fixed if place is None else texts[place] for place, fixed in statement.parameters]
        with (connection := connections[alias]).cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            found = [list(values) for values in cursor.fetchall()]
        for place, function, expression in statement.converters:
            for values in found:
                values[place] = function(values[place], expression, connection)
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
            converters=_converters(compiler),
        )


class Insert(Generic[Row]):
    """Inserts a row whose primary key is known. Sends none of Django's signals: only gatepost writes such rows."""

    def __init__(self, model: type[Row]) -> None:
        """Write rows of this model."""
        self.model = model
        self._statements: dict[str, str] = {}

    def __call__(self, row: Row, collected: Collected | None = None) -> None:
        """Insert a row, or only add it to those that another statement inserts; one query.

        Raises:
            IntegrityError: It violates a constraint.
        """
        if (others := grouped_insert_queries.waiting.get() if collected is None else collected) is not None:
            others.append((self, row))
            return
        alias = router.db_for_write(self.model)
        values = self._values(row, connection := connections[alias])
        sql, places = named_places.written(connection.vendor, self._statements.get(alias) or self._build(alias, row))
        with connection.cursor() as cursor:
            cursor.execute(sql, dict(zip(places, values, strict=True)) if places else values)
        row._state.adding, row._state.db = False, alias  # noqa: SLF001 - Django's documented _state

    def part(self, row: Row) -> tuple[str, str, list[Any]]:
        """Table and columns, places and parameters of the statement, for one that writes more."""
        alias = router.db_for_write(self.model)
        sql = self._statements.get(alias) or self._build(alias, row)
        into, _, places = sql.partition(" VALUES ")
        return into, places.strip()[1:-1], self._values(row, connections[alias])

    def _values(self, row: Row, connection: BaseDatabaseWrapper) -> list[Any]:
        return [
            value
            if (value := getattr(row, name)) is None or (of_text and value.__class__ is str)
            else field.get_db_prep_save(value, connection)
            for field, name, of_text in self._fields
        ]

    @functools.cached_property
    def _fields(self) -> Sequence[tuple[Any, str, bool]]:
        """Each column, its attribute, and whether text in it needs no conversion, nor NULL in any."""
        columns = self.model._meta.concrete_fields  # noqa: SLF001 - Django's documented _meta
        return [(one, one.attname, isinstance(one, models.CharField | models.TextField)) for one in columns]

    def _build(self, alias: str, row: Row) -> str:
        query = InsertQuery(self.model)
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
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, meta.pk.get_db_prep_value(key, connection)])
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


def _converters(compiler: SQLCompiler) -> tuple[tuple[int, Any, Any], ...]:
    found = compiler.get_converters([column[0] for column in compiler.select or ()])
    return tuple((place, one, expression) for place, (functions, expression) in found.items() for one in functions)


def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented _meta

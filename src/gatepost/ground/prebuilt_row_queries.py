"""Queries and guards that are built by Django once per process, and then only executed.

Each is declared as a function of its parameters. It is called once with placeholders, and the compiled statement is
kept for each database, user model and number of values in its lists. A test compares the statements with Django's.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.sql import DeleteQuery, UpdateQuery

from gatepost.ground import named_places, project_users
from gatepost.ground.prebuilt_queries import Converters, convert, converters, is_own, loaded

Row = TypeVar("Row", bound=models.Model)
Column: TypeAlias = "models.Field[Any, Any]"
"""A column of the project's, for annotations."""

LONGEST_LIST = 32
"""Statements with longer lists are not kept, since what is sent may be of any length."""
OF_USERS = ("user_id", "but_user_id")
"""Names of parameters that are primary keys of users, which may be of any type."""


class Placeholder(Expression):
    """Stands for a parameter in a statement that is being built, alone or as one value of a list."""

    def __init__(self, name: str, number: int | None = None, column: "Column | None" = None) -> None:
        """Stand for the parameter, or for one of its values; converted as by a filter on `column` if given."""
        super().__init__()
        self.name, self.number, self.column = name, number, column

    def as_sql(self, compiler: object, connection: object) -> tuple[str, Any]:  # noqa: ARG002 - Django's signature
        """A place for the value, which is put in when the statement is executed."""
        return "%s", [self]


class _Model(msgspec.Struct, frozen=True):
    """Where the columns of a model are in a row, and of those that are joined to it."""

    model: type[models.Model]
    names: tuple[str, ...]
    places: tuple[int, ...]
    key: int
    joined: tuple["_Model", ...]
    attach: tuple[Callable[[Any, Any], None], ...]
    own: bool

    def read(self, alias: str, row: Sequence[Any]) -> models.Model:
        values = [row[place] for place in self.places]
        one: models.Model
        if self.own:
            one = loaded(self.model, alias, self.names, values)
        else:
            one = self.model.from_db(alias, self.names, values)
        for other in self.joined:
            found = other.read(alias, row) if row[other.key] is not None else None
            local, remote = other.attach
            local(one, found)
            if found is not None:
                remote(found, one)
        return one


class Built(msgspec.Struct, frozen=True):
    """A compiled statement, with what its parameters and rows are converted by."""

    sql: str
    parameters: tuple[Any, ...]
    columns: dict[str, Any]
    model: _Model | None = None
    converters: Converters = ()
    annotations: tuple[tuple[str, int], ...] = ()


class Statement:
    """A statement that is built when it is first executed; again for each call if the default manager filters."""

    def __init__(self, model: type[models.Model], build: Callable[..., Any]) -> None:
        """Prepare a statement.

        Args:
            model: The model whose rows it reads or writes.
            build: Takes a queryset of all rows, and the parameters by name; see the subclasses for its result. They
                are placeholders; one that is called with a list or tuple is a list of them. True and False stay what
                they are.
        """
        self.model, self.build = model, build
        self._built: dict[tuple[Any, ...], Built] = {}

    def part(self, **values: object) -> tuple[str, list[Any]]:
        """Statement and parameters, for one that writes more."""
        alias, built = self._prepared(values)
        return built.sql, [_value(part, built, values, connections[alias]) for part in built.parameters]

    def _execute(self, values: dict[str, Any]) -> tuple[str, Built, Any]:
        alias, built = self._prepared(values)
        connection = connections[alias]
        parameters = [_value(part, built, values, connection) for part in built.parameters]
        sql, given = named_places.written(connection.vendor, built.sql)
        cursor = connection.cursor()
        cursor.execute(sql, given(parameters))
        return alias, built, cursor

    def _count(self, values: dict[str, Any]) -> int:
        values = {name: list(one) if isinstance(one, set | frozenset) else one for name, one in values.items()}
        try:
            _, _, cursor = self._execute(values)
        except EmptyResultSet:  # a list among the values is empty
            return 0
        with cursor:
            return int(cursor.rowcount)

    def _prepared(self, values: dict[str, Any]) -> tuple[str, Built]:
        alias = router.db_for_write(self.model)
        kept = project_users.shows_everyone()
        shapes = [_shape(value) for value in values.values()]
        key = (alias, project_users.model(), *values, *shapes)
        built = self._built.get(key) if kept else None
        if built is None:
            places = {name: _places(name, value) for name, value in values.items()}
            rows = self.model._default_manager.using(alias)  # noqa: SLF001 - any model's manager
            built = self._compile(alias, rows, places)
            if kept and not any(type(one) is int and one > LONGEST_LIST for one in shapes):
                self._built[key] = built
        return alias, built

    def _compile(self, alias: str, rows: models.QuerySet[Any], places: dict[str, Any]) -> Built:
        raise NotImplementedError


def _shape(value: object) -> object:
    return str(value) if type(value) is bool else len(value) if isinstance(value, list | tuple) else None


def _places(name: str, value: object) -> object:
    if type(value) is bool:
        return value
    if isinstance(value, list | tuple):
        return [Placeholder(name, number) for number in range(len(value))]
    return Placeholder(name)


def _value(part: object, built: Built, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
    """The value for a place, as the database's driver takes it."""
    if not isinstance(part, Placeholder):
        return part
    value = values[part.name] if part.number is None else values[part.name][part.number]
    if part.name in built.columns:
        return built.columns[part.name].get_db_prep_save(value, connection)
    if part.name in OF_USERS or part.column is not None:
        # As in a filter: a key that no row can have, such as 0 on MariaDB, finds nothing.
        key = part.column or project_users.model()._meta.pk  # noqa: SLF001 - Django's documented _meta
        return key.get_db_prep_value(key.get_prep_value(value), connection, prepared=True)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _layout(info: dict[str, Any], select: Sequence[Any]) -> _Model:
    places = tuple(info["select_fields"])
    names = tuple(select[place][0].target.attname for place in places)
    return _Model(
        model=info["model"],
        names=names,
        places=places,
        key=places[names.index(info["model"]._meta.pk.attname)],  # noqa: SLF001 - Django's documented _meta
        joined=tuple(_layout(one, select) for one in info.get("related_klass_infos", ())),
        attach=(info["local_setter"], info["remote_setter"]) if "local_setter" in info else (),
        own=is_own(info["model"]),
    )


class Rows(Statement, Generic[Row]):
    """Selects rows of a model; `build` returns a queryset, which may join and annotate. Reads the primary database."""

    def __init__(self, model: type[Row], build: Callable[..., models.QuerySet[Row]]) -> None:
        """Prepare a select."""
        super().__init__(model, build)

    def __call__(self, **values: object) -> list[Row]:
        """The rows; one query."""
        try:
            alias, built, cursor = self._execute(values)
        except EmptyResultSet:
            return []
        with cursor:
            found = [list(row) for row in cursor.fetchall()]
        connection, rows = connections[alias], []
        convert(found, built.converters, connection)
        for row in found:
            one: Any = built.model.read(alias, row) if built.model else None
            for name, place in built.annotations:
                setattr(one, name, row[place])
            rows.append(one)
        return rows

    def first(self, **values: object) -> Row | None:
        """The first row, or None; for statements that find one row at most, or say in which order."""
        return next(iter(self(**values)), None)

    def _compile(self, alias: str, rows: models.QuerySet[Any], places: dict[str, Any]) -> Built:
        compiler: Any = self.build(rows, **places).query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        return Built(
            sql,
            tuple(parameters),
            {},
            _layout(compiler.klass_info, compiler.select),
            converters(compiler),
            tuple((compiler.annotation_col_map or {}).items()),
        )


def _compile_change(alias: str, rows: models.QuerySet[Any], columns: dict[str, Any]) -> Built:
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(columns)
    sql, parameters = query.get_compiler(alias).as_sql()
    meta = rows.model._meta  # noqa: SLF001 - Django's documented _meta
    fields = {value.name: meta.get_field(name) for name, value in columns.items() if isinstance(value, Placeholder)}
    return Built(sql, tuple(parameters), fields)


class ChangedRows(Rows[Row]):
    """Updates rows of a model and selects them as they are then; for PostgreSQL."""

    def __init__(self, model: type[Row], build: Callable[..., tuple[models.QuerySet[Row], dict[str, Any]]]) -> None:
        """Prepare an update; `build` is as that of `Change`."""
        Statement.__init__(self, model, build)

    def _compile(self, alias: str, rows: models.QuerySet[Any], places: dict[str, Any]) -> Built:
        narrowed, columns = self.build(rows, **places)
        change = _compile_change(alias, narrowed, columns)
        compiler: Any = rows.query.get_compiler(alias)
        compiler.pre_sql_setup()
        names = ", ".join(connections[alias].ops.quote_name(column[0].target.column) for column in compiler.select)
        return msgspec.structs.replace(
            change,
            sql=f"{change.sql} RETURNING {names}",
            model=_layout(compiler.klass_info, compiler.select),
            converters=converters(compiler),
        )


class Change(Statement):
    """Updates rows; `build` returns a queryset that filters, and the new values by column."""

    def __call__(self, **values: object) -> int:
        """The number of rows; one query, none for an empty list."""
        return self._count(values)

    def _compile(self, alias: str, rows: models.QuerySet[Any], places: dict[str, Any]) -> Built:
        return _compile_change(alias, *self.build(rows, **places))


class Removal(Statement):
    """Deletes rows of a model on which no other rows depend; `build` returns a queryset that filters."""

    def __call__(self, **values: object) -> int:
        """The number of rows; one query, none for an empty list."""
        return self._count(values)

    def _compile(self, alias: str, rows: models.QuerySet[Any], places: dict[str, Any]) -> Built:
        query: Any = self.build(rows, **places).query.chain(DeleteQuery)
        sql, parameters = query.get_compiler(alias).as_sql()
        return Built(sql, tuple(parameters), {})


def values_of(row: models.Model) -> dict[str, Any]:
    """All columns of a row, by attribute."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001

"""Statements that are built once.

Building one anew costs Django several times what the database needs to answer it. Only what stands in the way of every
request, login or sign-up is done like this: looking up the session, the token, the name; writing what a login opens,
the event, the mail.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from django.contrib.auth import get_user_model
from django.db import connections, models, router
from django.db.models.sql import InsertQuery, UpdateQuery

Row = TypeVar("Row", bound=models.Model)


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
    """Rows of a model, joined with their user, by texts.

    A decision is made on them, so the statement goes to the database that is written to, never to a replica.
    """

    def __init__(
        self, model: type[Row], narrow: Callable[[models.QuerySet[Row], Sequence[str]], models.QuerySet[Row]]
    ) -> None:
        """Look up rows of a model that has `user`.

        Args:
            model: Whose rows.
            narrow: Chooses among all rows by the texts, and may annotate. It is called once for each number of texts;
                they are compared with columns of text, for the statement gets them as they are.
        """
        self.model = model
        self.names: tuple[str, ...] = _names(model)
        self._narrow = narrow
        self._statements: dict[tuple[str, int, type], _Statement] = {}

    def values(self, texts: Sequence[str]) -> tuple[list[Any], Any] | None:
        """The columns of the first row, in the order of `names`, and its user if any; one statement."""
        _, found = self._found(texts)
        return found[0] if found else None

    def rows(self, texts: Sequence[str]) -> list[Row]:
        """All rows with what they are annotated with, each with its user if any; one statement."""
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
        statement = self._statements.get(key)
        if statement is None:
            statement = self._statements[key] = self._build(alias, len(texts), model)
        connection = connections[alias]
        parameters = [value if place is None else texts[place] for place, value in statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
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
        compiler = self._narrow(every, list(places)).select_related("user").query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select or ()]
        joined = (compiler.klass_info or {})["related_klass_infos"][0]["select_fields"]
        names = _names(user)
        return _Statement(
            alias=alias,
            sql=sql,
            parameters=tuple((places.get(value), value) for value in parameters),
            converters=tuple(
                (place, function, expression)
                for place, (functions, expression) in compiler.get_converters(columns).items()
                for function in functions
            ),
            annotations=tuple((compiler.annotation_col_map or {}).items()),
            user_names=names,
            user_places=tuple(joined),
            user_key=joined[names.index(user._meta.pk.attname)],  # noqa: SLF001
        )


class Insert(Generic[Row]):
    """Writing a new row whose key is known. Django's signals are not sent: only the house writes such rows."""

    def __init__(self, model: type[Row]) -> None:
        """Write rows of this model."""
        self.model = model
        self._statements: dict[str, str] = {}

    def __call__(self, row: Row) -> None:
        """Write a row, in one statement.

        Raises:
            IntegrityError: A constraint is against it.
        """
        alias = router.db_for_write(self.model)
        connection = connections[alias]
        fields = self.model._meta.concrete_fields  # noqa: SLF001 - Django's documented _meta
        sql = self._statements.get(alias)
        if sql is None:
            query = InsertQuery(self.model)
            query.insert_values(fields, [row])
            sql = self._statements[alias] = query.get_compiler(alias).as_sql()[0][0]
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        row._state.adding, row._state.db = False, alias  # noqa: SLF001 - Django's documented _state


class Update(Generic[Row]):
    """Writing columns of one row. Django's signals are not sent, as its own `update` sends none."""

    def __init__(self, model: type[Row]) -> None:
        """Write rows of this model."""
        self.model = model
        self._statements: dict[tuple[str, ...], str] = {}

    def __call__(self, key: Any, columns: dict[str, Any]) -> int:
        """Write columns by their names, plain values only, where the primary key is `key`; the number of rows.

        A NULL is a parameter in some versions of Django and stands in the statement in others: that one is built anew.
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

    def _build(self, alias: str, key: Any, columns: dict[str, Any]) -> str:
        """The statement; empty where a column stands in a parent's table."""
        rows = self.model._base_manager.filter(pk=key)  # noqa: SLF001 - any model's manager
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(columns)
        sql, _ = query.get_compiler(alias).as_sql()
        return "" if query.get_related_updates() else str(sql)


def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented _meta

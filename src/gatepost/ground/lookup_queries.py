"""Look-ups of what a request shows, a session's key or a token, with their user: the statement is built once."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from django.db import connections, models, router

from gatepost.ground import named_places, project_users
from gatepost.ground.prebuilt_queries import Converters, convert, converters

Row = TypeVar("Row", bound=models.Model)


class _Statement(msgspec.Struct, frozen=True):
    alias: str
    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    converters: Converters
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
        alias, model = router.db_for_write(self.model), project_users.model()
        key = (alias, len(texts), model)
        prebuilt = project_users.shows_everyone()
        statement = self._statements.get(key) if prebuilt else None
        if statement is None:
            statement = self._build(alias, len(texts), model)
            if prebuilt:
                self._statements[key] = statement
        connection = connections[alias]
        parameters = [value if place is None else texts[place] for place, value in statement.parameters]
        sql, given = named_places.written(connection.vendor, statement.sql)
        with connection.cursor() as cursor:
            cursor.execute(sql, given(parameters))
            rows = [list(values) for values in cursor.fetchall()]
        convert(rows, statement.converters, connection)
        found = []
        for values in rows:
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
            converters=converters(compiler),
            annotations=tuple((compiler.annotation_col_map or {}).items()),
            user_names=names,
            user_places=tuple(joined),
            user_key=joined[names.index(user._meta.pk.attname)],  # noqa: SLF001
        )


def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented _meta

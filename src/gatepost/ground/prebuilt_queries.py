"""Looking up one row with its user, by a statement that is built once.

Building it anew costs Django several times what the database needs to answer. Only what stands in the way of every
request is looked up like this: the session, and the token.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.db import connections, models, router


class _Statement(msgspec.Struct, frozen=True):
    sql: str
    converters: tuple[tuple[int, Any, Any], ...]
    user_names: tuple[str, ...]
    user_key: int
    width: int


class Lookup:
    """Rows of a model by their digest, joined with their user.

    A decision is made on them, so the statement goes to the database that is written to, never to a replica.
    """

    def __init__(self, model: type[models.Model]) -> None:
        """Look up rows of this model, which has `digest` and `user`."""
        self.model = model
        self._statements: dict[tuple[str, int, type], _Statement] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of a row, in the order of its values."""
        return _names(self.model)

    def first(self, digests: Sequence[str]) -> tuple[list[Any], Any] | None:
        """The values of the row with one of these digests, and its user if any, in one statement."""
        alias = router.db_for_write(self.model)
        statement = self._prepare(alias, len(digests))
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, digests)
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for position, function, expression in statement.converters:
            values[position] = function(values[position], expression, connection)
        own, rest = values[: statement.width], values[statement.width :]
        if rest[statement.user_key] is None:
            return own, None
        return own, get_user_model().from_db(alias, statement.user_names, rest)

    def _prepare(self, alias: str, count: int) -> _Statement:
        user = get_user_model()
        key = (alias, count, user)
        known = self._statements.get(key)
        if known is None:
            known = self._statements[key] = self._build(alias, count, user)
        return known

    def _build(self, alias: str, count: int, user: Any) -> _Statement:
        rows = self.model._default_manager.using(alias).select_related("user")  # noqa: SLF001 - any model's manager
        compiler = rows.filter(digest__in=[f"x{n}" for n in range(count)]).query.get_compiler(alias)
        sql, _ = compiler.as_sql()
        expressions = [column[0] for column in compiler.select or ()]
        converters = tuple(
            (position, function, expression)
            for position, (functions, expression) in compiler.get_converters(expressions).items()
            for function in functions
        )
        names = _names(user)
        return _Statement(sql, converters, names, names.index(user._meta.pk.attname), len(self.names))  # noqa: SLF001


def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented _meta

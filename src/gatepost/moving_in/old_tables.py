"""The tables of other packages, as models of our own, so that they can be read after the package is uninstalled.

The models are in a registry of their own: Django neither migrates them nor follows their keys when a user is deleted.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.db import connections, models

from gatepost.ground import database, keyring
from gatepost.moving_in.package import Source

POSITION = "moved-session"
registry = Apps()


def user_column() -> "models.Field[Any, Any]":
    """The column `user_id`, with the type of the user model's primary key."""
    return key_column(get_user_model())


def key_column(model: type[models.Model]) -> "models.Field[Any, Any]":
    """A column with the type of a model's primary key."""
    key: Any = _meta(model).pk
    while key.remote_field is not None:
        key = key.target_field
    if isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        return models.BigIntegerField()
    copy: models.Field[Any, Any] = type(key)(max_length=key.max_length) if key.max_length else type(key)()
    return copy


def _meta(model: Any) -> Any:
    return model._meta  # noqa: SLF001 - documented


def exists(model: object) -> bool:
    """Whether the database has a table."""
    connection = connections[database.alias()]
    with connection.cursor() as cursor:
        return _meta(model).db_table in connection.introspection.table_names(cursor)


def columns(model: object) -> set[str]:
    """The columns that a table has."""
    connection = connections[database.alias()]
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, _meta(model).db_table)}


def rows(model: Any, **where: object) -> "models.QuerySet[Any]":
    """The rows of a table; none if it doesn't exist."""
    found: models.QuerySet[Any] = model.objects.using(database.alias())
    return found.filter(**where) if exists(model) else found.none()


def rows_of_version(model: object, **where: object) -> "models.QuerySet[Any]":
    """The rows of a table, without the columns that the project's version of the package lacks; see `value`."""
    found = rows(model, **where)
    if not exists(model):
        return found
    there = columns(model)
    return found.defer(*(one.name for one in _meta(model).concrete_fields if one.column not in there))


def value(row: models.Model, name: str, otherwise: object = "") -> Any:
    """The value of a column that older versions of a package lack."""
    return row.__dict__.get(name, otherwise)


def page_of(found: "models.QuerySet[Any]", after: str, size: int) -> list[Source]:
    """The next rows of a query by primary key."""
    following = found.filter(pk__gt=_meta(found.model).pk.to_python(after)) if after else found
    return [Source(key=str(row.pk), position=str(row.pk), row=row) for row in following.order_by("pk")[:size]]


def page(model: Any, after: str, size: int, **where: object) -> Sequence[Source]:
    """The next rows of a table by primary key; none if it doesn't exist."""
    return page_of(rows(model, **where), after, size)


def page_by_secret(
    found: "models.QuerySet[Any]", after: str, size: int, digest: Callable[[str], str]
) -> Sequence[Source]:
    """The next rows by a primary key that is a secret: its digest is kept in its place, and the position is sealed."""
    found = found.order_by("pk")
    if after:
        found = found.filter(pk__gt=keyring.unseal(POSITION, after, "position").decode())
    return [
        Source(key=digest(row.pk), position=keyring.seal(POSITION, row.pk.encode(), "position"), row=row)
        for row in found[:size]
    ]

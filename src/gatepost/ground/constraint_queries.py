"""Constraints that a project defers: asked where a row is written, so that they don't fail the commit instead."""

import contextlib
from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import connections
from django.db.models import DO_NOTHING, Deferrable

from gatepost.ground import database, project_users
from gatepost.ground.user_types import User


@contextlib.contextmanager
def atomic() -> Iterator[None]:
    """As `database.atomic`, but deferred unique constraints of the user model refuse at its end."""
    with database.atomic():
        yield
        check_unique()


def check_unique() -> None:
    """Check deferred unique constraints of the user model now; no statement if it has none.

    Raises:
        ConstraintViolated: One is violated.
    """
    if names := _deferred(project_users.model()):
        _check_now(", ".join(connections[database.alias()].ops.quote_name(name) for name in names))


def check_references() -> None:
    """Refuse a deletion now if rows still refer to what was deleted; databases that defer foreign keys do so later.

    Raises:
        ConstraintViolated: Such rows exist.
    """
    connection = connections[database.alias()]
    if connection.vendor == "postgresql":
        _check_now("ALL")
    elif connection.vendor == "sqlite" and (tables := _left_alone()):
        connection.check_constraints(table_names=tables)


def _check_now(constraints: str) -> None:
    with connections[database.alias()].cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {constraints} IMMEDIATE")


@cache
def _deferred(model: type[User]) -> list[str]:
    if not connections[database.alias()].features.supports_deferrable_unique_constraints:
        return []
    constraints = [one for parent in (model, *model._meta.all_parents) for one in parent._meta.constraints]  # noqa: SLF001 - Django's documented _meta
    return [one.name for one in constraints if getattr(one, "deferrable", None) is Deferrable.DEFERRED]


@cache
def _left_alone() -> list[str]:
    """The tables whose rows Django leaves alone when a row that they refer to is deleted."""
    return sorted(
        {
            model._meta.db_table  # noqa: SLF001 - Django's documented _meta
            for model in apps.get_models()
            for field in model._meta.concrete_fields  # noqa: SLF001
            if field.remote_field is not None and getattr(field.remote_field, "on_delete", None) is DO_NOTHING
        }
    )

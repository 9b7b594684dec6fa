"""Finds the constraint of the user model that refused a row: of a name, of another value from the input, or neither.

Used only after the database refused a row, so that accepted rows cost no extra query.
"""

import copy
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from gatepost.accounts import columns, queries
from gatepost.ground import database
from gatepost.ground.user_types import User


def refused(user: User, given: Collection[str], *, stored: bool = False) -> set[str]:
    """The columns among `given` whose unique or check constraints a row violates; empty if the cause is another.

    Args:
        user: The instance that the database refused.
        given: The columns that were filled from user input.
        stored: Whether it was to be updated; otherwise it was to be inserted.
    """
    key = user.pk if stored else None
    found = {name for name in given if columns.by_name(name).unique and queries.held_by_another(user, name, key=key)}
    for model in (type(user), *type(user)._meta.all_parents):  # noqa: SLF001 - Django's documented _meta
        for together in model._meta.unique_together:  # noqa: SLF001
            if set(together) & set(given) and queries.held_by_another(user, *together, key=key):
                found |= set(together) & set(given)
        for constraint in model._meta.constraints:  # noqa: SLF001
            if (named := _columns_of(constraint) & set(given)) and _violated(constraint, model, user):
                found |= named
    return found


def name_taken(user: User, kind: str, value: str) -> bool:
    """Whether a name violates a constraint of the user model, for example because another user has it."""
    column = columns.by_kind().get(kind)
    if column is None:
        return False
    wanted = copy.copy(user)
    setattr(wanted, column, value)
    return bool(refused(wanted, {column}, stored=True))


def _violated(constraint: Any, model: Any, user: User) -> bool:
    try:
        constraint.validate(model, user, using=database.alias())
    except ValidationError:
        return True
    return False


def _columns_of(constraint: object) -> set[str]:
    found = set(getattr(constraint, "fields", ()))
    for expression in (*getattr(constraint, "expressions", ()), getattr(constraint, "condition", None)):
        found |= _named(expression)
    return found


def _named(expression: object) -> set[str]:
    """The columns that an expression or a condition reads: Django's `F` has a name, `Q` has children."""
    if hasattr(expression, "children"):
        pairs = [child if isinstance(child, tuple) else ("", child) for child in expression.children]
        return {name.partition("__")[0] for name, _ in pairs if name}.union(*(_named(inner) for _, inner in pairs))
    if hasattr(expression, "get_source_expressions"):
        return set().union(*(_named(inner) for inner in expression.get_source_expressions()))
    name = getattr(expression, "name", None)
    return {name.partition("__")[0]} if isinstance(name, str) else set()

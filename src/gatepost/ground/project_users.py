"""The users that the project's default manager returns.

Django's own backend finds users through that manager, so a user it filters out (soft deletion, another tenant) must not
be found by any of our queries either, joined or not.
"""

from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Manager, Model, Q, QuerySet
from django.db.models.manager import BaseManager

from gatepost import conf
from gatepost.ground.user_types import User

Row = TypeVar("Row", bound=Model)


@conf.composed
def model() -> type[User]:
    """The user model. A login asks for it a dozen times, and Django looks it up by its name each time."""
    found: type[User] = get_user_model()
    return found


def manager() -> "Manager[Any]":
    """The user model's default manager."""
    found: Manager[Any] = model()._default_manager  # noqa: SLF001 - any model's manager
    return found


def shows_everyone() -> bool:
    """Whether the manager certainly doesn't filter; one that does may return other rows at each call."""
    kind = type(model()._default_manager)  # noqa: SLF001 - any model's manager
    queryset = getattr(kind, "_queryset_class", QuerySet)
    return kind.get_queryset is BaseManager.get_queryset and queryset.__init__ is QuerySet.__init__


def only_shown(rows: QuerySet[Row], user: str = "user") -> QuerySet[Row]:
    """Exclude rows whose user the manager filters out; rows without a user stay. Free with an unfiltered manager.

    Args:
        rows: Rows of any model with a foreign key to the user model.
        user: The path to that key.
    """
    if shows_everyone():
        return rows
    shown = manager().using(rows.db).all()
    return rows.filter(Q(**{f"{user}__isnull": True}) | Q(**{f"{user}__in": shown}))

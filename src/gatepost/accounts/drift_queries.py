"""Annotates the queries that look up sessions and tokens with the names of their user."""

from typing import Any, TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery

from gatepost.accounts import columns
from gatepost.accounts.models import Identifier

Row = TypeVar("Row", bound=Model)
PREFIX = "mirror_of_"


def annotated(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Annotate rows with a foreign key `user` with the primary name of each kind whose column isn't indexed."""
    kinds = [kind for kind in columns.by_kind() if columns.searchable(kind) is None]
    primary = Identifier.objects.filter(user_id=OuterRef("user_id"), primary=True)
    along: Any = {PREFIX + kind: Subquery(primary.filter(kind=kind).values("value")[:1]) for kind in kinds}
    found: QuerySet[Row] = rows.annotate(**along)
    return found

"""The one query that finds out which names are taken."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from django.db import router
from django.db.models import Case, CharField, Q, QuerySet, Value, When

from gatepost.accounts import columns
from gatepost.accounts.models import Identifier, ReleasedName
from gatepost.ground import project_users

Name = tuple[str, str]
"""Kind and normal form."""
OWN, LISTED = "own", "listed"
"""How the requesting user has a name: claimed, or only listed."""


class Wanted(msgspec.Struct, frozen=True):
    """The names that a user wants.

    Args:
        names: The names themselves.
        digests: Digests of the usernames among them, to find reserved ones.
        readings: The names of other kinds that a username could be read as.
        by: The primary key of the requesting user; None for a new one.
    """

    names: Sequence[Name]
    digests: Sequence[str]
    readings: Sequence[Name]
    by: Any


class TakenName(msgspec.Struct, frozen=True):
    """A taken name.

    Args:
        arm: `name`: in use; `reading`: in use as another kind; `released`: reserved for a former holder.
        kind: `email`, `username` or `phone`.
        canonical: Its normal form.
        value: As it is stored.
        holder: The digest of a former holder; `OWN` or `LISTED` for a reading that the requesting user has.
    """

    arm: str
    kind: str
    canonical: str
    value: str
    holder: str


def held_or_released(wanted: Wanted, now: datetime) -> list[TakenName]:
    """Current and former holders of the wanted names; one query (UNION ALL)."""
    alias = router.db_for_write(Identifier)
    rows = project_users.only_shown(Identifier.objects.using(alias))
    held = rows.filter(_any(wanted.names, "claim"))
    arms = [
        held.annotate(arm=_text("name"), holder=_text("")).values_list("arm", "kind", "canonical", "value", "holder")
    ]
    if wanted.digests:
        arms.append(_released(ReleasedName.objects.using(alias).filter(digest__in=wanted.digests, expires_at__gt=now)))
    if wanted.readings:
        arms.append(_read(rows.filter(_any(wanted.readings, "canonical")), wanted.by))
        arms += [arm for kind, canonical in wanted.readings for arm in _in_column(alias, kind, canonical, wanted.by)]
    first, *others = arms
    return [TakenName(*values) for values in (first.union(*others, all=True) if others else first)]


def _any(names: Sequence[Name], column: str) -> Q:
    return reduce(or_, (Q(**{"kind": kind, column: canonical}) for kind, canonical in names))


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _released(rows: QuerySet[ReleasedName]) -> QuerySet[Any, Any]:
    values = rows.annotate(arm=_text("released"), kind=_text("username"), canonical=_text(""), value=_text(""))
    return values.values_list("arm", "kind", "canonical", "value", "holder")


def _read(rows: QuerySet[Identifier], by: object) -> QuerySet[Any, Any]:
    """Names of other kinds that are claimed, or are the primary name of a user."""
    holder: Any = _text("")
    if by is not None:
        own = When(user_id=by, claim__isnull=False, then=_text(OWN))
        holder = Case(own, When(user_id=by, then=_text(LISTED)), default=holder)
    led = rows.filter(Q(claim__isnull=False) | Q(primary=True))
    return led.annotate(arm=_text("reading"), holder=holder).values_list("arm", "kind", "canonical", "value", "holder")


def _in_column(alias: str, kind: str, canonical: str, by: object) -> list[QuerySet[Any, Any]]:
    """The same for the user model's column, which may have been written without `save()`, if it is indexed."""
    field = columns.searchable(kind)
    if field is None or not columns.is_text(field):
        return []
    users = project_users.manager().using(alias).filter(**{field.name: canonical}).exclude(pk=by)
    found = {
        "arm": _text("reading"),
        "found_kind": _text(kind),
        "found_name": _text(canonical),
        "holder": _text(""),
    }
    return [users.annotate(**found).values_list("arm", "found_kind", "found_name", field.name, "holder")]

"""The one query that finds out which names are taken."""

import functools
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from django.db.models import Case, Q, QuerySet, When

from gatepost.accounts import columns
from gatepost.accounts.models import Identifier, ReleasedName
from gatepost.ground import project_users
from gatepost.ground.prebuilt_value_queries import Values, as_text, of_column

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
    """Current and former holders of the wanted names; one query (UNION ALL), built once for each choice of kinds."""
    find = _holders(_kinds(wanted.names), _kinds(wanted.readings))
    given: dict[str, Any] = {
        "names": [canonical for _, canonical in wanted.names],
        "digests": list(wanted.digests),
        "readings": [canonical for _, canonical in wanted.readings],
        "now": now,
    }
    if wanted.by is not None:
        given["user_id"] = wanted.by
    return [TakenName(*values) for values in find(**given)]


def _kinds(names: Sequence[Name]) -> tuple[str, ...]:
    return tuple(kind for kind, _ in names)


@functools.cache
def _holders(kinds: tuple[str, ...], read: tuple[str, ...]) -> Values:
    """The query for names of these kinds, in this order, and for usernames that could be read as names of others."""
    return Values(Identifier, functools.partial(_union, kinds=kinds, read=read))


def _union(
    rows: QuerySet[Identifier],
    *,
    kinds: Sequence[str],
    read: Sequence[str],
    names: Sequence[str],
    digests: Sequence[str],
    readings: Sequence[str],
    now: datetime,
    user_id: object = None,
) -> QuerySet[Any, Any]:
    rows = project_users.only_shown(rows)
    held = rows.filter(_any(kinds, names, "claim"))
    arms = [
        held.annotate(arm=as_text("name"), holder=as_text("")).values_list(
            "arm", "kind", "canonical", "value", "holder"
        )
    ]
    if digests:
        reserved = ReleasedName.objects.using(rows.db).filter(digest__in=digests, expires_at__gt=now)
        arms.append(_released(reserved))
    if readings:
        arms.append(_read(rows.filter(_any(read, readings, "canonical")), user_id))
        for kind, canonical in zip(read, readings, strict=True):
            arms += _in_column(rows.db, kind, canonical, user_id)
    first, *others = arms
    return first.union(*others, all=True) if others else first


def _any(kinds: Sequence[str], names: Sequence[str], column: str) -> Q:
    return reduce(or_, (Q(**{"kind": kind, column: name}) for kind, name in zip(kinds, names, strict=True)))


def _released(rows: QuerySet[ReleasedName]) -> QuerySet[Any, Any]:
    values = rows.annotate(arm=as_text("released"), kind=as_text("username"), canonical=as_text(""), value=as_text(""))
    return values.values_list("arm", "kind", "canonical", "value", "holder")


def _read(rows: QuerySet[Identifier], by: object) -> QuerySet[Any, Any]:
    """Names of other kinds that are claimed, or are the primary name of a user."""
    holder: Any = as_text("")
    if by is not None:
        own = When(user_id=by, claim__isnull=False, then=as_text(OWN))
        holder = Case(own, When(user_id=by, then=as_text(LISTED)), default=holder)
    led = rows.filter(Q(claim__isnull=False) | Q(primary=True)).annotate(arm=as_text("reading"), holder=holder)
    return led.values_list("arm", "kind", "canonical", "value", "holder")


def _in_column(alias: str, kind: str, canonical: str, by: object) -> list[QuerySet[Any, Any]]:
    """The same for the user model's column, which may have been written without `save()`, if it is indexed."""
    field = columns.searchable(kind)
    if field is None or not columns.is_text(field):
        return []
    users = project_users.manager().using(alias).filter(**{field.name: of_column(canonical, field)})
    found = {
        "arm": as_text("reading"),
        "found_kind": as_text(kind),
        "found_name": as_text(canonical),
        "holder": as_text(""),
    }
    others = users if by is None else users.exclude(pk=by)
    return [others.annotate(**found).values_list("arm", "found_kind", "found_name", field.name, "holder")]

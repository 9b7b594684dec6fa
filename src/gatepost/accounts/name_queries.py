"""The one query that finds users by name."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.db import router
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gatepost import conf
from gatepost.accounts import columns
from gatepost.accounts.models import Authenticator, Identifier
from gatepost.ground import project_users
from gatepost.ground.prebuilt_queries import Select

OLDEST_FIRST = attrgetter("created_at", "id")


class Candidate(msgspec.Struct, frozen=True):
    """A user whom a name may refer to.

    Args:
        user: The model instance.
        rows: All identifiers of the user, oldest first.
        adopted: Whether the project created the account.
        established_at: When the owner was first verified.
        has_authenticators: Whether the user has any second factor or passkey.
    """

    user: Any
    rows: tuple[Identifier, ...]
    adopted: bool
    established_at: datetime | None
    has_authenticators: bool


class Name(msgspec.Struct, frozen=True):
    """A name as the query looks for it.

    Args:
        kind: `email`, `username` or `phone`.
        claims: The claim of its normal form, and that of its exact spelling.
        typed: The text itself, for the user model's own column.
    """

    kind: str
    claims: tuple[str, str]
    typed: str


_ROW = tuple(field.attname for field in Identifier._meta.concrete_fields if field.name != "user")  # noqa: SLF001
_FACTS = ("gatepost_record__adopted", "gatepost_record__established_at", "has_authenticators")


@conf.composed
def _user_columns() -> tuple[str, ...]:
    return tuple(field.attname for field in get_user_model()._meta.concrete_fields)  # noqa: SLF001


def _named(alias: str, kinds: Any, texts: Sequence[str]) -> QuerySet[Any, tuple[Any, ...]]:
    """Match three indexed values for each kind: the claims of normal form and spelling, and the user model's column."""
    arms, given = Q(), iter(texts)
    for kind in kinds:
        for claim in (next(given), next(given)):
            holder = Identifier.objects.using(alias).filter(kind=kind, claim=claim).values("user_id")[:1]
            arms |= Q(pk=Subquery(holder))
        field = columns.searchable(kind)
        typed = next(given) if field is not None else ""
        if field is not None and columns.accepts(field, typed):
            arms |= Q(**{field.name: typed})
    held = Authenticator.objects.using(alias).filter(user_id=OuterRef("pk"))
    rows = project_users.manager().using(alias).filter(arms).annotate(has_authenticators=Exists(held))
    found: QuerySet[Any, tuple[Any, ...]] = rows.values_list(
        *_user_columns(), *(f"gatepost_identifiers__{name}" for name in _ROW), *_FACTS
    )
    return found


_select = Select(_named)


def candidates(names: Sequence[Name]) -> list[Candidate]:
    """The users whom some names may refer to; one query, the same whether or not there are any."""
    model, alias, own = get_user_model(), router.db_for_write(get_user_model()), _user_columns()
    found: dict[Any, Candidate] = {}
    row_end = len(own) + len(_ROW)
    texts = [part for name in names for part in (*name.claims, name.typed)[: 3 if columns.searchable(name.kind) else 2]]
    for values in _select(tuple(name.kind for name in names), texts):
        user = model.from_db(alias, own, values[: len(own)])
        adopted, established_at, held = values[row_end:]
        one = found.get(user.pk) or Candidate(user, (), bool(adopted), established_at, bool(held))
        if values[len(own)] is not None:
            row = Identifier.from_db(alias, _ROW, values[len(own) : row_end])
            row.user = one.user
            one = msgspec.structs.replace(one, rows=(*one.rows, row))
        found[user.pk] = one
    return [msgspec.structs.replace(one, rows=tuple(sorted(one.rows, key=OLDEST_FIRST))) for one in found.values()]

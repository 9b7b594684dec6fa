"""Queries about names: who has one, which are reserved, and which columns differ from our rows."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from django.contrib.auth import get_user_model
from django.db import connections, router
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from gatepost import conf
from gatepost.accounts import columns
from gatepost.accounts.models import Authenticator, Identifier, ReleasedName
from gatepost.ground import database, project_users
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.prebuilt_queries import Select, loaded
from gatepost.ground.user_types import UserId

ReferringRow = TypeVar("ReferringRow", bound=Model)
MIRROR = "mirror_of_"
"""Prefix of the annotations of `with_mirrored_names`."""
OLDEST_FIRST = attrgetter("created_at", "id")


class Candidate(msgspec.Struct, frozen=True):
    """A user whom a name may refer to.

    Args:
        user: The model instance.
        rows: All identifiers of the user, oldest first, with the facts that `queries.annotated` gives them; without
            their `user`.
    """

    user: Any
    rows: list[Identifier]


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
_FACTS = (
    "gatepost_record__adopted",
    "gatepost_record__established_at",
    "gatepost_language__code",
    "has_authenticators",
)
_ANNOTATED_ROW = (*_ROW, "adopted", "established_at", "language", "has_authenticators")


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
    model, own = project_users.model(), _user_columns()
    alias = router.db_for_write(model)
    found: dict[Any, Candidate] = {}
    key, end = own.index(model._meta.pk.attname), len(own)  # noqa: SLF001 - Django's documented _meta
    texts = [part for name in names for part in (*name.claims, name.typed)[: 3 if columns.searchable(name.kind) else 2]]
    for values in _select(tuple(name.kind for name in names), texts):
        one = found.get(values[key])
        if one is None:
            one = found[values[key]] = Candidate(model.from_db(alias, own, values[:end]), [])
        if values[end] is not None:
            one.rows.append(loaded(Identifier, alias, _ANNOTATED_ROW, values[end:]))
    for one in found.values():
        one.rows.sort(key=OLDEST_FIRST)
    return list(found.values())


def with_mirrored_names(rows: QuerySet[ReferringRow]) -> QuerySet[ReferringRow]:
    """Annotate rows with a foreign key `user` with the primary name of each kind whose column isn't indexed."""
    kinds = [kind for kind in columns.by_kind() if columns.searchable(kind) is None]
    primary = Identifier.objects.filter(user_id=OuterRef("user_id"), primary=True)
    mirrors: Any = {MIRROR + kind: Subquery(primary.filter(kind=kind).values("value")[:1]) for kind in kinds}
    found: QuerySet[ReferringRow] = rows.annotate(**mirrors)
    return found


def users_by_claim(kind: str, forms: Sequence[str]) -> dict[str, Any]:
    """Primary keys of users by the normal form of a name that they hold."""
    rows = Identifier.objects.using(database.alias()).filter(kind=kind, claim__in=forms)
    return {str(claim): user_id for claim, user_id in rows.values_list("claim", "user_id")}


def users_by_column(kind: str, names: Sequence[str]) -> dict[str, Any]:
    """Primary keys of users by the name in the user model's column, where it is indexed."""
    field = columns.searchable(kind)
    accepted = [name for name in names if field is not None and columns.accepts(field, name)]
    if field is None or not accepted:
        return {}
    rows = get_user_model()._base_manager.using(database.alias())  # noqa: SLF001 - Django's documented name
    found = rows.filter(**{f"{field.name}__in": accepted}).values_list(field.name, "pk")
    return {str(name): key for name, key in found}


def reserve(row: ReleasedName) -> None:
    """Upsert a reserved name; the latest holder replaces an earlier one."""
    alias = router.db_for_write(ReleasedName)
    target = ["digest"] if connections[alias].features.supports_update_conflicts_with_target else None
    ReleasedName.objects.using(alias).bulk_create(
        [row], update_conflicts=True, update_fields=["holder", "expires_at"], unique_fields=target
    )


def usernames(user_id: UserId) -> list[Identifier]:
    """The usernames of a user; reads the primary database."""
    return list(Identifier.objects.using(router.db_for_write(Identifier)).filter(user_id=user_id, kind="username"))


def delete_expired_reservations(now: datetime, limit: int) -> int:
    """Delete expired reservations, a batch at a time."""
    return delete_batch(ReleasedName.objects.filter(expires_at__lte=now), limit)


def concrete_model(model: type[Model]) -> type[Model]:
    """The model whose table a model has: of a proxy another one."""
    return model._meta.concrete_model or model  # noqa: SLF001 - Django's documented _meta


def user_behind(instance: Model) -> Any:
    """The user of a row of the user model, or of a model above or below it; None if there is none."""
    model, users = get_user_model(), get_user_model()._meta  # noqa: SLF001 - Django's documented _meta
    own, concrete = concrete_model(type(instance)), concrete_model(model)
    if own is concrete:
        return instance
    below = issubclass(own, concrete)
    key = {"pk": users.pk.value_from_object(instance)} if below else {own._meta.pk.name: instance.pk}  # noqa: SLF001
    return model._base_manager.using(database.alias()).filter(**key).first()  # noqa: SLF001 - hidden users too

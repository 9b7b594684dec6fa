"""The queries of this package, one per function. In a guard, the row count or the unique constraint decides a race."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import router
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gatepost.accounts import columns
from gatepost.accounts.models import AccountLanguage, AccountRecord, Authenticator, Identifier
from gatepost.ground import galera_queries, project_users
from gatepost.ground.lookup_queries import Lookup
from gatepost.ground.prebuilt_queries import Insert, Update
from gatepost.ground.prebuilt_row_queries import Change, Removal, Rows
from gatepost.ground.prebuilt_value_queries import Values
from gatepost.ground.user_types import User, UserId


def _rows() -> QuerySet[Identifier]:
    return Identifier.objects.using(router.db_for_write(Identifier))


def database_of_names() -> str:
    """The database of our tables; a check requires it to be that of the users."""
    return router.db_for_write(Identifier)


def _record(column: str) -> Subquery:
    return Subquery(AccountRecord.objects.filter(user_id=OuterRef("user_id")).values(column)[:1])


def with_facts() -> QuerySet[Identifier]:
    """Identifiers annotated with `has_authenticators`, `adopted`, `established_at` and `language` of their user."""
    return annotated(_rows())


def annotated(rows: QuerySet[Identifier]) -> QuerySet[Identifier]:
    """As `with_facts`, of some identifiers."""
    return rows.annotate(
        has_authenticators=Exists(Authenticator.objects.filter(user_id=OuterRef("user_id"))),
        adopted=_record("adopted"),
        established_at=_record("established_at"),
        language=Subquery(AccountLanguage.objects.filter(user_id=OuterRef("user_id")).values("code")[:1]),
    )


def _claimed_by_any(rows: QuerySet[Identifier], names: Sequence[str]) -> QuerySet[Identifier]:
    return rows.filter(
        reduce(or_, (Q(kind=kind, claim=text) for kind, text in zip(names[::2], names[1::2], strict=True)))
    )


_update = cache(Update)
_insert_identifiers = Insert(Identifier)
_claims = Lookup(Identifier, _claimed_by_any)
_of_user = Rows(Identifier, lambda rows, user_id: annotated(rows).filter(user_id=user_id).order_by("created_at", "id"))
_of_user_with_user = Rows(
    Identifier,
    lambda rows, user_id: (
        project_users.only_shown(annotated(rows).select_related("user"))
        .filter(user_id=user_id)
        .order_by("created_at", "id")
    ),
)
_record_of = Rows(AccountRecord, lambda rows, user_id: rows.filter(user_id=user_id))
_confirm = Change(
    Identifier,
    lambda rows, row_id, verified_at, claim: (rows.filter(id=row_id), {"verified_at": verified_at, "claim": claim}),
)
_release = Change(
    Identifier,
    lambda rows, kind, canonical, but_user_id: (
        rows.filter(kind=kind, claim=canonical, verified_at__isnull=True).exclude(user_id=but_user_id),
        {"claim": None},
    ),
)


_holders = Rows(
    Identifier,
    lambda rows, kind, canonical: (
        project_users.only_shown(annotated(rows).filter(kind=kind, canonical=canonical))
        .select_related("user")
        .order_by("created_at", "id")
    ),
)
_insert_record = Insert(AccountRecord, keeps=True)


_set_primary = Change(
    Identifier,
    lambda rows, user_id, kind, row_id: (rows.filter(user_id=user_id, kind=kind), {"primary": Q(id=row_id)}),
)
_delete_identifiers = Removal(Identifier, lambda rows, user_id, **where: rows.filter(user_id=user_id, **where))


@cache
def _set_password(model: type[Any]) -> Change:
    return Change(model, lambda rows, user_id, old, new: (rows.filter(pk=user_id, password=old), {"password": new}))


@cache
def _lock(model: type[Any]) -> Values:
    return Values(model, lambda rows, user_id: rows.filter(pk=user_id).select_for_update().values_list("pk"))


@cache
def _by_key(model: type[Any]) -> Rows[Any]:
    return Rows(model, lambda rows, user_id: rows.filter(pk=user_id))


def holders(kind: str, canonical: str) -> list[Identifier]:
    """Every identifier with this normal form, claimed or not, each with its user; oldest first."""
    return _holders(kind=kind, canonical=canonical)


def of_user(user_id: UserId) -> list[Identifier]:
    """A user's identifiers, oldest first."""
    return _of_user(user_id=user_id)


def of_user_with_user(user_id: UserId) -> list[Identifier]:
    """A user's identifiers, oldest first, each with the user; none if the default manager hides the user."""
    return _of_user_with_user(user_id=user_id)


def record(user_id: UserId) -> AccountRecord | None:
    """The record of an account's owner, if there is one."""
    return _record_of.first(user_id=user_id)


def record_owner(user_id: UserId, now: datetime, *, adopted: bool = False) -> None:
    """Guard: record that an account has an owner; an existing record is kept."""
    _insert_record(AccountRecord(user_id=user_id, adopted=adopted, established_at=now))


def of_users(user_ids: Sequence[Any]) -> list[Identifier]:
    """The identifiers of several users, oldest first."""
    return list(with_facts().filter(user_id__in=user_ids).order_by("created_at", "id"))


def page_of_users(after: object, size: int) -> list[Any]:
    """The next users by primary key that the default manager returns."""
    rows = project_users.manager().using(router.db_for_write(get_user_model())).order_by("pk")
    return list((rows if after is None else rows.filter(pk__gt=after))[:size])


def user(user_id: UserId | None) -> Any:
    """The user of a primary key, or None; reads the primary database."""
    return _by_key(get_user_model()).first(user_id=user_id) if user_id is not None else None


def users(**where: object) -> QuerySet[Any]:
    """Users ordered by primary key, for paginated lists."""
    return get_user_model()._default_manager.filter(**where).order_by("pk")  # noqa: SLF001


def mark_exact_only(kind: str, claim: str) -> int:
    """Let the holder of a normal form be found by the exact spelling only, because another user shares the form."""
    return Identifier.objects.filter(kind=kind, claim=claim).update(exact_only=True)


def claims(names: Sequence[tuple[str, str]]) -> list[Identifier]:
    """The identifiers that claim any of these names, given as kind and claim."""
    return _claims.rows([part for name in names for part in name]) if names else []


def insert_user(new: User) -> None:
    """Insert a user, with Django's signals."""
    new.save(force_insert=True)


def held_by_another(user: User, *names: str, key: object = None) -> bool:
    """Whether a user other than that of `key` has the same values there, even one whom the default manager hides."""
    values = {name: getattr(user, columns.by_name(name).attname) for name in names}
    rows = type(user)._base_manager.using(router.db_for_write(type(user)))  # noqa: SLF001 - Django's documented name
    return None not in values.values() and rows.filter(**values).exclude(pk=key).exists()


def insert_identifiers(rows: Sequence[Identifier]) -> None:
    """Insert identifiers; the unique constraint decides a race for the same name."""
    if rows:
        _insert_identifiers.all(rows)


def confirm(identifier_id: UUID, canonical: str, now: datetime) -> int:
    """Guard: mark a name as verified and claim it; the unique constraint refuses a second holder."""
    return _confirm(row_id=identifier_id, verified_at=now, claim=canonical)


def release_unverified(kind: str, canonical: str, but: UserId) -> int:
    """Guard: remove a name's claim from other users who never verified it."""
    return _release(kind=kind, canonical=canonical, but_user_id=but)


def respell(identifier_id: UUID, value: str) -> int:
    """Change the spelling of a name with the same normal form."""
    return Identifier.objects.filter(id=identifier_id).update(value=value)


def set_primary(user_id: UserId, kind: str, identifier_id: UUID) -> int:
    """Make one name the primary one of its kind, in one statement."""
    return _set_primary(user_id=user_id, kind=kind, row_id=identifier_id)


def delete_identifiers(user_id: UserId, **where: object) -> int:
    """Delete names of a user."""
    given = {f"{name}__isnull" if value is None else name: value is None or value for name, value in where.items()}
    return _delete_identifiers(user_id=user_id, **given)


def set_columns(user_id: UserId, **columns: object) -> int:
    """Update columns of the user model; sends no signals."""
    return get_user_model()._default_manager.filter(pk=user_id).update(**columns)  # noqa: SLF001


def set_own_columns(user_id: UserId, **written: object) -> int:
    """Guard: update columns of a user who is not disabled or deleted; sends no signals."""
    rows = get_user_model()._default_manager.filter(pk=user_id)  # noqa: SLF001
    if columns.has_column("is_active"):
        rows = rows.filter(is_active=True)
    return rows.update(**written)


def write_last_login(user_id: UserId, at: datetime) -> int:
    """Guard: update `last_login`; 0 if the user was deleted. No query if the user model lacks the column."""
    if not columns.has_column("last_login"):
        return 1
    return _update(project_users.model())(user_id, {"last_login": at})


def last_login_part(user_id: UserId, at: datetime) -> tuple[str, list[Any]]:
    """As `write_last_login`, for a statement that writes more; LookupError where it takes several tables."""
    if (part := _update(project_users.model()).part(user_id, {"last_login": at})) is None:
        raise LookupError("last_login")
    return part


def set_password(user_id: UserId, old: str, new: str) -> int:
    """Guard: replace a password hash, if it is still the one that was verified."""
    model: type[Any] = get_user_model()
    if columns.by_name("password").model is not model:  # a parent's table takes a statement of its own
        return int(model._default_manager.filter(pk=user_id, password=old).update(password=new))  # noqa: SLF001
    return _set_password(model)(user_id=user_id, old=old, new=new)


def lock(user_id: UserId) -> None:
    """Lock the user's row until the transaction ends, to serialize changes of names and second factors."""
    alias = router.db_for_write(model := project_users.model())
    _lock(model)(user_id=user_id)
    galera_queries.lock(alias, "user", user_id)


def in_group(user: User, names: Sequence[str]) -> bool:
    """Whether a user is in one of these groups; false if the user model has no groups."""
    groups = getattr(user, "groups", None)
    return groups is not None and groups.using(router.db_for_write(type(user))).filter(name__in=names).exists()

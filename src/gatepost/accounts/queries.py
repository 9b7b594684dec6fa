"""One statement a function; a Guard's row count or the unique constraint decides."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, router, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from gatepost.accounts.models import Authenticator, Identifier
from gatepost.ground.prebuilt_queries import Lookup, Update

_joined: list[str] = []


def _rows() -> QuerySet[Identifier]:
    return Identifier.objects.using(router.db_for_write(Identifier))


def _telling(rows: QuerySet[Identifier]) -> QuerySet[Identifier]:
    return rows.annotate(has_authenticators=Exists(Authenticator.objects.filter(user_id=OuterRef("user_id"))))


def _claimed(rows: QuerySet[Identifier], claim: Sequence[str]) -> QuerySet[Identifier]:
    kind, text = claim
    return _telling(rows).filter(user__gatepost_identifiers__kind=kind, user__gatepost_identifiers__claim=text)


def _claimed_by_any(rows: QuerySet[Identifier], names: Sequence[str]) -> QuerySet[Identifier]:
    return rows.filter(
        reduce(or_, (Q(kind=kind, claim=text) for kind, text in zip(names[::2], names[1::2], strict=True)))
    )


_update = cache(Update)
_by_claim = Lookup(Identifier, _claimed)
_claims = Lookup(Identifier, _claimed_by_any)


def told() -> QuerySet[Identifier]:
    """Identifiers that also tell whether their user holds an authenticator: no statement more for those who don't."""
    return _telling(_rows())


def by_claim(kind: str, claim: str) -> list[Identifier]:
    """All identifiers of the user who can be found by this one, each with the user."""
    return sorted(_by_claim.rows((kind, claim)), key=lambda row: (row.created_at, row.id))


def holders(kind: str, canonical: str) -> list[Identifier]:
    """Every identifier of this normal form, whether it leads to its user or not, each with the user; oldest first."""
    return list(told().filter(kind=kind, canonical=canonical).select_related("user").order_by("created_at", "id"))


def of_user(user_id: Any) -> list[Identifier]:
    """A user's identifiers, oldest first."""
    return list(told().filter(user_id=user_id).order_by("created_at", "id"))


def user(user_id: Any) -> Any:
    """The user of an id, or None."""
    model = get_user_model()
    return model._default_manager.using(router.db_for_write(model)).filter(pk=user_id).first()  # noqa: SLF001


def users(**where: object) -> QuerySet[Any]:
    """Users in the order of their keys, for pages of lists."""
    return get_user_model()._default_manager.filter(**where).order_by("pk")  # noqa: SLF001


def claims(names: Sequence[tuple[str, str]]) -> list[Identifier]:
    """Who holds any of these names, each a kind and a normal form."""
    return _claims.rows([part for name in names for part in name]) if names else []


def insert_user(new: Any) -> None:
    """Write a new user."""
    new.save(force_insert=True)


def insert_identifiers(rows: Sequence[Identifier]) -> None:
    """Write names; the unique constraint decides between two who want the same."""
    Identifier.objects.bulk_create(rows)


def confirm(identifier_id: UUID, canonical: str, now: datetime) -> int:
    """Guard: a name is proved and claimed; the unique constraint refuses a second holder."""
    return Identifier.objects.filter(id=identifier_id).update(verified_at=now, claim=canonical)


def release_unproved(kind: str, canonical: str, but: Any) -> int:
    """Guard: take a name from others who hold it but never proved it."""
    rows = Identifier.objects.filter(kind=kind, claim=canonical, verified_at__isnull=True)
    return rows.exclude(user_id=but).update(claim=None)


def respell(identifier_id: UUID, value: str) -> int:
    """The same name in another spelling."""
    return Identifier.objects.filter(id=identifier_id).update(value=value)


def set_primary(user_id: Any, kind: str, identifier_id: UUID) -> int:
    """Make one address the primary one."""
    rows = Identifier.objects.filter(user_id=user_id, kind=kind)
    chosen = Q(id=identifier_id)
    return rows.update(primary=chosen)


def delete_identifiers(user_id: Any, **where: object) -> int:
    """Remove names of a user."""
    return Identifier.objects.filter(user_id=user_id, **where)._raw_delete(router.db_for_write(Identifier))  # noqa: SLF001


def set_columns(user_id: Any, **columns: object) -> int:
    """Write columns of the user model."""
    return get_user_model()._default_manager.filter(pk=user_id).update(**columns)  # noqa: SLF001


def note_login(user_id: Any, at: datetime) -> int:
    """Write when a user logged in last, for user models that keep it."""
    return _update(get_user_model())(user_id, {"last_login": at})


def set_password(user_id: Any, old: str, new: str) -> int:
    """Guard: replace a password hash, if it is still the one that was looked at."""
    return get_user_model()._default_manager.filter(pk=user_id, password=old).update(password=new)  # noqa: SLF001


def join(names: Sequence[str]) -> None:
    """Let the one-to-one rows of methods come with each authenticator, in one statement."""
    _joined[:] = names


def authenticators(user_id: Any) -> list[Authenticator]:
    """What a user holds, oldest first, with what it is checked against."""
    rows = Authenticator.objects.using(router.db_for_write(Authenticator)).select_related(*_joined)
    return list(rows.filter(user_id=user_id).order_by("created_at", "id"))


def insert_authenticator(row: Authenticator) -> bool:
    """Guard: write a new one; the unique constraint decides between two of a type that may be there once."""
    try:
        with transaction.atomic(using=router.db_for_write(Authenticator)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def delete_authenticators(user_id: Any, **where: object) -> int:
    """Remove what a user holds, with the rows that depend on it."""
    _, removed = Authenticator.objects.filter(user_id=user_id, **where).delete()
    return removed.get(Authenticator._meta.label, 0)  # noqa: SLF001


def used_authenticator(row_id: UUID, now: datetime) -> int:
    """Note a use."""
    return Authenticator.objects.filter(id=row_id).update(last_used_at=now)


def count_up(row_id: UUID, counter: int, now: datetime) -> bool:
    """Guard: note a use with a counter; of two uses with the same one passes, and none with an older one."""
    rows = Authenticator.objects.filter(id=row_id, counter__lt=counter)
    return rows.update(counter=counter, last_used_at=now) == 1


def rename_authenticator(user_id: Any, number: int, name: str) -> int:
    """Name something that a user holds."""
    return Authenticator.objects.filter(user_id=user_id, number=number).update(name=name)


def lock(user_id: Any) -> None:
    """Hold the user's row until the transaction ends, so that changes of what a user holds come one after the other."""
    model = get_user_model()
    rows = model._default_manager.using(router.db_for_write(model)).filter(pk=user_id)  # noqa: SLF001
    rows.select_for_update().values_list("pk").first()


def in_group(user: Any, names: Sequence[str]) -> bool:
    """Whether a user is in one of these groups; nobody is where the user model has none."""
    groups = getattr(user, "groups", None)
    return groups is not None and groups.filter(name__in=names).exists()

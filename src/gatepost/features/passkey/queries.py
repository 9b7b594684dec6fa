"""One query per function; where two requests race, the row count of a `Guard` decides."""

from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet

from gatepost.accounts import columns
from gatepost.features.passkey.models import Passkey
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId

OWNER = "authenticator__user"


def _rows() -> QuerySet[Passkey]:
    return Passkey.objects.using(router.db_for_write(Passkey)).select_related("authenticator")


def of_user(user_id: UserId) -> list[Passkey]:
    """A user's keys, oldest first."""
    return list(_rows().filter(authenticator__user_id=user_id).order_by("authenticator__created_at"))


def factors_of(user_id: UserId) -> list[Passkey]:
    """A user's keys that count as second factors, oldest first."""
    return [row for row in of_user(user_id) if row.authenticator.is_factor]


def of_active(user_id: UserId | None) -> list[Passkey]:
    """An active user's keys; also runs its query for None, so that the time reveals nothing."""
    owner: dict[str, object] = {"authenticator__user_id": user_id}
    if columns.has_column("is_active"):
        owner["authenticator__user__is_active"] = True
    rows = only_shown(_rows().filter(**owner), OWNER)
    return list(rows.order_by("authenticator__created_at"))


def by_digest(digest: str) -> Passkey | None:
    """The key with this credential id, with its user, regardless of who owns it."""
    return only_shown(_rows().select_related("authenticator__user").filter(digest=digest), OWNER).first()


def exists(digest: str) -> bool:
    """Whether anyone has a key with this credential id, also someone whom the user model's manager hides."""
    return _rows().filter(digest=digest).exists()


def insert(row: Passkey) -> bool:
    """Guard: insert a new key; False if it is already registered, by the unique constraint."""
    try:
        with transaction.atomic(using=router.db_for_write(Passkey)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True

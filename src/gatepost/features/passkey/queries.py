"""One query per function; where two requests race, the row count of a `Guard` decides."""

from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet

from gatepost.accounts import columns
from gatepost.features.passkey.models import Passkey
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Rows
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId

OWNER = "authenticator__user"
_of_user = Rows(
    Passkey,
    lambda rows, user_id: (
        rows.select_related("authenticator")
        .filter(authenticator__user_id=user_id)
        .order_by("authenticator__created_at")
    ),
)
_by_digest = Rows(
    Passkey, lambda rows, digest: only_shown(rows.select_related("authenticator__user").filter(digest=digest), OWNER)
)
_insert = Insert(Passkey)


def _rows() -> QuerySet[Passkey]:
    return Passkey.objects.using(router.db_for_write(Passkey)).select_related("authenticator")


def of_user(user_id: UserId) -> list[Passkey]:
    """A user's keys, oldest first."""
    return _of_user(user_id=user_id)


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
    return _by_digest.first(digest=digest)


def exists(digest: str) -> bool:
    """Whether anyone has a key with this credential id, also someone whom the user model's manager hides."""
    return _rows().filter(digest=digest).exists()


def insert(row: Passkey) -> bool:
    """Guard: insert a new key; False if it is already registered, by the unique constraint."""
    try:
        with transaction.atomic(using=router.db_for_write(Passkey)):
            _insert(row)
    except IntegrityError:
        return False
    return True

"""One query per function. In a guard, the row count or the unique constraint decides who wins a race."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Least

from gatepost.features.provider.models import AccessToken, Consent, DeviceRequest, Grant, OAuthClient
from gatepost.ground import galera_queries
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, Removal, Rows
from gatepost.ground.prebuilt_value_queries import Values
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId
from gatepost.sessions.queries import MOST_LISTED
from gatepost.tokens.models import RefreshFamily

MOST_INTERVAL_SECONDS = 60
SELF_REGISTERED = "registration"
"""The `source` of a client that a stranger registered."""
UNUSED = timedelta(days=30)
"""How long such a client may exist before its first user."""
insert_grant = Insert(Grant)
"""Insert a grant."""
insert_device_request = Insert(DeviceRequest)
"""Insert the request of a device."""
insert_access = Insert(AccessToken)
"""Insert an opaque access token."""


_client = Rows(OAuthClient, lambda rows, client_id: rows.filter(client_id=client_id))


DESCRIPTION = (
    "post_logout_redirect_uris", "logo_uri", "client_uri", "policy_uri", "tos_uri", "registration",
    "registration_digest", "owner", "secret_created_at", "created_at", "source",
)  # fmt: skip
"""The columns that no request needs which a client makes by itself."""
_calling = Rows(OAuthClient, lambda rows, client_id: rows.filter(client_id=client_id).defer(*DESCRIPTION))


def client(client_id: str, *, calling: bool = False) -> OAuthClient | None:
    """The client with this public id; reads the primary database.

    Args:
        client_id: The public id.
        calling: Leave out `DESCRIPTION`: the client calls the token endpoint, or one like it.
    """
    return (_calling if calling else _client).first(client_id=client_id)


def _clients() -> QuerySet[OAuthClient]:
    return OAuthClient.objects.using(router.db_for_write(OAuthClient))


def page_of_clients(after: OAuthClient | None, size: int) -> list[OAuthClient]:
    """The next clients after one, newest first; the newest if it is None."""
    rows = _clients().order_by("-created_at", "-id")
    if after is not None:
        same = Q(created_at=after.created_at, id__lt=after.id)
        rows = rows.filter(Q(created_at__lt=after.created_at) | same)
    return list(rows[:size])


def insert_client(row: OAuthClient) -> bool:
    """Guard: insert a client; False if its public id is taken."""
    try:
        with transaction.atomic(using=router.db_for_write(OAuthClient)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def update_client(row_id: UUID, **columns: object) -> int:
    """Change columns of a client."""
    return OAuthClient.objects.filter(id=row_id).update(**columns)


def replace_moved_hash(row: OAuthClient, **columns: object) -> int:
    """Guard: replace the hash of a moved secret by its digest, unless the secret was rotated or replaced meanwhile."""
    rows = OAuthClient.objects.filter(id=row.id, moved_hash=row.moved_hash, secret_digest=row.secret_digest)
    return rows.update(moved_hash="", **columns)


def delete_client(row_id: UUID) -> int:
    """Delete a client with its consents and grants."""
    return OAuthClient.objects.filter(id=row_id).delete()[0]


def _grants_to_tell(rows: QuerySet[Grant], user_id: UserId, now: datetime) -> QuerySet[Grant]:
    rows = rows.select_related("client", "user")
    return only_shown(rows.filter(user_id=user_id, session_number__isnull=False, expires_at__gt=now))


_grants_of_user = Rows(Grant, _grants_to_tell)
_grants_of_sessions = Rows(
    Grant,
    lambda rows, user_id, numbers, now: _grants_to_tell(rows, user_id, now).filter(
        kind="code", session_number__in=numbers
    ),
)


def grants_of_user(user_id: UserId, now: datetime) -> list[Grant]:
    """The grants by which clients know sessions of a user, with client and user."""
    return _grants_of_user(user_id=user_id, now=now)


def grants_of_sessions(user_id: UserId, numbers: Sequence[int], now: datetime) -> list[Grant]:
    """The grants by which clients know these sessions; those of devices are independent of sessions."""
    return _grants_of_sessions(user_id=user_id, numbers=list(numbers), now=now)


_lock_grant = Values(Grant, lambda rows, row_id: rows.filter(id=row_id).select_for_update().values_list("pk"))


def lock_grant(grant_id: UUID) -> None:
    """Lock a grant until the transaction ends."""
    alias = router.db_for_write(Grant)
    _lock_grant(row_id=grant_id)
    galera_queries.lock(alias, "grant", grant_id)


_redeem = Change(
    Grant,
    lambda rows, grant_id, now, **columns: (
        rows.filter(id=grant_id, redeemed_at__isnull=True, code_expires_at__gt=now),
        {"redeemed_at": now, **columns},
    ),
)


def redeem(row: Grant, now: datetime, **columns: object) -> int:
    """Guard: redeem the code of a grant; of concurrent calls one gets 1."""
    return _redeem(grant_id=row.id, now=now, **columns)


_delete_grants = Removal(Grant, lambda rows, **where: rows.filter(**where))
_family_ids = Values(
    Grant, lambda rows, **where: rows.filter(**where, family_id__isnull=False).values_list("family_id")
)
_delete_families = Removal(RefreshFamily, lambda rows, ids: rows.filter(id__in=ids))
_delete_access = Removal(AccessToken, lambda rows, **where: rows.filter(**where))
_delete_consents = Removal(Consent, lambda rows, user_id, **where: rows.filter(user_id=user_id, **where))
_consent = Rows(Consent, lambda rows, user_id, row_id: rows.filter(user_id=user_id, client_id=row_id))
_insert_consent = Insert(Consent)
_update_consent = Change(Consent, lambda rows, row_id, **columns: (rows.filter(id=row_id), columns))
_consents_of_user = Rows(
    Consent,
    lambda rows, user_id, now: (
        rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), user_id=user_id)
        .select_related("client")
        .order_by("-granted_at", "-id")[:MOST_LISTED]
    ),
)


def delete_grants(**where: object) -> int:
    """Guard: revoke grants, and with each everything that was issued from it; returns how many there were."""
    return _delete_grants(**where)


def delete_families(**where: object) -> int:
    """Delete the refresh families of the grants that match."""
    return _delete_families(ids=[row_id for (row_id,) in _family_ids(**where)])


def delete_access(**where: object) -> int:
    """Guard: revoke opaque access tokens."""
    return _delete_access(**where)


def delete_expired_grants(now: datetime, limit: int) -> int:
    """Delete expired grants, a batch at a time."""
    return delete_batch(Grant.objects.filter(expires_at__lte=now), limit)


def delete_expired_access(now: datetime, limit: int) -> int:
    """Delete expired access tokens, a batch at a time."""
    return delete_batch(AccessToken.objects.filter(expires_at__lte=now), limit)


def delete_unused_clients(now: datetime, limit: int) -> int:
    """Delete self-registered clients that are older than 30 days and have no users, a batch at a time.

    Reads the primary database, so that no replica hides a client's first user.
    """
    rows = _clients().filter(source=SELF_REGISTERED, created_at__lte=now - UNUSED)
    for used in (Consent.objects, Grant.objects, DeviceRequest.objects):
        rows = rows.exclude(Exists(used.filter(client_id=OuterRef("id"))))
    ids = list(rows.values_list("id", flat=True)[:limit])
    rows.filter(id__in=ids).delete()
    return len(ids)


_device_requests = Rows(
    DeviceRequest, lambda rows, **where: only_shown(rows.select_related("client", "user")).filter(**where)
)
WAITING = {"user__isnull": True, "denied_at__isnull": True}
_answer = Change(
    DeviceRequest, lambda rows, row_id, now, **columns: (rows.filter(id=row_id, expires_at__gt=now, **WAITING), columns)
)
_poll = Change(
    DeviceRequest,
    lambda rows, row_id, used_before, now: (
        rows.filter(Q(polled_at__isnull=True) | Q(polled_at__lte=used_before), id=row_id),
        {"polled_at": now},
    ),
)
_delete_answered = Removal(DeviceRequest, lambda rows, **where: rows.filter(user__isnull=False, **where))


def device_request(digests: Sequence[str]) -> DeviceRequest | None:
    """The request behind a device code, answered or not, with client and user."""
    return _device_requests.first(digest__in=list(digests))


def device_request_by_user_code(digests: Sequence[str], now: datetime) -> DeviceRequest | None:
    """The unanswered request behind a user code, with its client."""
    return _device_requests.first(**WAITING, expires_at__gt=now, code_digest__in=list(digests))


def answer_device_request(row_id: UUID, now: datetime, **columns: object) -> bool:
    """Guard: answer the request of a device; of concurrent answers one gets True."""
    return _answer(row_id=row_id, now=now, **columns) == 1


def poll(row: DeviceRequest, now: datetime) -> bool:
    """Guard: note a poll; False if the last one was too short a time ago."""
    return _poll(row_id=row.id, used_before=now - timedelta(seconds=row.interval), now=now) == 1


def slow_down(row_id: UUID, seconds: int) -> int:
    """Make a device wait longer between polls, up to a minute."""
    longer = Least(F("interval") + seconds, MOST_INTERVAL_SECONDS)
    return DeviceRequest.objects.filter(id=row_id).update(interval=longer)


def delete_device_request(row_id: UUID) -> bool:
    """Guard: use up an answered request; of concurrent polls one gets True."""
    return _delete_answered(id=row_id) == 1


def delete_answered_device_requests(**where: object) -> int:
    """Delete requests of devices that a user allowed, so that no poll gets a token any more."""
    return _delete_answered(**where)


def delete_expired_device_requests(now: datetime, limit: int) -> int:
    """Delete expired requests of devices, a batch at a time."""
    return delete_batch(DeviceRequest.objects.filter(expires_at__lte=now), limit)


def consent(user_id: UserId, client_id: UUID) -> Consent | None:
    """What a user allowed a client; reads the primary database."""
    return _consent.first(user_id=user_id, row_id=client_id)


def insert_consent(row: Consent) -> bool:
    """Guard: insert a consent; False if the user already has one for this client."""
    try:
        with transaction.atomic(using=router.db_for_write(Consent)):
            _insert_consent(row)
    except IntegrityError:
        return False
    return True


def update_consent(row_id: UUID, **columns: object) -> int:
    """Change a consent."""
    return _update_consent(row_id=row_id, **columns)


def consents_of_user(user_id: UserId, now: datetime) -> list[Consent]:
    """A user's valid consents with their clients, newest first."""
    return _consents_of_user(user_id=user_id, now=now)


def delete_consents(user_id: UserId, **where: object) -> int:
    """Guard: delete consents of a user; another user's numbers delete nothing."""
    return _delete_consents(user_id=user_id, **where)

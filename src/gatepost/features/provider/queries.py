"""One query per function. In a guard, the row count or the unique constraint decides who wins a race."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from gatepost.accounts.models import Identifier
from gatepost.features.provider.models import AccessToken, Consent, DeviceRequest, Grant, OAuthClient
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId
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


def _clients() -> QuerySet[OAuthClient]:
    return OAuthClient.objects.using(router.db_for_write(OAuthClient))


def client(client_id: str) -> OAuthClient | None:
    """The client with this public id; reads the primary database."""
    return _clients().filter(client_id=client_id).first()


def every_client() -> list[OAuthClient]:
    """All clients, newest first."""
    return list(_clients().order_by("-created_at", "-id"))


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


def delete_client(row_id: UUID) -> int:
    """Delete a client with its consents and grants."""
    return OAuthClient.objects.filter(id=row_id).delete()[0]


def _grants(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants with client, user and session, and the user's verified primary names; in one statement."""
    verified = Identifier.objects.filter(user_id=OuterRef("user_id"), primary=True, verified_at__isnull=False)
    along: Any = {
        f"verified_{kind}": Subquery(verified.filter(kind=kind).values("value")[:1]) for kind in ("email", "phone")
    }
    found: QuerySet[Grant] = rows.using(router.db_for_write(Grant)).select_related("client", "user", "session")
    return only_shown(found.annotate(**along))


def grant_of_code(digests: Sequence[str]) -> Grant | None:
    """The grant of an authorization code, redeemed or not."""
    return _grants(Grant.objects.filter(code_digest__in=digests)).first()


def grant_of_family(lookups: Sequence[str]) -> Grant | None:
    """The grant of a refresh token, with the token's family."""
    return _grants(Grant.objects.filter(family__lookup__in=lookups)).select_related("family").first()


CALLER = (
    "id", "confidential", "auth_method", "audiences", "secret_digest", "secret_expires_at", "previous_digest",
    "previous_expires_at", "jwks", "jwks_uri", "disabled_at",
)  # fmt: skip
"""The columns of a client that authenticate it and say which tokens it may introspect."""


def _beside(rows: QuerySet[Grant], caller: str) -> QuerySet[Grant]:
    """Grants beside another client, who asks about them, in the same statement; see `caller_of`."""
    if not caller:
        return rows
    found = OAuthClient.objects.filter(client_id=caller)
    along: Any = {f"caller_{name}": Subquery(found.values(name)[:1]) for name in CALLER}
    beside: QuerySet[Grant] = rows.annotate(**along)
    return beside


def caller_of(row: Grant, caller: str) -> OAuthClient | None:
    """The client who asks about a grant, as far as it was read along; None if there is none."""
    if getattr(row, "caller_id", None) is None:
        return None
    return OAuthClient(client_id=caller, **{name: getattr(row, f"caller_{name}") for name in CALLER})


def grant(grant_id: UUID, caller: str = "") -> Grant | None:
    """The grant of a signed access token; beside the client who asks about it."""
    return _grants(_beside(Grant.objects.filter(id=grant_id), caller)).first()


def access_token(digests: Sequence[str], caller: str = "") -> tuple[AccessToken, Grant] | None:
    """An opaque access token with its grant; beside the client who asks about it."""
    rows = AccessToken.objects.filter(grant=OuterRef("id"), digest__in=digests)
    along: Any = {
        f"token_{name}": Subquery(rows.values(name)[:1])
        for name in ("id", "digest", "scope", "audience", "created_at", "expires_at")
    }
    ids = AccessToken.objects.filter(digest__in=digests).values("grant_id")
    found = _grants(_beside(Grant.objects.filter(id__in=ids).annotate(**along), caller)).first()
    if found is None:
        return None
    values = {name: getattr(found, f"token_{name}") for name in ("id", "digest", "scope", "audience")}
    times = {name: getattr(found, f"token_{name}") for name in ("created_at", "expires_at")}
    return AccessToken(grant_id=found.id, **values, **times), found


def _grants_to_tell(user_id: UserId, now: datetime) -> QuerySet[Grant]:
    rows = Grant.objects.using(router.db_for_write(Grant)).select_related("client", "user")
    return only_shown(rows.filter(user_id=user_id, session_number__isnull=False, expires_at__gt=now))


def grants_of_user(user_id: UserId, now: datetime) -> list[Grant]:
    """The grants by which clients know sessions of a user, with client and user."""
    return list(_grants_to_tell(user_id, now))


def grants_of_sessions(user_id: UserId, numbers: Sequence[int], now: datetime) -> list[Grant]:
    """The grants by which clients know these sessions; those of devices are independent of sessions."""
    return list(_grants_to_tell(user_id, now).filter(kind="code", session_number__in=numbers))


def lock_grant(grant_id: UUID) -> None:
    """Lock a grant until the transaction ends."""
    Grant.objects.using(router.db_for_write(Grant)).select_for_update().filter(id=grant_id).values_list("pk").first()


def redeem(row: Grant, now: datetime, **columns: object) -> int:
    """Guard: redeem the code of a grant; of concurrent calls one gets 1."""
    valid = Grant.objects.filter(id=row.id, redeemed_at__isnull=True, code_expires_at__gt=now)
    return valid.update(redeemed_at=now, **columns)


def delete_grants(**where: object) -> int:
    """Guard: revoke grants, and with each everything that was issued from it; returns how many there were."""
    return Grant.objects.filter(**where)._raw_delete(router.db_for_write(Grant))  # noqa: SLF001


def delete_families(**where: object) -> int:
    """Delete the refresh families of the grants that match."""
    ids = (
        Grant.objects.using(router.db_for_write(Grant))
        .filter(**where, family_id__isnull=False)
        .values_list("family_id", flat=True)
    )
    rows = RefreshFamily.objects.filter(id__in=list(ids))
    return rows._raw_delete(router.db_for_write(RefreshFamily))  # noqa: SLF001


def delete_access(**where: object) -> int:
    """Guard: revoke opaque access tokens."""
    return AccessToken.objects.filter(**where)._raw_delete(router.db_for_write(AccessToken))  # noqa: SLF001


def delete_expired_grants(now: datetime, limit: int) -> int:
    """Delete expired grants, a batch at a time."""
    ids = list(Grant.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return delete_grants(id__in=ids)


def delete_expired_access(now: datetime, limit: int) -> int:
    """Delete expired access tokens, a batch at a time."""
    ids = list(AccessToken.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return delete_access(id__in=ids)


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


def _device_requests() -> QuerySet[DeviceRequest]:
    rows = DeviceRequest.objects.using(router.db_for_write(DeviceRequest)).select_related("client", "user")
    return only_shown(rows)


def device_request(digests: Sequence[str]) -> DeviceRequest | None:
    """The request behind a device code, answered or not, with client and user."""
    return _device_requests().filter(digest__in=digests).first()


def device_request_by_user_code(digests: Sequence[str], now: datetime) -> DeviceRequest | None:
    """The unanswered request behind a user code, with its client."""
    waiting = _device_requests().filter(user__isnull=True, denied_at__isnull=True, expires_at__gt=now)
    return waiting.filter(code_digest__in=digests).first()


def answer_device_request(row_id: UUID, now: datetime, **columns: object) -> bool:
    """Guard: answer the request of a device; of concurrent answers one gets True."""
    waiting = DeviceRequest.objects.filter(id=row_id, user__isnull=True, denied_at__isnull=True, expires_at__gt=now)
    return waiting.update(**columns) == 1


def poll(row: DeviceRequest, now: datetime) -> bool:
    """Guard: note a poll; False if the last one was too short a time ago."""
    late = Q(polled_at__isnull=True) | Q(polled_at__lte=now - timedelta(seconds=row.interval))
    return DeviceRequest.objects.filter(late, id=row.id).update(polled_at=now) == 1


def slow_down(row_id: UUID, seconds: int) -> int:
    """Make a device wait longer between polls, up to a minute."""
    longer = Least(F("interval") + seconds, MOST_INTERVAL_SECONDS)
    return DeviceRequest.objects.filter(id=row_id).update(interval=longer)


def delete_device_request(row_id: UUID) -> bool:
    """Guard: use up an answered request; of concurrent polls one gets True."""
    rows = DeviceRequest.objects.filter(id=row_id, user__isnull=False)
    return rows._raw_delete(router.db_for_write(DeviceRequest)) == 1  # noqa: SLF001


def delete_expired_device_requests(now: datetime, limit: int) -> int:
    """Delete expired requests of devices, a batch at a time."""
    ids = list(DeviceRequest.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return DeviceRequest.objects.filter(id__in=ids)._raw_delete(router.db_for_write(DeviceRequest))  # noqa: SLF001


def consent(user_id: UserId, client_id: UUID) -> Consent | None:
    """What a user allowed a client; reads the primary database."""
    rows = Consent.objects.using(router.db_for_write(Consent))
    return rows.filter(user_id=user_id, client_id=client_id).first()


def insert_consent(row: Consent) -> bool:
    """Guard: insert a consent; False if the user already has one for this client."""
    try:
        with transaction.atomic(using=router.db_for_write(Consent)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def update_consent(row_id: UUID, **columns: object) -> int:
    """Change a consent."""
    return Consent.objects.filter(id=row_id).update(**columns)


def consents_of_user(user_id: UserId, now: datetime) -> list[Consent]:
    """A user's valid consents with their clients, newest first."""
    rows = Consent.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), user_id=user_id)
    return list(rows.select_related("client").order_by("-granted_at", "-id"))


def delete_consents(user_id: UserId, **where: object) -> int:
    """Guard: delete consents of a user; another user's numbers delete nothing."""
    return Consent.objects.filter(user_id=user_id, **where)._raw_delete(router.db_for_write(Consent))  # noqa: SLF001

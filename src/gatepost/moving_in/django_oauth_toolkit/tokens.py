"""What clients of django-oauth-toolkit hold: refresh tokens with their access token, and access tokens alone.

A refresh token is valid here as it is there: not revoked, and within `REFRESH_TOKEN_EXPIRE_SECONDS` of the end of its
access token. Those that were rotated before the move are not moved, so that they stay refused.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gatepost.ground import clock
from gatepost.moving_in import oauth_tokens, old_tables
from gatepost.moving_in.django_oauth_toolkit import settings
from gatepost.moving_in.django_oauth_toolkit.tables import AccessToken, Application, RefreshToken
from gatepost.moving_in.oauth_tokens import OldLogin, OldToken
from gatepost.moving_in.old_tables import page_of, rows_of_version, value
from gatepost.moving_in.package import Ends, Entry, Kind, Skipped, Source

WITHOUT_CLIENT = "it belongs to no client"
OF_REGISTRATION = "it only manages a client's own registration; it has to register again"


def _refreshing() -> "QuerySet[Any]":
    """The valid refresh tokens."""
    found = rows_of_version(RefreshToken).filter(revoked__isnull=True, access_token__isnull=False)
    seconds = settings.refresh_seconds()
    return found.filter(access_token__expires__gt=clock.now() - timedelta(seconds=seconds)) if seconds else found


def _alone() -> "QuerySet[Any]":
    """The valid access tokens that no refresh token renews."""
    refreshing = _refreshing().filter(access_token_id=OuterRef("pk"))
    return rows_of_version(AccessToken).filter(~Exists(refreshing), expires__gt=clock.now())


def _applications(keys: Sequence[Any]) -> dict[Any, Application]:
    found: dict[Any, Application] = rows_of_version(Application).in_bulk({one for one in keys if one is not None})
    return found


def _convert_refreshing(sources: Sequence[Source]) -> list[Entry | Skipped]:
    access = rows_of_version(AccessToken).in_bulk([one.row.access_token_id for one in sources])
    applications = _applications([one.row.application_id for one in sources])
    logins = [_renewable(one, access[one.row.access_token_id], applications[one.row.application_id]) for one in sources]
    known = oauth_tokens.known(logins)
    return [oauth_tokens.entry(one, known) for one in logins]


def _renewable(source: Source, access: AccessToken, application: Application) -> OldLogin:
    row, seconds = source.row, settings.refresh_seconds()
    hashed = value(row, "token_checksum") or hashlib.sha256(row.token.encode()).hexdigest()
    ends = access.expires + timedelta(seconds=seconds) if seconds else None
    return _login(source, access, application, row.created, OldToken(hashed=hashed, expires_at=ends))


def _login(
    source: Source, access: AccessToken, application: Application, created_at: datetime, refresh: OldToken | None = None
) -> OldLogin:
    live = access.expires > clock.now()
    return OldLogin(
        source=source.key,
        client_id=application.client_id,
        client_key=str(application.pk),
        user_id=source.row.user_id,
        scope=access.scope,
        resources=value(access, "resource", ()) or (),
        created_at=created_at,
        access=OldToken(hashed=access.token_checksum, expires_at=access.expires) if live else None,
        refresh=refresh,
    )


def _convert_alone(sources: Sequence[Source]) -> list[Entry | Skipped]:
    applications = _applications([one.row.application_id for one in sources])
    logins: dict[str, OldLogin] = {}
    found: list[Entry | Skipped] = []
    for one in sources:
        shown = one.row.user_id if one.row.user_id is not None else "none"
        if settings.registration_scope() in one.row.scope.split():
            found.append(Skipped(source=one.key, user_id=shown, reason=OF_REGISTRATION))
        elif one.row.application_id not in applications:
            found.append(Skipped(source=one.key, user_id=shown, reason=WITHOUT_CLIENT))
        else:
            logins[one.key] = _login(one, one.row, applications[one.row.application_id], one.row.created)
    known = oauth_tokens.known(list(logins.values()))
    return [*found, *(oauth_tokens.entry(one, known) for one in logins.values())]


def _held() -> "QuerySet[Any]":
    """The access tokens, also expired ones, of users whose client still has access."""
    refreshing = _refreshing().filter(access_token_id=OuterRef("pk"))
    live = Q(Exists(refreshing)) | Q(expires__gt=clock.now())
    return rows_of_version(AccessToken).filter(live, user_id__isnull=False, application_id__isnull=False)


def _consented() -> "QuerySet[Any]":
    """The first such token of each user and client."""
    earlier = _held().filter(
        user_id=OuterRef("user_id"), application_id=OuterRef("application_id"), pk__lt=OuterRef("pk")
    )
    return _held().filter(~Exists(earlier), application__skip_authorization=False)


def _convert_consents(sources: Sequence[Source]) -> list[Entry | Skipped]:
    applications = _applications([one.row.application_id for one in sources])
    logins = [_login(one, one.row, applications[one.row.application_id], one.row.created) for one in sources]
    known = oauth_tokens.known(logins)
    users = [one.user_id for one in logins]
    scopes: dict[tuple[Any, str], list[str]] = {}
    held = _held().filter(user_id__in=users, application_id__in=list(applications)).order_by("pk")
    for user_id, application_id, scope in held.values_list("user_id", "application_id", "scope"):
        scopes.setdefault((user_id, applications[application_id].client_id), []).extend(scope.split())
    return oauth_tokens.consents(logins, scopes, known)


KINDS = (
    Kind(
        name="refresh_tokens",
        title="Logins of clients",
        tables=oauth_tokens.TABLES,
        count=lambda: _refreshing().count(),
        read=lambda after, size: page_of(_refreshing(), after, size),
        convert=_convert_refreshing,
        undone=oauth_tokens.UNDONE,
        ends=Ends(
            model=RefreshToken,
            read=lambda after, size: page_of(rows_of_version(RefreshToken, revoked__isnull=True), after, size),
            keys=lambda source: [source.key],
            also=lambda row: True,  # noqa: ARG005 - nothing but a revocation or a rotation takes such a row away
        ),
    ),
    Kind(
        name="access_tokens",
        title="Access tokens alone",
        tables=oauth_tokens.TABLES,
        count=lambda: _alone().count(),
        read=lambda after, size: page_of(_alone(), after, size),
        convert=_convert_alone,
        undone=oauth_tokens.UNDONE,
        ends=Ends(
            model=AccessToken,
            read=lambda after, size: page_of(rows_of_version(AccessToken), after, size),
            keys=lambda source: [source.key],
            also=lambda row: True,  # noqa: ARG005 - as above; expired ones are invalid anyway
        ),
    ),
    Kind(
        name="consents",
        title="Consents",
        tables=oauth_tokens.CONSENTS,
        count=lambda: _consented().count(),
        read=lambda after, size: page_of(_consented(), after, size),
        convert=_convert_consents,
        undone=oauth_tokens.EXTENDED,
    ),
)


def exists() -> bool:
    """Whether the tables are there."""
    return all(old_tables.exists(one) for one in (Application, AccessToken, RefreshToken))

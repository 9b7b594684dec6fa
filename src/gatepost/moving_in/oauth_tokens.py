"""Logins of another OAuth provider's clients: their access and refresh tokens, by SHA-256 hashes, and consents."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.db import transaction

from gatepost import conf
from gatepost.features.provider.models import AccessToken, Consent, Grant, OAuthClient
from gatepost.features.provider.operations import moved_tokens
from gatepost.features.provider.operations.code_grant import WIRE
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow import revocation
from gatepost.ground import audit, clock, database
from gatepost.ground.user_types import User
from gatepost.moving_in import oauth_clients, queries
from gatepost.moving_in.package import Entry, Skipped, Table
from gatepost.sessions import issue
from gatepost.tokens import moved_tokens as stored
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.refresh import lineage
from gatepost.tokens.settings import TokensSettings

ORPHAN = "its user was deleted"
NO_CLIENT = "its client isn't here: it was not moved, or was deleted since"
ENDED = "its login had ended here: the password was changed, or the user logged out everywhere"
UNDONE = "they were renewed here since, so that their clients have tokens that only gatepost knows"


class OldToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token of the other provider.

    Args:
        hashed: Its SHA-256 hash in hexadecimal digits.
        expires_at: When it expires; None for never.
    """

    hashed: str
    expires_at: datetime | None


class OldLogin(msgspec.Struct, frozen=True, kw_only=True):
    """What a client holds of a login there, or of itself.

    Args:
        source: The key of the old row.
        client_id: The client's public id.
        client_key: The key of the client's old row.
        user_id: The user; None for a client that acts for itself.
        scope: The scopes, space-separated.
        resources: The resource URIs that its tokens are for.
        created_at: When it was issued.
        access: The access token, if it is valid.
        refresh: The refresh token.
        grant: Our grant, if the login of the access token was moved already.
    """

    source: str
    client_id: str
    client_key: str
    user_id: Any
    scope: str
    resources: Sequence[str]
    created_at: datetime
    access: OldToken | None = None
    refresh: OldToken | None = None
    grant: Grant | None = None


class Known(msgspec.Struct, frozen=True):
    """What the rows of a batch need: clients by public id, users by key, and when their logins ended here."""

    clients: Mapping[str, OAuthClient]
    users: Mapping[Any, Any]
    ended: Mapping[str, datetime]


def known(logins: Sequence[OldLogin]) -> Known:
    """Read what is needed of clients and users.

    Users are locked while rows are written, so that no login that is ended meanwhile is moved.
    """
    keys = {one.user_id for one in logins} - {None}
    writing = transaction.get_connection(database.alias()).in_atomic_block
    if writing:
        queries.locked(get_user_model(), sorted(keys))
    users = get_user_model()._base_manager.using(database.alias()).in_bulk(keys)  # noqa: SLF001 - documented
    ids = {one.client_id: one.client_key for one in logins}
    clients = oauth_clients.for_tokens(ids, writing=writing)
    return Known(clients, users, audit.latest(revocation.ENDING, users))


def refused(login: OldLogin, found: Known) -> Skipped | None:
    """Why a login can't be moved; None if it can."""
    shown = login.user_id if login.user_id is not None else "none"
    reason = ""
    if login.user_id is not None and login.user_id not in found.users:
        reason = ORPHAN
    elif login.client_id not in found.clients:
        reason = NO_CLIENT
    elif login.user_id is not None and login.created_at <= found.ended.get(
        str(login.user_id), login.created_at - timedelta(1)
    ):
        reason = ENDED
    return Skipped(source=login.source, user_id=shown, reason=reason) if reason else None


def entry(login: OldLogin, found: Known) -> Entry | Skipped:
    """What becomes of a login."""
    if (skipped := refused(login, found)) is not None:
        return skipped
    user, client = found.users.get(login.user_id), found.clients[login.client_id]
    return Entry(source=login.source, user_id=login.user_id or "none", rows=tuple(rows(login, client, user)))


def rows(login: OldLogin, client: OAuthClient, user: User | None) -> list[Any]:
    """Our rows for a login, not written: a grant, its refresh family, and its access token."""
    settings, now = conf.read(TokensSettings), clock.now()
    last = now + timedelta(seconds=settings.refresh_absolute_seconds)
    grant = login.grant or _grant(login, client, user, last)
    found: list[Any] = [] if login.grant is not None else [grant]
    if login.refresh is not None and user is not None:
        idle = now + timedelta(seconds=settings.refresh_seconds)
        family = _family(login, login.refresh, user, min(_end(login.refresh, idle), last), last)
        grant.family_id = family.id
        found.append(family)
    if login.access is not None:
        found.append(_access(login, login.access, grant, last))
    return found


def _grant(login: OldLogin, client: OAuthClient, user: User | None, last: datetime) -> Grant:
    return Grant(
        kind=moved_tokens.KIND,
        client=client,
        user_id=user.pk if user is not None else None,
        auth_hash=issue.auth_hash(user) if user is not None else "",
        scope=login.scope,
        audience=" ".join(login.resources),
        redeemed_at=login.created_at,
        created_at=login.created_at,
        expires_at=last if login.refresh is not None else _end(login.access, last),
    )


def _access(login: OldLogin, token: OldToken, grant: Grant, last: datetime) -> AccessToken:
    return AccessToken(
        digest=stored.digest(token.hashed),
        grant_id=grant.id,
        scope=login.scope,
        audience=" ".join(login.resources),
        created_at=login.created_at,
        expires_at=min(_end(token, last), last),
    )


def _end(token: OldToken | None, otherwise: datetime) -> datetime:
    return token.expires_at if token is not None and token.expires_at is not None else otherwise


def _family(login: OldLogin, token: OldToken, user: User, expires_at: datetime, last: datetime) -> RefreshFamily:
    text = moved_tokens.refresh_tokens(token.hashed)[0]
    return RefreshFamily(
        number=secrets.randbelow(2**52 - 1) + 1,
        kind=lineage.OAUTH,
        lookup=lineage.lookups(lineage.OAUTH, text)[0],
        current=lineage.digests(lineage.OAUTH, text)[0],
        user_id=user.pk,
        auth_hash=issue.auth_hash(user),
        scope=login.scope,
        wire=WIRE,
        created_at=login.created_at,
        expires_at=expires_at,
        absolute_expires_at=last,
    )


def consent(client: OAuthClient, user: User, scopes: Sequence[str], granted_at: datetime) -> Consent:
    """Our row for what a user allowed a client, not written."""
    seconds = conf.read(ProviderSettings).consent_seconds
    return Consent(
        number=secrets.randbelow(2**52 - 1) + 1,
        user_id=user.pk,
        client=client,
        scope=" ".join(dict.fromkeys(scopes)),
        granted_at=granted_at,
        expires_at=clock.now() + timedelta(seconds=seconds) if seconds else None,
    )


def consents(logins: Sequence[OldLogin], scopes: Mapping[tuple[Any, str], Sequence[str]], found: Known) -> list[Any]:
    """What becomes of the access that users gave: an entry or a skipped row for each login.

    Args:
        logins: One login of each user and client.
        scopes: All scopes that a user gave a client, by user and the client's public id.
        found: What `known` read for these logins.
    """
    there = set(
        Consent.objects.using(database.alias())
        .filter(user_id__in=[one.user_id for one in logins])
        .values_list("user_id", "client__client_id")
    )
    return [_consent(one, scopes, found, there) for one in logins]


def _consent(
    login: OldLogin, scopes: Mapping[tuple[Any, str], Sequence[str]], found: Known, there: set[tuple[Any, str]]
) -> Entry | Skipped:
    if (skipped := refused(login, found)) is not None:
        return skipped
    pair, user = (login.user_id, login.client_id), found.users[login.user_id]
    row = consent(found.clients[login.client_id], user, scopes[pair], login.created_at)
    return Entry(source=login.source, user_id=login.user_id, rows=() if pair in there else (row,))


def _renewed(keys: Sequence[Any]) -> dict[Any, str]:
    """Which generation of its refresh tokens each grant is at, if it has been renewed."""
    found = Grant.objects.using(database.alias()).filter(pk__in=keys, family__generation__gt=1)
    return {key: str(generation) for key, generation in found.values_list("pk", "family__generation")}


TABLES = (
    Table(model=Grant, columns=("client", "user", "kind"), details=_renewed),
    Table(model=RefreshFamily, columns=("user", "kind", "current")),
    Table(model=AccessToken, columns=("grant", "digest")),
)
CONSENTS = (Table(model=Consent, columns=("user", "client", "scope")),)
EXTENDED = "they were extended here since"

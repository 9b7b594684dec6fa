"""What clients of allauth.idp hold: refresh tokens, the access tokens of the same logins, and access tokens alone.

Only hashes are stored, and what was rotated or revoked is deleted, so every row that hasn't expired is a valid token.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gatepost.features.provider.models import Grant
from gatepost.ground import clock
from gatepost.moving_in import oauth_tokens, old_tables, queries
from gatepost.moving_in.allauth.idp.tables import ACCESS, REFRESH, Client, Token
from gatepost.moving_in.oauth_tokens import OldLogin, OldToken
from gatepost.moving_in.old_tables import page_of
from gatepost.moving_in.package import Ends, Entry, Kind, Skipped, Source

LOGINS = "oauth_logins"
SHA256 = re.compile(r"[0-9a-f]{64}")
FOREIGN_HASH = "its hash isn't SHA-256 but one of your adapter, so that it can't be recognized here"


def _valid(*types: str) -> "QuerySet[Any]":
    """The valid tokens of clients."""
    unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    return old_tables.rows(Token).filter(unexpired, type__in=types, client_id__isnull=False)


def _refreshing() -> "QuerySet[Any]":
    return _valid(REFRESH).filter(user_id__isnull=False)


def _client_of(row: Token) -> str:
    return str(row.__dict__["client_id"])


def _login(source: Source, *, grant: Grant | None = None) -> OldLogin:
    row: Token = source.row
    token = OldToken(hashed=row.hash, expires_at=row.expires_at)
    return OldLogin(
        source=source.key,
        client_id=_client_of(row),
        client_key=_client_of(row),
        user_id=row.user_id,
        scope=" ".join(row.scopes.split()),
        resources=row.resources,
        created_at=row.created_at,
        access=token if row.type == ACCESS else None,
        refresh=token if row.type == REFRESH else None,
        grant=grant,
    )


def _convert(sources: Sequence[Source], logins: Iterable[OldLogin]) -> list[Entry | Skipped]:
    fit = [one for one in logins if SHA256.fullmatch((one.access or one.refresh).hashed)]  # type: ignore[union-attr]
    known = oauth_tokens.known(fit)
    found: dict[str, Entry | Skipped] = {one.source: oauth_tokens.entry(one, known) for one in fit}
    unfit = [one for one in sources if one.key not in found]
    return [*found.values(), *(Skipped(source=one.key, user_id=one.row.user_id, reason=FOREIGN_HASH) for one in unfit)]


def _convert_refreshing(sources: Sequence[Source]) -> list[Entry | Skipped]:
    return _convert(sources, [_login(one) for one in sources])


def _convert_access(sources: Sequence[Source]) -> list[Entry | Skipped]:
    """Access tokens go to the grant of their refresh token, so that revoking it revokes them, as before."""
    refreshing = _refreshing_of([one.row for one in sources])
    moved = queries.rows_of_sources(LOGINS, Grant, list(refreshing.values()))
    there = queries.existing(Grant, list(moved.values()))
    ended = {source for source, key in moved.items() if key not in there}
    logins: list[OldLogin] = []
    found: list[Entry | Skipped] = []
    for one in sources:
        refresh = refreshing.get(_authorization(one.row), "")
        if refresh in ended:
            found.append(Skipped(source=one.key, user_id=one.row.user_id, reason=oauth_tokens.ENDED))
        else:
            logins.append(_login(one, grant=there.get(moved.get(refresh))))
    skipped = {one.source for one in found}
    return [*found, *_convert([one for one in sources if one.key not in skipped], logins)]


def _authorization(row: Token) -> tuple[Any, Any, Any]:
    """What the tokens of one authorization share; nothing that another token has, if the row doesn't tell."""
    return (_client_of(row), row.user_id, row.told("grant_id") or row.pk)


def _refreshing_of(access: Sequence[Token]) -> dict[tuple[Any, Any, Any], str]:
    """The keys of the refresh tokens of the same authorizations."""
    users = {one.user_id for one in access} - {None}
    return {_authorization(one): str(one.pk) for one in _refreshing().filter(user_id__in=users)}


def _held() -> "QuerySet[Any]":
    return _valid(ACCESS, REFRESH).filter(user_id__isnull=False)


def _consented() -> "QuerySet[Any]":
    """The first token of each user and client that must ask."""
    earlier = _held().filter(user_id=OuterRef("user_id"), client_id=OuterRef("client_id"), pk__lt=OuterRef("pk"))
    asking = old_tables.rows(Client, skip_consent=False).filter(pk=OuterRef("client_id"))
    return _held().filter(~Exists(earlier), Exists(asking))


def _convert_consents(sources: Sequence[Source]) -> list[Entry | Skipped]:
    logins = [_login(one) for one in sources]
    scopes: dict[tuple[Any, str], list[str]] = {}
    for row in _held().filter(user_id__in=[one.user_id for one in logins]).order_by("pk"):
        scopes.setdefault((row.user_id, row.client_id), []).extend(row.scopes.split())
    return oauth_tokens.consents(logins, scopes, oauth_tokens.known(logins))


def resources() -> list[str]:
    """The resource URIs that valid tokens are for."""
    found: set[str] = set()
    for row in _valid(ACCESS, REFRESH).filter(data__isnull=False).only("data").iterator():
        found.update(row.resources)
    return sorted(found)


def _ends(kind: str) -> Ends:
    return Ends(
        model=Token,
        read=lambda after, size: page_of(old_tables.rows(Token, type=kind), after, size),
        keys=lambda source: [source.key],
        also=lambda row: True,  # noqa: ARG005 - only a revocation, a rotation or the end of its time deletes a token
    )


KINDS = (
    Kind(
        name=LOGINS,
        title="Logins of clients",
        tables=oauth_tokens.TABLES,
        count=lambda: _refreshing().count(),
        read=lambda after, size: page_of(_refreshing(), after, size),
        convert=_convert_refreshing,
        undone=oauth_tokens.UNDONE,
        ends=_ends(REFRESH),
    ),
    Kind(
        name="oauth_access_tokens",
        title="Access tokens of clients",
        tables=oauth_tokens.TABLES,
        count=lambda: _valid(ACCESS).count(),
        read=lambda after, size: page_of(_valid(ACCESS), after, size),
        convert=_convert_access,
        undone=oauth_tokens.UNDONE,
        ends=_ends(ACCESS),
    ),
    Kind(
        name="oauth_consents",
        title="Consents",
        tables=oauth_tokens.CONSENTS,
        count=lambda: _consented().count(),
        read=lambda after, size: page_of(_consented(), after, size),
        convert=_convert_consents,
        undone=oauth_tokens.EXTENDED,
    ),
)

"""Codes and tokens with their grants: one query per function, whose SQL is built once per process."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery

from gatepost.accounts.models import Identifier
from gatepost.features.provider.models import AccessToken, Grant, OAuthClient
from gatepost.ground.joined_row_queries import beside
from gatepost.ground.prebuilt_queries import loaded
from gatepost.ground.prebuilt_row_queries import Placeholder, Rows
from gatepost.ground.project_users import only_shown

Row = TypeVar("Row", bound=Model)
KINDS = ("email", "phone")
CALLER = (
    "id", "confidential", "auth_method", "audiences", "secret_digest", "secret_expires_at", "previous_digest",
    "previous_expires_at", "moved_hash", "jwks", "jwks_uri", "disabled_at",
)  # fmt: skip
"""The columns of a client that authenticate it and say which tokens it may introspect."""
SUBJECT = ("client_id", "redirect_uris", "subject_type", "sector", "disabled_at")
"""Those of a token's own client that say how it knows its users."""
USERINFO = ("userinfo_alg", "userinfo_encryption")
"""Those that say how it gets their claims."""
GRANT = (
    "kind", "client", "user", "session", "family", "parent", "parent_token", "act", "session_number", "auth_hash",
    "scope", "audience", "auth_time", "acr", "amr", "jkt", "redeemed_at", "expires_at",
)  # fmt: skip
"""The columns of a grant that the checks of its tokens need; the others are about its code."""
SHOWN = (
    "client", "user", "session", "parent", "parent_token", "act", "auth_hash", "auth_time", "acr", "jkt", "expires_at",
)  # fmt: skip
"""The columns of a grant that introspection needs."""
SESSION = tuple(f"session__{name}" for name in ("user", "auth_hash", "expires_at"))
COLUMNS = (*GRANT, *(f"client__{name}" for name in dict.fromkeys((*CALLER, *SUBJECT, *USERINFO))), *SESSION)
BESIDE = (*SHOWN, *(f"client__{name}" for name in SUBJECT), *SESSION)
"""What is read beside the client who asks; its columns are needed once, even if it is the token's own."""
ALONG = tuple(f"verified_{kind}" for kind in KINDS)
ASKING = tuple(f"caller_{name}" for name in CALLER)


def _named(rows: QuerySet[Row], user: str = "user", kinds: Sequence[str] = KINDS) -> QuerySet[Row]:
    """Rows beside the verified primary names of their user."""
    verified = Identifier.objects.filter(user_id=OuterRef(f"{user}_id"), primary=True, verified_at__isnull=False)
    along: Any = {f"verified_{kind}": Subquery(verified.filter(kind=kind).values("value")[:1]) for kind in kinds}
    named: QuerySet[Row] = rows.annotate(**along)
    return named


def _whole(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants with client, user and session, and the user's verified primary names."""
    return only_shown(_named(rows.select_related("client", "user", "session")))


def _grants(rows: QuerySet[Grant], columns: Sequence[str] = COLUMNS) -> QuerySet[Grant]:
    """Grants with client, user and session, as far as the checks of a token need them."""
    return only_shown(rows.select_related("client", "user", "session").only(*columns))


def _tokens(
    digests: Sequence[Placeholder], rows: QuerySet[AccessToken], columns: Sequence[str] = COLUMNS
) -> QuerySet[AccessToken]:
    """Opaque access tokens with what `_grants` reads."""
    found = rows.filter(digest__in=digests).select_related("grant__client", "grant__user", "grant__session")
    own = ("grant", "scope", "audience", "created_at", "expires_at")
    return only_shown(found.only(*own, *(f"grant__{name}" for name in columns)), "grant__user")


def _beside(rows: QuerySet[Row], caller: Placeholder, user: str = "user") -> QuerySet[Row]:
    """Rows beside the client who asks about them (see `caller_of`), and the address that it is told."""
    named = _named(rows, user, ("email",))
    return beside(named, OAuthClient, "client_id", caller, CALLER, prefix="caller_")


_by_code = Rows(Grant, lambda rows, digests: _whole(rows.filter(code_digest__in=digests)))
_by_family = Rows(Grant, lambda rows, lookups: _whole(rows.filter(family__lookup__in=lookups)).select_related("family"))
_grant = Rows(Grant, lambda rows, grant_id: _named(_grants(rows.filter(id=grant_id))))
_grant_beside = Rows(Grant, lambda rows, grant_id, caller: _beside(_grants(rows.filter(id=grant_id), BESIDE), caller))
_parent_of_opaque = Rows(
    Grant,
    lambda rows, grant_id, token_id: _grants(rows.filter(Exists(AccessToken.objects.filter(id=token_id)), id=grant_id)),
)
_token = Rows(AccessToken, lambda rows, digests: _named(_tokens(digests, rows), "grant__user"))
_token_beside = Rows(
    AccessToken, lambda rows, digests, caller: _beside(_tokens(digests, rows, BESIDE), caller, "grant__user")
)


def by_code(digests: Sequence[str]) -> Grant | None:
    """The grant of an authorization code, redeemed or not."""
    return _by_code.first(digests=digests)


def by_family(lookups: Sequence[str]) -> Grant | None:
    """The grant of a refresh token, with the token's family."""
    return _by_family.first(lookups=lookups)


def by_id(grant_id: UUID, caller: str = "") -> Grant | None:
    """The grant of a signed access token, with the user's verified names; or beside the client who asks about it."""
    return _grant_beside.first(grant_id=grant_id, caller=caller) if caller else _grant.first(grant_id=grant_id)


def parent(grant_id: UUID, token_id: UUID | None) -> Grant | None:
    """The grant of a token that was exchanged; None if it was revoked, or that token was, if it was opaque."""
    if token_id is None:
        return _grant.first(grant_id=grant_id)
    return _parent_of_opaque.first(grant_id=grant_id, token_id=token_id)


def access_token(digests: Sequence[str], caller: str = "") -> AccessToken | None:
    """An opaque access token with its grant and the user's verified names; or beside the client who asks about it."""
    found = _token_beside.first(digests=digests, caller=caller) if caller else _token.first(digests=digests)
    if found is not None:  # what belongs to the grant is where `by_id` has it
        grant = found.grant
        for name in (*ASKING, "verified_email") if caller else ALONG:
            setattr(grant, name, getattr(found, name))
    return found


def caller_of(row: Grant, caller: str) -> OAuthClient | None:
    """The client who asks about a grant, as far as it was read along; None if there is none."""
    if getattr(row, "caller_id", None) is None:
        return None
    columns = [caller, *(getattr(row, name) for name in ASKING)]
    return loaded(OAuthClient, str(row._state.db), ("client_id", *CALLER), columns)  # noqa: SLF001 - documented

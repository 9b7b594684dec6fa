"""Clients of another OAuth provider. They keep id, secret and redirect URIs; what is unsafe in them stays behind."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher
from django.db.models import Q

from gatepost import conf
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import clients, grant_types, moved_tokens, redirect_uris, scopes
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import database
from gatepost.moving_in import old_tables, queries
from gatepost.moving_in.package import Entry, Kind, Skipped, Source, Table

NAME = "oauth_clients"
MOVED = "moved"
LONGEST_NAME = 200
TAKEN = "a client with its id is registered here already"
BY_DOCUMENT = "its id is the URL of its metadata; it is read again once its host is in `provider.client_id_hosts`"
HASH = re.compile(r"(pbkdf2_|argon2|bcrypt|scrypt|md5|sha1|unsalted_)[a-z0-9_]*\$")
SCRIPTS = {"javascript", "data", "vbscript", "file", "blob", "about", "view-source", "filesystem"}
"""Schemes that a browser runs or opens itself, to which no code may ever be sent."""


class OldClient(msgspec.Struct, frozen=True, kw_only=True):
    """A client of the other provider.

    Args:
        client_id: Its public id.
        name: What users see.
        confidential: Whether it has a secret.
        secret: The secret, or a hash of it by one of Django's hashers.
        redirect_uris: Where it may send users back to.
        post_logout_redirect_uris: Where users may go after they log out.
        grants: Our grant types for it.
        scopes: What it may request.
        first_party: Whether it needs no consent.
        by_staff: Whether staff registered it, so that its users need no warning.
        by_document: Whether its id is the URL of its metadata.
        opaque: Whether its access tokens are opaque.
        introspects: Whether it may introspect the tokens that are for this server.
        owner_id: Its user.
        created_at: When it was registered.
    """

    client_id: str
    name: str
    confidential: bool
    secret: str
    redirect_uris: Sequence[str]
    post_logout_redirect_uris: Sequence[str]
    grants: Sequence[str]
    scopes: Sequence[str]
    first_party: bool
    by_staff: bool
    by_document: bool = False
    opaque: bool = True
    introspects: bool = False
    owner_id: Any = None
    created_at: datetime


def usable(uris: Sequence[str]) -> list[str]:
    """Those URIs to which codes may be sent: with https, to the user's own device, or to an app by its scheme.

    An app's scheme without a dot is kept, since apps that are installed can't change it.
    """
    return [uri for uri in dict.fromkeys(uris) if "*" not in uri and (_is_safe(uri) or _is_of_app(uri))]


def _is_safe(uri: str) -> bool:
    return not redirect_uris.fault(uri, native=True)


def _is_of_app(uri: str) -> bool:
    scheme = urlsplit(uri).scheme
    with_dot = f"x.{uri}"
    return scheme not in {"", "http", "https", *SCRIPTS} and not redirect_uris.fault(with_dot, native=True)


def left_behind(uris: Iterable[str]) -> list[str]:
    """What to do about URIs that aren't usable; a sentence, or none."""
    behind = sorted(set(uris) - set(usable(list(uris))))
    if not behind:
        return []
    shown = ", ".join(behind[:5])
    return [
        f"{len(behind)} redirect URIs stay behind, with a wildcard or plain http; register each with https: {shown}."
    ]


def is_native(uris: Sequence[str]) -> bool:
    """Whether a client runs on the user's device."""
    return any(redirect_uris.is_loopback(uri) or urlsplit(uri).scheme not in ("http", "https") for uri in uris)


def is_hash(secret: str) -> bool:
    """Whether a stored secret is a hash, also one whose hasher isn't in `PASSWORD_HASHERS` any more."""
    try:
        identify_hasher(secret)
    except ValueError:
        return HASH.match(secret) is not None
    return True


def row(old: OldClient) -> OAuthClient:
    """Our row for a client, not written. A secret in plain text becomes a digest at once."""
    uris, logout_uris = usable(old.redirect_uris), usable(old.post_logout_redirect_uris)
    grants = [one for one in old.grants if one != grant_types.CODE or uris]
    asked = list(old.scopes)
    if grant_types.REFRESH in grants:
        asked.append(scopes.OFFLINE)
    secret = old.secret if old.confidential else ""
    hashed = is_hash(secret)
    return OAuthClient(
        client_id=old.client_id,
        name=(old.name or old.client_id)[:LONGEST_NAME],
        confidential=old.confidential,
        auth_method="client_secret_basic" if old.confidential else "none",
        first_party=old.first_party,
        verified=old.by_staff or old.first_party,
        native=is_native(uris),
        redirect_uris=uris,
        post_logout_redirect_uris=logout_uris,
        grant_types=grants,
        scope=" ".join(dict.fromkeys(asked)),
        audiences=[conf.read(ProviderSettings).issuer] if old.introspects else [],
        token_format="opaque" if old.opaque else "jwt",
        moved_hash=secret if hashed else "",
        secret_digest=clients.digest(old.client_id, secret) if secret and not hashed else "",
        secret_created_at=old.created_at if secret else None,
        source=MOVED,
        owner_id=old.owner_id,
        created_at=old.created_at,
    )


def kind(model: object, read: Callable[[Any], OldClient]) -> Kind:
    """The kind of a provider's clients.

    Args:
        model: Its table.
        read: What a row of it says.
    """

    def convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
        found = {source.key: read(source.row) for source in sources}
        taken = {one.client_id for one in of_ids([one.client_id for one in found.values()]).values()}
        taken |= set(conf.read(ProviderSettings).clients)
        there = set(_users([one.owner_id for one in found.values()]))
        return [_one(source, found[source.key], taken, there) for source in sources]

    return Kind(
        name=NAME,
        title="OAuth clients",
        tables=(Table(model=OAuthClient, columns=("client_id", "confidential", "disabled_at"), details=_used),),
        count=lambda: old_tables.rows(model).count(),
        read=lambda after, size: old_tables.page_of(old_tables.rows_of_version(model), after, size),
        convert=convert,
        undone="they were used here since; delete them with `gatepost clients delete`",
    )


def _one(source: Source, old: OldClient, taken: set[str], there: set[Any]) -> Entry | Skipped:
    owner = old.owner_id if old.owner_id is not None else "none"
    if old.by_document:
        return Skipped(source=source.key, user_id=owner, reason=BY_DOCUMENT)
    if old.client_id in taken:
        return Skipped(source=source.key, user_id=owner, reason=TAKEN)
    if old.owner_id not in there:
        old = msgspec.structs.replace(old, owner_id=None)
    return Entry(source=source.key, user_id=owner, rows=(row(old),))


def _users(keys: Sequence[Any]) -> Mapping[Any, Any]:
    found: Mapping[Any, Any] = get_user_model()._base_manager.using(database.alias()).in_bulk(set(keys) - {None})  # noqa: SLF001 - documented
    return found


def _used(keys: Sequence[Any]) -> dict[Any, str]:
    """The clients that were used here since they were moved."""
    grants = Grant.objects.using(database.alias()).filter(client_id__in=keys)
    since = grants.filter(~Q(kind=moved_tokens.KIND) | Q(family__generation__gt=1))
    return dict.fromkeys(since.values_list("client_id", flat=True), "used")


def of_ids(client_ids: Sequence[str]) -> dict[str, OAuthClient]:
    """Clients of ours by their public ids."""
    found = OAuthClient.objects.using(database.alias()).filter(client_id__in=client_ids)
    return {one.client_id: one for one in found}


def for_tokens(keys: Mapping[str, str], *, writing: bool) -> dict[str, OAuthClient]:
    """The clients of tokens, by their public ids: those that were moved, and in a plan those that will be.

    A client that was registered here with the same id is another one, which gets none of the tokens.

    Args:
        keys: The key of each client's old row by its public id.
        writing: Whether the tokens are being written.
    """
    there = of_ids(list(keys))
    moved = queries.rows_of_sources(NAME, OAuthClient, list(keys.values()))
    found = {client_id: one for client_id, one in there.items() if moved.get(keys[client_id]) == one.pk}
    if not writing:
        due = [client_id for client_id, key in keys.items() if client_id not in there and key not in moved]
        found |= {client_id: OAuthClient(client_id=client_id) for client_id in due}
    return found

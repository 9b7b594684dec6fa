"""Registered clients: found, made, changed, disabled, deleted; and their secrets.

A secret is shown once; only its keyed digest is stored. After a rotation the previous secret stays valid for a while.
What the settings declare of a client wins over its row, which exists so that grants can refer to it.
"""

from collections.abc import Sequence
from datetime import timedelta
from secrets import compare_digest, token_hex
from typing import Any
from urllib.parse import urlsplit

import msgspec

from gatepost import conf
from gatepost.errors import Kind, Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import encryption, grant_types, redirect_uris, refusals, scopes
from gatepost.features.provider.settings import ClientSettings, ProviderSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, keyring, limits

PURPOSE = "oauth-client-secret"
SETTINGS = "settings"
OVERLAP = timedelta(days=7)
TAKEN = refusals.for_developers(Kind.CONFLICT, "client_id_taken", "Another client has this id.")
INVALID = refusals.for_developers(Kind.INVALID, "invalid_client_metadata", "The client metadata is invalid.")
OVERLAID = (
    "name", "first_party", "native", "token_format", "id_token_alg", "id_token_encryption", "userinfo_alg",
    "userinfo_encryption", "subject_type", "logo_uri", "policy_uri", "tos_uri", "backchannel_logout_uri", "jwks_uri",
    "jwks",
)  # fmt: skip
LISTS = ("redirect_uris", "post_logout_redirect_uris", "grant_types", "audiences", "exchange_resources")


class NewClient(msgspec.Struct, frozen=True):
    """A new client, or one with a new secret, which is not stored; empty for a client without one."""

    row: OAuthClient
    secret: str

    def __repr__(self) -> str:
        return f"<NewClient {self.row.client_id}>"


def find(client_id: str, *, calling: bool = False) -> OAuthClient | None:
    """The client with this public id, also a disabled one; one query, or two for the first use of one in the settings.

    Args:
        client_id: The public id.
        calling: See `queries.client`.
    """
    row = queries.client(client_id, calling=calling)
    declared = conf.read(ProviderSettings).clients.get(client_id)
    if declared is None:
        return row
    if row is None:
        row = OAuthClient(client_id=client_id, source=SETTINGS, created_at=clock.now())
        row = overlaid(row)
        row = row if queries.insert_client(row) else queries.client(client_id)
    return overlaid(row) if row is not None else None


def overlaid(row: OAuthClient) -> OAuthClient:
    """The client as the settings declare it, if they do; not written."""
    declared = conf.read(ProviderSettings).clients.get(row.client_id)
    if declared is None:
        return row
    for name in OVERLAID:
        setattr(row, name, getattr(declared, name))
    for name in LISTS:
        setattr(row, name, list(getattr(declared, name)))
    row.scope, row.auth_method = " ".join(declared.scopes), declared.method
    row.confidential, row.verified = declared.method != "none", True
    return row


def limit_strangers() -> None:
    """Count a new client without an initial access token, from any network, so that such clients can't fill the table.

    Raises:
        Refused: There were too many.
    """
    limits.hit("oauth_registration_any", "")


def make(*, by: str, client_id: str = "", visit: Visit | None = None, **columns: Any) -> NewClient:
    """Register a client, and make its secret if its way to authenticate needs one.

    Args:
        by: Who does it, for the audit event and the row's `source`.
        client_id: Its public id; empty to generate one.
        visit: The request, if it registers itself.
        columns: Columns of `OAuthClient`.

    Raises:
        Refused: `invalid_client_metadata`, with a sentence; `client_id_taken`.
    """
    row = OAuthClient(client_id=client_id or token_hex(16), source=by, created_at=clock.now(), **columns)
    row.confidential = row.auth_method != "none"
    check(row)
    secret = ""
    if row.auth_method.startswith("client_secret"):
        secret = credentials.make("x")
        row.secret_digest, row.secret_created_at = digest(row.client_id, secret), clock.now()
    with database.atomic():
        if row.client_id in conf.read(ProviderSettings).clients or not queries.insert_client(row):
            raise Refused(TAKEN)
        audit.record("oauth_client_created", visit=visit, client=row.client_id, by=by)
    return NewClient(row, secret)


def check(row: OAuthClient) -> None:
    """Refuse what would be unsafe or could never work.

    Raises:
        Refused: `invalid_client_metadata`, with the first fault as a sentence.
    """
    for fault in faults(row):
        raise Refused(msgspec.structs.replace(INVALID, text=fault))


def faults(row: OAuthClient) -> Sequence[str]:
    """What is wrong with a client, a sentence each."""
    found = [
        f"The redirect URI {uri} {fault}."
        for uri in (*row.redirect_uris, *row.post_logout_redirect_uris)
        if (fault := redirect_uris.fault(uri, native=row.native))
    ]
    if row.backchannel_logout_uri and (fault := _logout_fault(row.backchannel_logout_uri)):
        found.append(f"The back-channel logout URI {row.backchannel_logout_uri} {fault}.")
    known, declared = set(grant_types.NAMES), set(scopes.known())
    found += [f"There is no grant type {one}." for one in row.grant_types if one not in known]
    found += [f"There is no scope {one}." for one in row.scopes if one not in declared]
    if grant_types.CODE in row.grant_types and not row.redirect_uris:
        found.append("A client that logs users in needs a redirect URI.")
    if grant_types.CLIENT in row.grant_types and not row.confidential:
        found.append("A public client can't authenticate as itself, and so has no client_credentials.")
    if grant_types.EXCHANGE in row.grant_types and not row.confidential:
        found.append("A public client can't exchange tokens.")
    if row.auth_method == "private_key_jwt" and not (row.jwks or row.jwks_uri):
        found.append("A client with private_key_jwt needs jwks or jwks_uri.")
    if row.auth_method == "private_key_jwt" and row.jwks and row.jwks_uri:
        found.append("A client has jwks or jwks_uri, not both.")
    return [*found, *encryption.faults(row)]


def _logout_fault(uri: str) -> str:
    """Why logout tokens can't be sent to a URI; empty if they can."""
    listed = urlsplit(uri).netloc in conf.read(ProviderSettings).allowed_hosts
    return "" if listed else redirect_uris.fault(uri, native=False)


def digest(client_id: str, secret: str) -> str:
    """The digest of a secret, under the current key."""
    return keyring.digest(PURPOSE, client_id, secret)


def has_secret(row: OAuthClient, secret: str) -> bool:
    """Whether a text is a valid secret of a client."""
    declared = conf.read(ProviderSettings).clients.get(row.client_id)
    if declared is not None:
        return _is_declared(declared, secret)
    now = clock.now()
    stored = [row.secret_digest] if row.secret_expires_at is None or row.secret_expires_at > now else []
    if row.previous_expires_at is not None and row.previous_expires_at > now:
        stored.append(row.previous_digest)
    shown = keyring.digests(PURPOSE, row.client_id, secret)
    return any(one and compare_digest(one, found) for one in stored for found in shown)


def _is_declared(declared: ClientSettings, secret: str) -> bool:
    return bool(declared.secret) and compare_digest(declared.secret.encode(), secret.encode())


def rotate_secret(row: OAuthClient, *, by: str, overlap: timedelta = OVERLAP) -> NewClient:
    """Make a new secret; the present one stays valid for a while.

    Args:
        row: A confidential client of the database.
        by: Who does it, for the audit event.
        overlap: How long the present secret stays valid.

    Raises:
        Refused: `invalid_client_metadata` for a client without a secret, or of the settings.
    """
    if not row.auth_method.startswith("client_secret") or row.client_id in conf.read(ProviderSettings).clients:
        raise Refused(msgspec.structs.replace(INVALID, text="This client has no secret in the database."))
    secret, now = credentials.make("x"), clock.now()
    changed = {
        "previous_digest": row.secret_digest,
        "previous_expires_at": now + overlap,
        "secret_digest": digest(row.client_id, secret),
        "secret_created_at": now,
        "moved_hash": "" if row.secret_digest else row.moved_hash,  # of the present secret; an older one has ended
    }
    with database.atomic():
        queries.update_client(row.id, **changed)
        audit.record("oauth_client_secret_rotated", client=row.client_id, by=by)
    for name, value in changed.items():
        setattr(row, name, value)
    return NewClient(row, secret)


def disable(row: OAuthClient, *, by: str) -> None:
    """Refuse every request of a client from now on; its tokens stay, and are invalid as long as it is disabled."""
    with database.atomic():
        queries.update_client(row.id, disabled_at=clock.now())
        audit.record("oauth_client_disabled", client=row.client_id, by=by)


def enable(row: OAuthClient, *, by: str) -> None:
    """Enable a disabled client."""
    with database.atomic():
        queries.update_client(row.id, disabled_at=None)
        audit.record("oauth_client_enabled", client=row.client_id, by=by)


def delete(row: OAuthClient, *, by: str, visit: Visit | None = None) -> None:
    """Delete a client, with its consents and everything that was issued to it."""
    with database.atomic():
        queries.delete_families(client_id=row.id)
        queries.delete_client(row.id)
        audit.record("oauth_client_deleted", visit=visit, client=row.client_id, by=by)

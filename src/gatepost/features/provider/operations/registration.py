"""Clients that register themselves, and later read, change or delete their registration.

Where `provider.registration` is `open`, anyone may register. Such a client gets tokens only for users who consent, and
the consent page warns them that it is unverified. With `token` a client needs an initial access token of the settings.
Source: RFC 7591; RFC 7592.
"""

from secrets import compare_digest, token_hex

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import client_metadata, clients, refusals
from gatepost.features.provider.operations.client_metadata import ClientMetadata
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, credentials, database, keyring

OFF, TOKEN, OPEN = "off", "token", "open"
PURPOSE = "oauth-registration-token"
SOURCES = {OPEN: queries.SELF_REGISTERED, TOKEN: "initial_token"}


class Registration(msgspec.Struct, frozen=True):
    """A client, the token with which it manages its registration, and its secret if that is new."""

    row: OAuthClient
    token: str
    secret: str = ""

    def __repr__(self) -> str:
        return f"<Registration {self.row.client_id}>"


def register(visit: Visit, metadata: ClientMetadata, initial_token: str) -> Registration:
    """Register a client.

    Args:
        visit: The request.
        metadata: What it says of itself.
        initial_token: The initial access token of the request, if any.

    Raises:
        Refused: `invalid_token`; `invalid_redirect_uri`; `invalid_client_metadata`; too many registrations.
    """
    mode = _mode(initial_token)
    columns = client_metadata.columns(metadata, stranger=mode == OPEN)
    if mode == OPEN:
        clients.limit_strangers()
    client_id, token = token_hex(16), credentials.make("m")
    digest = keyring.digest(PURPOSE, client_id, token)
    made = clients.make(by=SOURCES[mode], client_id=client_id, visit=visit, registration_digest=digest, **columns)
    return Registration(made.row, token, made.secret)


def _mode(initial_token: str) -> str:
    """How a client registers; a valid initial access token counts also where registration is open.

    Raises:
        Refused: `invalid_token`.
    """
    settings = conf.read(ProviderSettings)
    shown = initial_token.encode()
    if any(compare_digest(one.encode(), shown) for one in settings.registration_tokens):
        return TOKEN
    if settings.registration != OPEN or initial_token:
        raise Refused(refusals.INVALID_TOKEN)
    return OPEN


def find(client_id: str, token: str) -> Registration:
    """The registration of a client, if the registration access token is its own.

    Raises:
        Refused: `invalid_token`, also for an unknown or disabled client.
    """
    row = clients.find(client_id) if client_id else None
    if row is None or row.disabled_at is not None or not row.registration_digest:
        raise Refused(refusals.INVALID_TOKEN)
    if not any(compare_digest(row.registration_digest, one) for one in keyring.digests(PURPOSE, client_id, token)):
        raise Refused(refusals.INVALID_TOKEN)
    return Registration(row, token)


def change(visit: Visit, found: Registration, metadata: ClientMetadata) -> Registration:
    """Replace what a client registered; what it leaves out gets its default.

    A client that staff verified is unverified again, since they verified what it was before.

    Raises:
        Refused: `invalid_redirect_uri`; `invalid_client_metadata`, also for another id, secret or way to authenticate;
            `invalid_token` if it was deleted meanwhile.
    """
    row = found.row
    if metadata.client_id != row.client_id:
        raise client_metadata.invalid("client_id must be that of the client.")
    if metadata.client_secret and not clients.has_secret(row, metadata.client_secret):
        raise client_metadata.invalid("client_secret must be that of the client; it can't be changed so.")
    if metadata.token_endpoint_auth_method != row.auth_method:
        raise client_metadata.invalid("token_endpoint_auth_method can't be changed; register another client.")
    columns = {**client_metadata.columns(metadata, stranger=row.source == queries.SELF_REGISTERED), "verified": False}
    for name, value in columns.items():
        setattr(row, name, value)
    clients.check(row)
    with database.atomic():
        if not queries.update_client(row.id, **columns):
            raise Refused(refusals.INVALID_TOKEN)
        audit.record("oauth_client_changed", visit=visit, client=row.client_id, by=row.source)
    return found


def delete(visit: Visit, found: Registration) -> None:
    """Delete a client at its own request, with its consents and tokens."""
    clients.delete(found.row, by=found.row.source, visit=visit)

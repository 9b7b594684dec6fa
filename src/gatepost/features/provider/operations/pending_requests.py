"""Requests that wait: pushed ones for the browser (RFC 9126), and those of browsers for the user, logouts among them.

All are one-time secrets with a sealed payload. A pushed request is used up when the login completes, not when the
browser comes with it, so that a page can be reloaded.
"""

from datetime import timedelta
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import purposes
from gatepost.features.provider.operations import refusals
from gatepost.features.provider.operations.authorization_request import AuthorizationRequest
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import keyring, secrets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose

SEAL = "oauth-request"
PREFIX = "urn:ietf:params:oauth:request_uri:"
PUSHED_SECONDS = 90
Request = TypeVar("Request", bound=msgspec.Struct)


class LogoutRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A client's valid request to log its user out.

    Args:
        client_id: The client's public id.
        location: Where the browser goes afterwards, with the client's `state`; empty for a page of this server.
        sid: The number of the session that the client's ID token belongs to; empty without one.
        subject: The ID token's `sub`.
        ui_locales: The languages that the user prefers, best first.
    """

    client_id: str
    location: str = ""
    sid: str = ""
    subject: str = ""
    ui_locales: str = ""


class StoredRequest(msgspec.Struct, Generic[Request], frozen=True):
    """A request that waits, and the secret that stands for it."""

    secret: OneTimeSecret
    request: Request


Stored = StoredRequest[AuthorizationRequest]


def store(request: AuthorizationRequest | LogoutRequest) -> str:
    """Keep a request while its user logs in and decides; returns the key for the web app."""
    if isinstance(request, LogoutRequest):
        return _issue(purposes.LOGOUT, request, conf.read(ProviderSettings).request_seconds)
    return _issue(purposes.REQUEST, request, conf.read(ProviderSettings).request_seconds)


def push(request: AuthorizationRequest) -> str:
    """Keep a request that a client sent itself; returns its `request_uri`."""
    return PREFIX + _issue(purposes.PUSHED, request, PUSHED_SECONDS)


def find(key: str) -> Stored:
    """The request that a user is to decide, unanswered.

    Raises:
        Refused: `authorization_request_expired`.
    """
    found = _find(purposes.REQUEST, key, AuthorizationRequest)
    if found is None:
        raise Refused(refusals.UNKNOWN_REQUEST)
    return found


def find_logout(key: str) -> StoredRequest[LogoutRequest]:
    """The request of a client to log its user out. Nothing uses it up; it only expires.

    Raises:
        Refused: `authorization_request_expired`.
    """
    found = _find(purposes.LOGOUT, key, LogoutRequest)
    if found is None:
        raise Refused(refusals.UNKNOWN_REQUEST)
    return found


def find_pushed(request_uri: str, client_id: str) -> AuthorizationRequest:
    """The pushed request of a client.

    Raises:
        Refused: `invalid_request_uri`.
    """
    key = request_uri.removeprefix(PREFIX) if request_uri.startswith(PREFIX) else ""
    found = _find(purposes.PUSHED, key, AuthorizationRequest)
    if found is None or found.request.client_id != client_id:
        raise Refused(refusals.INVALID_REQUEST_URI)
    return msgspec.structs.replace(found.request, pushed=found.secret.id.hex)


def use_up(stored: Stored | None, request: AuthorizationRequest) -> bool:
    """Guard: use up a request, and the pushed one behind it; of concurrent calls one gets True."""
    if stored is not None and not secrets.consume(stored.secret):
        return False
    return not request.pushed or secrets.consume(OneTimeSecret(id=UUID(request.pushed)))


def _issue(purpose: Purpose, request: AuthorizationRequest | LogoutRequest, seconds: int) -> str:
    return secrets.issue_ticket(
        purpose,
        details=keyring.seal(SEAL, msgspec.json.encode(request), purpose),
        lifetime=timedelta(seconds=seconds),
    )


def _find(purpose: Purpose, key: str, kind: type[Request]) -> StoredRequest[Request] | None:
    secret = secrets.find_ticket(purpose, key)
    if secret is None:
        return None
    try:
        packed = keyring.unseal(SEAL, secret.details, purpose)
    except keyring.KeyringError:  # its key left the ring meanwhile
        return None
    return StoredRequest(secret, msgspec.json.decode(packed, type=kind))

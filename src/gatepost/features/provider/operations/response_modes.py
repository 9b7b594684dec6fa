"""How an answer gets back to a client: in the query of its redirect URI, or by a form that the browser posts there.

A form waits, sealed, for the browser, which is sent to a page of this server that posts it. It is shown once, since a
client that got a code twice would have its tokens revoked.
Source: OAuth 2.0 Form Post Response Mode; RFC 9207.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import purposes
from gatepost.features.provider.operations import refusals
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import keyring, secrets
from gatepost.ground.targets import with_query

QUERY, FORM_POST = "query", "form_post"
MODES = (QUERY, FORM_POST)
SEAL, SECONDS = "oauth-form", 60
_addresses: list[Callable[[], str]] = []


class Form(msgspec.Struct, frozen=True):
    """What the browser posts, and where."""

    uri: str
    fields: dict[str, str]


def is_supported(mode: str, uri: str) -> bool:
    """Whether an answer can be sent so; browsers post no forms to apps."""
    return mode == QUERY or (mode == FORM_POST and urlsplit(uri).scheme in ("http", "https"))


def location(uri: str, mode: str, **values: str) -> str:
    """Where to send the browser, so that a client gets these values; empty ones are left out. One insert for a form.

    Args:
        uri: The client's redirect URI.
        mode: One of `MODES`.
        values: What the client gets, beside `iss`.
    """
    values["iss"] = conf.read(ProviderSettings).issuer
    if mode != FORM_POST:
        return with_query(uri, **values)
    form = Form(uri, {name: value for name, value in values.items() if value})
    sealed = keyring.seal(SEAL, msgspec.json.encode(form), purposes.FORM)
    key = secrets.issue_ticket(purposes.FORM, details=sealed, lifetime=timedelta(seconds=SECONDS))
    return with_query(_addresses[-1](), key=key)


def serve_forms_at(address: Callable[[], str]) -> None:
    """Say where the page with the form is; the dialect does, which knows its URLs."""
    _addresses.append(address)


def take(key: str) -> Form:
    """The form that waits under a key; at most one caller ever gets it.

    Raises:
        Refused: `authorization_request_expired`.
    """
    secret = secrets.find_ticket(purposes.FORM, key)
    if secret is None or not secrets.consume(secret):
        raise Refused(refusals.UNKNOWN_REQUEST)
    try:
        return msgspec.json.decode(keyring.unseal(SEAL, secret.details, purposes.FORM), type=Form)
    except keyring.KeyringError:  # its key left the ring meanwhile
        raise Refused(refusals.UNKNOWN_REQUEST) from None

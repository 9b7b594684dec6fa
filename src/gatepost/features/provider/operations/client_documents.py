"""Clients whose id is the URL of a JSON document with their metadata, which need no registration.

Only documents at the hosts of `provider.client_id_hosts` are fetched. Such a client counts as one that a stranger
registered: it gets tokens only for users who consent, and is unverified. It is stored when its first user comes, and
follows its document from then on.
Source: OAuth Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document), sections 3 to 6.
"""

import logging
import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from gatepost import conf
from gatepost.errors import Kind, Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import client_metadata, clients
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.ground.guarded_http import client as http
from gatepost.ground.guarded_http.documents import Document, Documents
from gatepost.ground.guarded_http.fault import RequestFault, Unavailable

log = logging.getLogger("gatepost")
_URL = re.compile(r"(https?)://[a-z0-9.:\-]+(?:/[A-Za-z0-9._~\-]+)+")
"""Narrower than the draft: no query, no escapes, no capitals in the host; so each document has one spelling."""
LONGEST, OK = 200, 200
AUTH_METHODS = ("none", "private_key_jwt")


def find(visit: Visit, client_id: str) -> OAuthClient | None:
    """The client with this id, also a disabled one; its document is fetched if its id is the URL of one.

    Args:
        visit: The request.
        client_id: The id of any client.

    Raises:
        Refused: Too many new clients.
    """
    row = clients.find(client_id)
    if "://" not in client_id or (row is not None and (row.source != queries.SELF_REGISTERED or row.disabled_at)):
        return row
    if not _is_allowed(client_id):
        return None
    try:
        columns = _columns(client_id, documents(client_id))
        return _made(visit, client_id, columns) if row is None else _changed(visit, row, columns)
    except RequestFault as fault:
        log.warning("The metadata of the OAuth client %s cannot be fetched: %s", client_id, fault)
    except Refused as refused:
        if refused.refusals[0].kind in (Kind.LIMITED, Kind.UNAVAILABLE):
            raise
        log.warning("The metadata of the OAuth client %s are refused: %s", client_id, refused.refusals[0].text)
    return None


def _is_allowed(url: str) -> bool:
    found, settings = _URL.fullmatch(url), conf.read(ProviderSettings)
    if found is None or len(url) > LONGEST or any(part in (".", "..") for part in url.split("/")):
        return False
    host = urlsplit(url).netloc
    return host in settings.client_id_hosts and (found[1] == "https" or host in settings.allowed_hosts)


def _columns(url: str, document: Document) -> dict[str, Any]:
    """The columns of the client that a document describes.

    Raises:
        Refused: `invalid_redirect_uri`; `invalid_client_metadata`.
    """
    metadata = client_metadata.read(msgspec.json.encode({"token_endpoint_auth_method": "none", **document}))
    if metadata.client_id != url:
        raise client_metadata.invalid("client_id must be the URL of the document.")
    if metadata.client_secret or metadata.token_endpoint_auth_method not in AUTH_METHODS:
        raise client_metadata.invalid("A client with a public document can't have a secret.")
    return client_metadata.columns(metadata, stranger=True)


def _made(visit: Visit, client_id: str, columns: dict[str, Any]) -> OAuthClient | None:
    clients.limit_strangers()
    try:
        return clients.make(by=queries.SELF_REGISTERED, client_id=client_id, visit=visit, **columns).row
    except Refused as refused:
        if refused.refusals[0] != clients.TAKEN:
            raise
        return clients.find(client_id)  # another request was faster


def _changed(visit: Visit, row: OAuthClient, columns: dict[str, Any]) -> OAuthClient:
    """The client as its document is now; unverified again if that changed, since staff verified what it was before."""
    columns["confidential"] = columns["auth_method"] != "none"
    if all(getattr(row, name) == value for name, value in columns.items()):
        return row
    columns["verified"] = False
    for name, value in columns.items():
        setattr(row, name, value)
    clients.check(row)
    with database.atomic():
        queries.update_client(row.id, **columns)
        audit.record("oauth_client_changed", visit=visit, client=row.client_id, by=row.source)
    return row


def _read(url: str) -> Document:
    settings = conf.read(ProviderSettings)
    answer = http.fetch("GET", url, allowed=settings.allowed_hosts, ca_file=settings.ca_file)
    if answer.status != OK or not isinstance(answer.value, dict):
        raise Unavailable(f"no metadata at {url}")
    return answer.value


documents = Documents(_read, RequestFault)
"""The document at a client's id."""

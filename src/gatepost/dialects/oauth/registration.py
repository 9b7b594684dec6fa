"""The endpoint at which clients register themselves, and manage their registration.

Source: RFC 7591, section 3; RFC 7592, section 2.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gatepost import conf
from gatepost.dialects.oauth import answers, discovery, parameters
from gatepost.dialects.oauth.endpoint import endpoint
from gatepost.dialects.oauth.parameters import Parameters
from gatepost.door import payload
from gatepost.errors import Refused
from gatepost.features.provider.operations import client_metadata, registration
from gatepost.features.provider.operations.client_metadata import ClientMetadata
from gatepost.features.provider.operations.registration import Registration
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.visit import Visit

OK, CREATED, NO_CONTENT = 200, 201, 204
JSON = "application/json"
UNREADABLE = "The body is incomplete, or larger than 64 KiB."


@endpoint("POST", "GET", "PUT", "DELETE", limit="oauth_registration_network", read=parameters.of_query)
def register(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """Register a client; with its id in the query and its token in the header, read, change or delete it."""
    if conf.read(ProviderSettings).registration == registration.OFF:
        raise Http404
    token, _ = parameters.bearer(request, {})
    if request.method == "POST":
        return _shown(registration.register(visit, _metadata(request), token), status=CREATED)
    found = registration.find(given.values.get("client_id", ""), token)
    if request.method == "DELETE":
        registration.delete(visit, found)
        return HttpResponse(status=NO_CONTENT)
    if request.method == "PUT":
        found = registration.change(visit, found, _metadata(request))
    return _shown(found, status=OK)


def _metadata(request: HttpRequest) -> ClientMetadata:
    if request.content_type != JSON:
        raise client_metadata.invalid(f"The body must be {JSON}.")
    try:
        body = payload.read(request)
    except Refused:
        raise client_metadata.invalid(UNREADABLE) from None
    if len(body) > payload.LARGEST_BODY:
        raise client_metadata.invalid(UNREADABLE)
    return client_metadata.read(body)


def _shown(found: Registration, *, status: int) -> HttpResponse:
    row = found.row
    secret: dict[str, Any] = {"client_secret": found.secret, "client_secret_expires_at": 0} if found.secret else {}
    url = f"{discovery.base()}{reverse('gatepost-oauth-register')}?{urlencode({'client_id': row.client_id})}"
    return answers.as_json(
        {
            "client_id": row.client_id,
            "client_id_issued_at": int(row.created_at.timestamp()),
            **secret,
            "registration_access_token": found.token,
            "registration_client_uri": url,
            **client_metadata.shown(row),
        },
        status=status,
    )

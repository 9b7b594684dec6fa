"""Responses of the endpoints that clients call: JSON, errors as in RFC 6749, section 5.2, and RFC 6750, section 3."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost.errors import Kind, Refused
from gatepost.features.provider.operations.refusals import (
    INSUFFICIENT_SCOPE,
    INVALID_CLIENT,
    INVALID_TOKEN,
    USE_DPOP_NONCE,
)
from gatepost.ground import decisions
from gatepost.tokens.signed import dpop

OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, TOO_MANY, UNAVAILABLE = 200, 400, 401, 403, 429, 503
STATUS = {INVALID_CLIENT.code: UNAUTHORIZED, INVALID_TOKEN.code: UNAUTHORIZED, INSUFFICIENT_SCOPE.code: FORBIDDEN}
CLIENT, SCOPE = INVALID_CLIENT.code, INSUFFICIENT_SCOPE.code
RENEWED = (USE_DPOP_NONCE.code,)
"""Errors whose response has a new nonce."""
BUSY = "temporarily_unavailable"


def as_json(data: Mapping[str, Any], *, status: int = OK) -> HttpResponse:
    """A JSON response."""
    return HttpResponse(msgspec.json.encode(data), status=status, content_type="application/json")


def refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The response to a refusal."""
    decisions.refuse(refused)
    refusal = refused.refusals[0]
    name, status = refusal.code, STATUS.get(refusal.code, BAD_REQUEST)
    if refusal.kind in (Kind.LIMITED, Kind.UNAVAILABLE):
        name, status = BUSY, TOO_MANY if refusal.kind is Kind.LIMITED else UNAVAILABLE
    body = {"error": name} | ({"error_description": str(refusal.text)} if refusal.text else {})
    response = as_json(body, status=status)
    if name in RENEWED:
        response["DPoP-Nonce"] = dpop.nonce()
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    if name == CLIENT:
        response["WWW-Authenticate"] = 'Basic realm="gatepost", error="invalid_client"'
    elif status in (UNAUTHORIZED, FORBIDDEN):
        response["WWW-Authenticate"] = challenge(name if _has_token(request) else "")
    return response


def challenge(error: str) -> str:
    """The challenge of a protected resource; without an error if no token was sent."""
    scope = ', scope="openid"' if error == SCOPE else ""
    return f'Bearer realm="gatepost", error="{error}"{scope}' if error else 'Bearer realm="gatepost"'


def _has_token(request: HttpRequest) -> bool:
    return "Authorization" in request.headers or request.method == "POST"


def finish(response: HttpResponse) -> HttpResponse:
    """Headers of every response: never stored, and readable by apps in browsers, since no cookie is looked at."""
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "WWW-Authenticate, DPoP-Nonce, Retry-After"
    return response


def preflight(verbs: tuple[str, ...]) -> HttpResponse:
    """The response to OPTIONS."""
    response = HttpResponse(status=204)
    response["Allow"] = ", ".join((*verbs, "OPTIONS"))
    response["Access-Control-Allow-Methods"] = ", ".join(verbs)
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, DPoP"
    response["Access-Control-Max-Age"] = "600"
    return finish(response)

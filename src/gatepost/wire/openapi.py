"""The API's description, made from the structs that decode and describe it."""

from collections.abc import Iterable
from typing import Any

import msgspec

from gatepost import __version__
from gatepost.wire.endpoint import Endpoint
from gatepost.wire.shapes import SHAPES

REF = "#/components/schemas/{name}"
REASONS = {
    200: "Done",
    202: "Accepted; a proof is still to come",
    400: "Something is wrong with the input",
    401: "Not logged in, a step is missing, or a fresh proof is",
    403: "Not allowed",
    404: "Switched off",
    409: "Not in this state",
    410: "The app's session has ended",
    413: "Too large",
    429: "Too often",
    503: "The database does not answer",
}


def document(
    endpoints: Iterable[Endpoint], clients: Iterable[str], prefix: str, *, everything: bool = False
) -> dict[str, Any]:
    """An OpenAPI 3.1 document.

    Args:
        endpoints: Operations.
        clients: Families that are served.
        prefix: Where the API is mounted, without a slash at the end.
        everything: Whether operations that the settings switch off are shown too.
    """
    shown = [endpoint for endpoint in endpoints if everything or endpoint.enabled()]
    bodies = {(endpoint.verb, endpoint.path): endpoint.body() for endpoint in shown if endpoint.body is not None}
    types = [*SHAPES.values(), *bodies.values()]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    refs = dict(zip(bodies, schemas[len(SHAPES) :], strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for client in clients:
        for endpoint in shown:
            if client in endpoint.clients:
                where = f"{prefix}/{client}/v1/{endpoint.path}"
                paths.setdefault(where, {})[endpoint.verb.lower()] = _operation(endpoint, client, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gatepost",
            "version": __version__,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SCHEMES},
    }


_SCHEMES = {
    "session_cookie": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    "session_token": {"type": "apiKey", "in": "header", "name": "X-Session-Token"},
}


def _operation(endpoint: Endpoint, client: str, bodies: dict[tuple[str, str], Any]) -> dict[str, Any]:
    security = "session_cookie" if client == "browser" else "session_token"
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": f"{client}_{endpoint.verb.lower()}_{endpoint.path.replace('/', '_')}",
        "tags": [client],
        "parameters": _parameters(endpoint, client),
        "responses": {str(status): _response(status, name) for status, name in answers_of(endpoint, client).items()},
        "security": [{security: []}] if endpoint.login else [{}, {security: []}],
    }
    if endpoint.body is not None:
        schema = bodies[endpoint.verb, endpoint.path]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _parameters(endpoint: Endpoint, client: str) -> list[dict[str, Any]]:
    names = [endpoint.header] if endpoint.header else []
    if client == "browser" and endpoint.verb != "GET":
        names.append("X-CSRFToken")
    places = [(name, "header") for name in names] + ([(endpoint.query, "query")] if endpoint.query else [])
    return [{"name": name, "in": place, "required": False, "schema": {"type": "string"}} for name, place in places]


def answers_of(endpoint: Endpoint, client: str) -> dict[int, str]:
    """Status to shape of every answer that an operation may give to a client."""
    answers = dict(endpoint.answers)
    if client == "browser" and endpoint.verb != "GET":
        answers.setdefault(403, "Status")
    if client == "app":
        answers[410] = "Unauthenticated"
    if endpoint.body is not None:
        answers[413] = "Errors"
    answers |= {429: "Status", 503: "Status"}
    return dict(sorted(answers.items()))


def _response(status: int, name: str) -> dict[str, Any]:
    schema = {"$ref": REF.format(name=name)}
    return {"description": REASONS[status], "content": {"application/json": {"schema": schema}}}

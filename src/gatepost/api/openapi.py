"""Generates the OpenAPI document from the structs that decode and describe the API."""

import functools
import operator
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.conf import settings

from gatepost import __version__
from gatepost.accounts import user_fields
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import AUTHENTICATOR_TYPE, Errors, Status, Unauthenticated
from gatepost.flow import registry

REF = "#/components/schemas/{name}"
REASONS = {
    200: "Success",
    202: "Accepted; verification is pending",
    400: "Invalid input; no body if the request body is not a JSON object",
    401: "Not authenticated, a login step is pending, or reauthentication is required",
    403: "Forbidden",
    404: "Disabled in the settings",
    409: "Conflict with the current state",
    410: "The app's session has ended",
    413: "Request body too large",
    429: "Too many requests",
    503: "The database is unavailable",
}


def document(
    endpoints: Iterable[Endpoint], clients: Iterable[str], prefix: str, *, everything: bool = False
) -> dict[str, Any]:
    """An OpenAPI 3.1 document.

    Args:
        endpoints: Operations.
        clients: The kinds of clients that are served.
        prefix: Where the API is mounted, without a trailing slash.
        everything: Whether to include operations that the settings disable.
    """
    shown = [endpoint for endpoint in endpoints if everything or endpoint.offered()]
    bodies = {(endpoint.verb, endpoint.path): endpoint.body() for endpoint in shown if endpoint.body is not None}
    answers = {answer for endpoint in shown for client in clients for answer in answers_of(endpoint, client).values()}
    schemas, components = describe([*sorted(answers, key=lambda answer: answer.__name__), *bodies.values()])
    refs = dict(zip(bodies, schemas[len(answers) :], strict=True))
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
        "components": {"schemas": components, "securitySchemes": _security_schemes()},
    }


def describe(types: Sequence[Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The schemas of some types, and the components that they refer to.

    The open unions of this package are filled from the features: flows, authenticators and their types. The project's
    own fields of a user are added.
    """
    features = registry.features()
    factors = [feature.factor for feature in features if feature.factor is not None]
    open_unions: dict[str, list[Any]] = {
        "Flow": [shape for feature in features for shape in feature.shapes],
        "Authenticator": [factor.shape for factor in factors],
    }
    unions = [functools.reduce(operator.or_, shapes) for shapes in open_unions.values()]
    schemas, components = msgspec.json.schema_components([*types, *unions], ref_template=REF)
    for name, union in zip(open_unions, schemas[len(types) :], strict=True):
        if name in components:
            components[name] = union | {"title": name}
    values = sorted(factor.type for factor in factors)
    filled: dict[str, Any] = _with_types(components, values)
    _add_user_fields(filled)
    return list(schemas[: len(types)]), filled


def _add_user_fields(components: dict[str, Any]) -> None:
    """Add the project's own fields to `User`, and as a schema of their own for clients that extend a type with them."""
    found = user_fields.schemas()
    if not found or "User" not in components:
        return
    components["User"]["properties"] |= found
    components["User"]["required"] += list(found)
    components["UserFields"] = {
        "title": "UserFields",
        "description": "The project's own fields of a user.",
        "type": "object",
        "properties": found,
        "required": list(found),
    }


def _with_types(schema: object, values: list[str]) -> Any:
    """Replace the placeholder of authenticator types by an enum of those that the features declare."""
    if isinstance(schema, dict):
        if schema.get("title") == AUTHENTICATOR_TYPE:
            return {"enum": values}
        return {key: _with_types(value, values) for key, value in schema.items()}
    return [_with_types(one, values) for one in schema] if isinstance(schema, list) else schema


def _security_schemes() -> dict[str, Any]:
    return {
        "session_cookie": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        "session_token": {"type": "apiKey", "in": "header", "name": "X-Session-Token"},
    }


def _operation(endpoint: Endpoint, client: str, bodies: dict[tuple[str, str], Any]) -> dict[str, Any]:
    security = "session_cookie" if client == "browser" else "session_token"
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": f"{client}_{endpoint.verb.lower()}_{endpoint.path.replace('/', '_')}",
        "tags": [client],
        "parameters": _parameters(endpoint, client),
        "responses": {
            str(status): _response(status, answer) for status, answer in answers_of(endpoint, client).items()
        },
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


def answers_of(endpoint: Endpoint, client: str) -> dict[int, type[msgspec.Struct]]:
    """The shape of every response that an operation may return to a client, by status."""
    answers = dict(endpoint.answers)
    if client == "browser" and endpoint.verb != "GET":
        answers.setdefault(403, Status)
    if endpoint.verb != "GET":
        answers.setdefault(400, Errors)
    if client == "app":
        answers[410] = Unauthenticated
    if endpoint.verb != "GET":
        answers[413] = Errors
    answers |= {429: Status, 503: Status}
    return dict(sorted(answers.items()))


def _response(status: int, answer: type[msgspec.Struct]) -> dict[str, Any]:
    schema = {"$ref": REF.format(name=answer.__name__)}
    return {"description": REASONS[status], "content": {"application/json": {"schema": schema}}}

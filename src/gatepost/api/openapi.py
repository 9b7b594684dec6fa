"""Generates the OpenAPI document from the structs that decode and describe the API."""

import functools
import operator
from collections.abc import Sequence
from typing import Any

import msgspec
from django.conf import settings

from gatepost import __version__, conf
from gatepost.accounts import user_fields
from gatepost.api import examples
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import AUTHENTICATOR_TYPE, Errors, Status, Unauthenticated
from gatepost.flow import registry
from gatepost.tokens.settings import TokensSettings

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
INTRODUCTION = """
A client of this API is a *browser*, which keeps a session cookie, or an *app*, which keeps a session token. Both have
the same operations, below `browser/v1` and `app/v1`.

**Browsers** send the session cookie by themselves. A request that changes something also sends the value of the CSRF
cookie in the header `X-CSRFToken`; any `GET` sets that cookie. "Try it out" on this page sends both, so it acts as the
user who is logged in in this browser.

**Apps** send the header `X-Session-Token`. The first response has the token in `meta.session_token`; a login replaces
it, so keep the newest one. "Authorize" takes it, and "Try it out" keeps the newest one itself.

**Access tokens**: where `tokens.strategy` is `opaque` or `jwt`, apps may send `Authorization: Bearer` with
`meta.access_token` instead, and renew it at `tokens/refresh`.

A login may take several requests. Until it is complete, the response is 401 and `data.flows` lists what is left; the
entry with `is_pending` is next. At a 200 whose `meta.is_authenticated` is true, the user is logged in.
"""
COOKIE = (
    "The session cookie, which browsers send by themselves. Requests that change something also send the value of the "
    "cookie `{csrf}` in the header `X-CSRFToken`."
)
SESSION_TOKEN = "The newest `meta.session_token` that the app received."  # noqa: S105 - text
ACCESS_TOKEN = "An app's `meta.access_token`, instead of the session token."  # noqa: S105 - text


class Group(msgspec.Struct, frozen=True):
    """The operations of one feature, under one heading of the reference."""

    title: str
    endpoints: tuple[Endpoint, ...]


def document(
    groups: Sequence[Group], clients: Sequence[str], prefix: str, *, everything: bool = False
) -> dict[str, Any]:
    """An OpenAPI 3.1 document.

    Args:
        groups: Operations by feature, in the order of the reference.
        clients: The kinds of clients that are described.
        prefix: Where the API is mounted, without a trailing slash.
        everything: Whether to include operations that the settings disable.
    """
    shown = [
        (group.title, endpoint)
        for group in groups
        for endpoint in group.endpoints
        if (everything or endpoint.offered()) and set(clients) & set(endpoint.clients)
    ]
    bodies = {(one.verb, one.path): one.body() for _, one in shown if one.body is not None}
    answers = {answer for _, one in shown for client in clients for answer in answers_of(one, client).values()}
    schemas, components = describe([*sorted(answers, key=lambda answer: answer.__name__), *bodies.values()])
    refs = dict(zip(bodies, schemas[len(answers) :], strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for client in clients:
        for title, endpoint in shown:
            if client in endpoint.clients:
                where = f"{prefix}/{client}/v1/{endpoint.path}"
                operation = _operation(endpoint, client, refs)
                examples.add(operation, components, client)
                paths.setdefault(where, {})[endpoint.verb.lower()] = operation | {"tags": [title]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gatepost",
            "version": __version__,
            "license": {"name": "MIT", "identifier": "MIT"},
            "description": INTRODUCTION,
        },
        "tags": [{"name": title} for title in dict.fromkeys(title for title, _ in shown)],
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
    schemes: dict[str, Any] = {
        "session_cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": COOKIE.format(csrf=settings.CSRF_COOKIE_NAME),
        },
        "session_token": {"type": "apiKey", "in": "header", "name": "X-Session-Token", "description": SESSION_TOKEN},
    }
    if _has_access_tokens():
        schemes["access_token"] = {"type": "http", "scheme": "bearer", "description": ACCESS_TOKEN}
    return schemes


def _has_access_tokens() -> bool:
    return conf.read(TokensSettings).strategy != "session"


def _security(endpoint: Endpoint, client: str) -> list[dict[str, list[str]]]:
    if client == "browser":
        names = ["session_cookie"]
    else:
        names = ["session_token", *(["access_token"] if _has_access_tokens() else [])]
    required: list[dict[str, list[str]]] = [{name: []} for name in names]
    return required if endpoint.login else [{}, *required]


def _operation(endpoint: Endpoint, client: str, bodies: dict[tuple[str, str], Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": f"{client}_{endpoint.verb.lower()}_{endpoint.path.replace('/', '_')}",
        "parameters": _parameters(endpoint, client),
        "responses": {
            str(status): _response(status, answer) for status, answer in answers_of(endpoint, client).items()
        },
        "security": _security(endpoint, client),
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

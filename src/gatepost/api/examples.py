"""Examples of requests and responses in the OpenAPI document, composed from its schemas and a table of values.

A field has the same value wherever it appears, so that the examples read as the requests of one user, Ann.
"""

import copy
from typing import Any

import msgspec

from gatepost.api import answers

OPTIONAL = frozenset({"trust", "name", "current_password", "new_password", "CallbackBody.code"})
"""Fields with a default that an example shows nevertheless."""
LEFT_OUT = frozenset(
    {
        "access_token", "refresh_token", "recovery_codes_generated", "reauthenticated", "enrolment_due",
        "Conflict.errors", "NotRenewed.errors", "Fault.reason", "NameLimits.pattern", "NameLimits.message",
        "ProofShape.username", "ProofShape.phone", "ProofShape.type", "ProofShape.id", "ProofShape.passwordless",
        "ProofShape.provider", "ProofShape.uid",
    }
)  # fmt: skip
"""Fields that may be missing, and that an example leaves out."""
LONGEST_UNION = 3
CREDENTIAL = {
    "id": "q83vASNFZ4mrze8BI0VniQ",
    "rawId": "q83vASNFZ4mrze8BI0VniQ",
    "type": "public-key",
    "clientExtensionResults": {},
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
        "signature": "MEUCIQDx7z",
    },
}
CHALLENGE = "Yx0c3vXn2Uq0kq1m8bV9fw"
CREATION = {
    "rp": {"id": "example.org", "name": "Example"},
    "user": {"id": "rTq0dGjVwA", "name": "ann@example.org", "displayName": "Ann"},
    "challenge": CHALLENGE,
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
}
REQUEST = {"challenge": CHALLENGE, "rpId": "example.org", "userVerification": "preferred"}
VALUES: dict[str, Any] = {
    "access_token": "gpa_4mVQx",
    "account": "10769150350006150715113082367",
    "address": "ann@example.org",
    "authentication_method": "email",
    "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth?client_id=…",
    "callback_url": "https://app.example.org/login/callback",
    "client_id": "123.apps.googleusercontent.com",
    "code": "BCDF-GHJK",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "creation_options": {"publicKey": CREATION},
    "credential": CREDENTIAL,
    "credential_ids": CREDENTIAL["id"],
    "device": "Firefox on Windows",
    "display": "Ann",
    "email": "ann@example.org",
    "expires_in": 2592000,
    "Fault.code": "required",
    "FirstCodeBody.code": "492039",
    "hint": "gpk_7Qx…",
    "id": "google",
    "ip": "198.51.100.23",
    "iss": "https://accounts.google.com",
    "key": "BCDF-GHJK",
    "CallbackBody.code": "4/0AX4XfWh",
    "ConnectBody.key": "gpc_5nVbQ",
    "NewKeyMeta.key": "gpk_7QxV0m",
    "NameBody.id": "1",
    "Provider.name": "Google",
    "ExchangeBody.code": "gpx_9dQw3",
    "App.logo": "https://wiki.example.com/logo.png",
    "App.name": "Wiki",
    "App.privacy": "https://wiki.example.com/privacy",
    "App.terms": "https://wiki.example.com/terms",
    "App.url": "https://wiki.example.com",
    "AuthorizationData.login_hint": "ann@example.org",
    "AuthorizationData.ui_locales": "en de",
    "LogoutData.ui_locales": "en de",
    "LogoutData.location": "https://wiki.example.com/goodbye?state=e7Vb",
    "location": "https://wiki.example.com/callback?code=gpc_4Xb&iss=https%3A%2F%2Fexample.org",
    "redirects_to": "https://wiki.example.com/callback",
    "resources": "https://api.example.org",
    "ScopeEntry.name": "email",
    "ScopeEntry.text": "See your email address",
    "ProfileChoice.label": "Berlin",
    "ProfileChoice.value": "berlin",
    "ProfileEntry.description": "As on your passport.",
    "ProfileEntry.label": "First name",
    "ProfileEntry.name": "first_name",
    "ProfileEntry.value": "Ann",
    "first_name": "Ann",
    "language": "en",
    "last_name": "Quinn",
    "longest_seconds": 31536000,
    "max_length": 254,
    "message": "This field is required.",
    "method": "password",
    "name": "Ann's laptop",
    "openid_configuration_url": "https://accounts.google.com/.well-known/openid-configuration",
    "Fault.param": "password",
    "password": "tr0ub4dor-and-3",
    "current_password": "tr0ub4dor-and-3",
    "new_password": "correct-h0rse-staple",
    "pattern": "^[\\w.@+-]+$",
    "phone": "+31612345678",
    "provider": "google",
    "KnownPasskeysData.name": "ann@example.org",
    "KnownPasskeysData.display_name": "ann@example.org",
    "KnownPasskeysData.rp_id": "example.org",
    "KnownPasskeysData.user_id": "rTq0dGjVwA",
    "providers": "google",
    "refresh_token": "gpr_8cHRz",
    "releases": "ann@example.org",
    "request_options": {"publicKey": REQUEST},
    "scope": "read",
    "scopes": "read",
    "secret": "JBSWY3DPEHPK3PXP",
    "session_token": "gps_2fZk1Q",
    "state": "lZ6mQ0",
    "svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "token": {"client_id": "123.apps.googleusercontent.com", "id_token": "eyJhbGciOiJSUzI1NiJ9.…"},
    "totp_url": "otpauth://totp/Example:ann@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Example",
    "uid": "10769150350006150715113082367",
    "unused_codes": "7f3k-9xqd",
    "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "username": "ann",
    "wire": "native",
}
MOMENT = 1767225600.0
"""2026-01-01 in Unix seconds."""


def add(operation: dict[str, Any], components: dict[str, Any], client: str) -> None:
    """Add an example to each body of an operation.

    Args:
        operation: An Operation Object of OpenAPI, which is changed.
        components: The schemas that its own refer to, by name.
        client: The kind of client that it is for, `app` or `browser`.
    """
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        content["example"] = of(content["schema"], components)
    for status, response in operation["responses"].items():
        content = response["content"]["application/json"]
        example = of(content["schema"], components)
        content["example"] = _with_status(example, int(status), client)


def _with_status(example: dict[str, Any], status: int, client: str) -> dict[str, Any]:
    """The example of a response with this status, where the shape is that of several; a 401 has the flows in use."""
    found = example | {"status": status}
    if status in (answers.UNAUTHORIZED, answers.GONE):
        flows = [msgspec.to_builtins(flow) for flow in answers.flows(client, answers.NOTHING)]
        found |= {"data": {"flows": flows}, "meta": {"is_authenticated": False}}
    elif client == "browser" and "meta" in found:
        meta = {name: value for name, value in found["meta"].items() if name != "session_token"}
        found = {name: value for name, value in found.items() if name != "meta"} | ({"meta": meta} if meta else {})
    return found


def of(schema: dict[str, Any], components: dict[str, Any], owner: str = "", name: str = "") -> Any:
    """A value that a schema accepts.

    Args:
        schema: A JSON Schema, as `msgspec` writes them.
        components: The schemas that it may refer to, by name.
        owner: The name of the schema whose field it describes.
        name: The name of that field.
    """
    if "$ref" in schema:
        target = schema["$ref"].rsplit("/", 1)[-1]
        return of(components[target], components, target, name)
    if "anyOf" in schema:
        return of(schema["anyOf"][0], components, owner, name)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return _several(schema.get("items", {}), components, owner, name)
    if "properties" in schema:
        return _object(schema, components, schema.get("title", owner))
    return _plain(schema, owner, name)


def _several(items: dict[str, Any], components: dict[str, Any], owner: str, name: str) -> list[Any]:
    """One entry; of a union several variants."""
    target = components.get(items.get("$ref", "").rsplit("/", 1)[-1], items)
    variants = target.get("anyOf", [items])[:LONGEST_UNION]
    return [of(variant, components, owner, name) for variant in variants]


def _object(schema: dict[str, Any], components: dict[str, Any], owner: str) -> dict[str, Any]:
    required = schema.get("required", [])
    fields = schema["properties"]
    shown = {
        name: field for name, field in fields.items() if name in required or _is_shown(field, {name, f"{owner}.{name}"})
    }
    if not shown:  # every field is an alternative to the others: show the first
        shown = dict(list(fields.items())[:1])
    return {name: of(field, components, owner, name) for name, field in shown.items()}


def _is_shown(field: dict[str, Any], names: set[str]) -> bool:
    return not names & LEFT_OUT and ("default" not in field or bool(names & OPTIONAL))


def _plain(schema: dict[str, Any], owner: str, name: str) -> Any:
    kind = schema.get("type")
    if kind == "boolean":
        return True
    if kind == "number":
        return MOMENT
    value = VALUES.get(f"{owner}.{name}", VALUES.get(name))
    if kind == "integer":
        return value if isinstance(value, int) else max(1, schema.get("minimum", 1))
    if kind == "object" and not isinstance(value, dict):
        return {}
    return copy.deepcopy(value) if value is not None else schema.get("default", name)

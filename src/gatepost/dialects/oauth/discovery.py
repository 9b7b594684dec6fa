"""What clients learn about this server without asking anyone: its endpoints, and what they support.

Source: OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2.
"""

from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, reverse

from gatepost import conf
from gatepost.features.provider.operations import (
    authorization_request,
    client_assertions,
    grant_types,
    registration,
    response_modes,
    scopes,
)
from gatepost.features.provider.settings import ProviderSettings
from gatepost.tokens.signed import dpop, jwe

ENDPOINTS = {
    "authorization_endpoint": "gatepost-oauth-authorize",
    "token_endpoint": "gatepost-oauth-token",
    "userinfo_endpoint": "gatepost-oauth-userinfo",
    "introspection_endpoint": "gatepost-oauth-introspect",
    "revocation_endpoint": "gatepost-oauth-revoke",
    "pushed_authorization_request_endpoint": "gatepost-oauth-par",
    "device_authorization_endpoint": "gatepost-oauth-device",
    "registration_endpoint": "gatepost-oauth-register",
    "end_session_endpoint": "gatepost-oauth-end-session",
}
"""Each endpoint's URL name; one that isn't installed, or is off, is left out."""
AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")
AUTHENTICATED = ("token", "introspection", "revocation")
CLAIMS = (
    "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "email", "email_verified",
    "phone_number", "phone_number_verified",
)  # fmt: skip


def base() -> str:
    """The origin of the endpoints."""
    return conf.public_url() or conf.WITHOUT_PUBLIC_URL


def document() -> dict[str, Any]:
    """The metadata; the same for both specifications."""
    settings = conf.read(ProviderSettings)
    methods, algorithms = list(AUTH_METHODS), list(client_assertions.ALGORITHMS)
    return {
        "issuer": settings.issuer,
        **_endpoints(),
        "jwks_uri": f"{base()}{get_script_prefix()}.well-known/jwks.json",
        "scopes_supported": scopes.known(),
        "response_types_supported": ["code"],
        "response_modes_supported": list(response_modes.MODES),
        "grant_types_supported": list(grant_types.NAMES),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [*methods, "none"],
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": [*methods, "none"],
        **{f"{name}_endpoint_auth_signing_alg_values_supported": algorithms for name in AUTHENTICATED},
        "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
        "subject_types_supported": ["public", *(["pairwise"] if settings.pairwise_secret else [])],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "id_token_encryption_alg_values_supported": list(jwe.PUBLIC_ALGORITHMS),
        "id_token_encryption_enc_values_supported": list(jwe.CONTENT_ALGORITHMS),
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
        "userinfo_encryption_alg_values_supported": list(jwe.PUBLIC_ALGORITHMS),
        "userinfo_encryption_enc_values_supported": list(jwe.CONTENT_ALGORITHMS),
        "acr_values_supported": list(authorization_request.LEVELS),
        "prompt_values_supported": list(authorization_request.PROMPTS),
        "claims_supported": [*CLAIMS, *scopes.fields(scopes.known())],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "client_id_metadata_document_supported": bool(settings.client_id_hosts),
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "ui_locales_supported": ["de", "en", "es", "fr"],
    }


def _endpoints() -> dict[str, str]:
    found: dict[str, str] = {}
    off = {"registration_endpoint"} if conf.read(ProviderSettings).registration == registration.OFF else set()
    for name, url_name in ENDPOINTS.items():
        if name in off:
            continue
        try:
            found[name] = base() + reverse(url_name)
        except NoReverseMatch:
            continue
    return found


def resource_document(resource: str) -> dict[str, Any]:
    """The metadata of a resource, from which a client learns whom to ask for tokens. Source: RFC 9728, section 2."""
    settings = conf.read(ProviderSettings)
    return {
        "resource": resource,
        "authorization_servers": [settings.issuer],
        "scopes_supported": [one for one in scopes.known() if one not in scopes.STANDARD],
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
    }

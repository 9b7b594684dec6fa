"""What a client says of itself when it registers: read, narrowed to what is supported here, and shown. Pure.

A server may replace what a client asks for (RFC 7591, section 2): unknown scopes, grant types and response types are
dropped, and the response shows what was registered. Security features that are missing here, such as encrypted
request objects, are refused instead, since the client would rely on them.
Source: RFC 7591, section 2; OpenID Connect Dynamic Client Registration 1.0, section 2; RFC 9126, section 6; RFC 9449,
section 5.2.
"""

import unicodedata
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from gatepost import conf
from gatepost.errors import Kind, Refused
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import encryption, grant_types, redirect_uris, refusals, scopes
from gatepost.features.provider.operations.clients import INVALID
from gatepost.features.provider.settings import ProviderSettings
from gatepost.tokens.signed.jwk import PRIVATE_MEMBERS

INVALID_REDIRECT_URI = refusals.for_developers(Kind.INVALID, "invalid_redirect_uri", "A redirect URI is not allowed.")
WITHOUT_USER = frozenset({grant_types.CLIENT})
"""Grant types that give tokens without a user who consents."""
BY_STAFF = frozenset({grant_types.EXCHANGE})
"""Grant types that only staff give a client: with them it acts for users who never saw it."""
NAME_LENGTH = 200
RESPONSE_TYPE = "code"
Name = Annotated[str, Meta(max_length=NAME_LENGTH)]
Url = Annotated[str, Meta(max_length=1000)]
Uris = Annotated[tuple[str, ...], Meta(max_length=20)]
Names = Annotated[tuple[Name, ...], Meta(max_length=20)]
AuthMethod = Literal["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]
KeyAlgorithm = Literal["", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"]
ContentAlgorithm = Literal["", "A128CBC-HS256", "A256GCM"]
Jwk = Annotated[dict[str, str | list[str] | bool], Meta(max_length=20)]


class KeySet(msgspec.Struct, frozen=True):
    """A JWK set. Source: RFC 7517, section 5."""

    keys: Annotated[tuple[Jwk, ...], Meta(max_length=10)]


class ClientMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a client says of itself; unknown members are ignored, and null is as if left out.

    Args:
        client_id: Its id, in an update.
        client_secret: Its secret, in an update; it can't be changed so.
        application_type: `native` for an app on the user's device.
        contacts, software_id, software_version: Kept for staff.
    """

    client_id: Name = ""
    client_secret: Name = ""
    redirect_uris: Uris = ()
    post_logout_redirect_uris: Uris = ()
    token_endpoint_auth_method: AuthMethod = "client_secret_basic"  # noqa: S105 - a name
    grant_types: Names = (grant_types.CODE,)
    response_types: Names = (RESPONSE_TYPE,)
    application_type: Literal["web", "native"] = "web"
    client_name: Annotated[str, Meta(max_length=NAME_LENGTH)] = ""
    client_uri: Url = ""
    logo_uri: Url = ""
    policy_uri: Url = ""
    tos_uri: Url = ""
    scope: Annotated[str, Meta(max_length=2000)] = ""
    contacts: Names = ()
    software_id: Name = ""
    software_version: Name = ""
    backchannel_logout_uri: Url = ""
    jwks_uri: Url = ""
    jwks: KeySet | None = None
    id_token_signed_response_alg: Literal["RS256", "ES256"] = "RS256"  # noqa: S105 - a name
    subject_type: Literal["public", "pairwise"] = "public"
    dpop_bound_access_tokens: bool = False
    require_pushed_authorization_requests: bool = False
    id_token_encrypted_response_alg: KeyAlgorithm = ""
    id_token_encrypted_response_enc: ContentAlgorithm = ""
    userinfo_signed_response_alg: Literal["", "RS256", "ES256"] = ""
    userinfo_encrypted_response_alg: KeyAlgorithm = ""
    userinfo_encrypted_response_enc: ContentAlgorithm = ""
    introspection_signed_response_alg: Literal[""] = ""
    introspection_encrypted_response_alg: Literal[""] = ""
    request_object_signing_alg: Literal[""] = ""

    def __repr__(self) -> str:
        return f"<ClientMetadata {self.client_name!r}>"


def read(body: bytes) -> ClientMetadata:
    """The metadata in a JSON body.

    Raises:
        Refused: `invalid_client_metadata`, with the member that is wrong.
    """
    try:
        given = msgspec.json.decode(body, type=dict[str, Any])
        given = {name: value for name, value in given.items() if value is not None}
        metadata = msgspec.convert(given, ClientMetadata)
        if b"\\u0000" in msgspec.json.encode(metadata):  # which no database column holds
            raise invalid("A null character is not allowed.")
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise invalid(_ascii(f"{error}.")) from None
    return metadata


def _ascii(text: str) -> str:
    """An error as clients expect it. Source: RFC 6749, section 5.2."""
    return "".join("`" if one in '"\\' else one if " " <= one <= "~" else "?" for one in text)


def invalid(text: str) -> Refused:
    """The refusal of metadata, with a sentence for the developer."""
    return Refused(msgspec.structs.replace(INVALID, text=text))


def columns(metadata: ClientMetadata, *, stranger: bool) -> dict[str, Any]:
    """The columns of a client with these metadata.

    Args:
        metadata: What it says of itself.
        stranger: Whether it registered without an initial access token. It then gets no tokens without a user, and
            can't make this server send requests to an address of its choice.

    Raises:
        Refused: `invalid_redirect_uri`; `invalid_client_metadata`.
    """
    native = _native(metadata)
    _check_uris(metadata, native=native)
    _check_keys(metadata, stranger=stranger)
    if metadata.backchannel_logout_uri and stranger:
        raise invalid("backchannel_logout_uri is not supported.")
    return {
        "name": _name(metadata),
        "redirect_uris": list(metadata.redirect_uris),
        "post_logout_redirect_uris": list(metadata.post_logout_redirect_uris),
        "grant_types": _grant_types(metadata, stranger=stranger),
        "scope": _scope(metadata),
        "auth_method": metadata.token_endpoint_auth_method,
        "native": native,
        "client_uri": metadata.client_uri,
        "logo_uri": metadata.logo_uri,
        "policy_uri": metadata.policy_uri,
        "tos_uri": metadata.tos_uri,
        "backchannel_logout_uri": metadata.backchannel_logout_uri,
        "jwks_uri": metadata.jwks_uri,
        "jwks": msgspec.to_builtins(metadata.jwks),
        "id_token_alg": metadata.id_token_signed_response_alg,
        "id_token_encryption": _encryption(metadata, "id_token"),
        "userinfo_alg": metadata.userinfo_signed_response_alg,
        "userinfo_encryption": _encryption(metadata, "userinfo"),
        "subject_type": metadata.subject_type,
        "dpop_bound": metadata.dpop_bound_access_tokens,
        "require_par": metadata.require_pushed_authorization_requests,
        "registration": {
            name: value
            for name in ("contacts", "software_id", "software_version")
            if (value := msgspec.to_builtins(getattr(metadata, name)))
        },
    }


def shown(row: OAuthClient) -> dict[str, Any]:
    """The metadata of a client, as it is registered."""
    texts = {
        "client_uri": row.client_uri,
        "logo_uri": row.logo_uri,
        "policy_uri": row.policy_uri,
        "tos_uri": row.tos_uri,
        "backchannel_logout_uri": row.backchannel_logout_uri,
        "jwks_uri": row.jwks_uri,
        "jwks": row.jwks,
        "userinfo_signed_response_alg": row.userinfo_alg,
    }
    for response in ("id_token", "userinfo"):
        algorithm, content = encryption.parts(getattr(row, f"{response}_encryption"))
        texts[f"{response}_encrypted_response_alg"], texts[f"{response}_encrypted_response_enc"] = algorithm, content
    if row.backchannel_logout_uri:
        texts["backchannel_logout_session_required"] = True  # each logout token has a sid
    return {
        "client_name": row.name,
        "redirect_uris": row.redirect_uris,
        "post_logout_redirect_uris": row.post_logout_redirect_uris,
        "grant_types": row.grant_types,
        "response_types": [RESPONSE_TYPE] if grant_types.CODE in row.grant_types else [],
        "application_type": "native" if row.native else "web",
        "token_endpoint_auth_method": row.auth_method,
        "scope": row.scope,
        "id_token_signed_response_alg": row.id_token_alg,
        "subject_type": row.subject_type,
        "dpop_bound_access_tokens": row.dpop_bound,
        "require_pushed_authorization_requests": row.require_par,
        **row.registration,
        **{name: value for name, value in texts.items() if value},
    }


def _encryption(metadata: ClientMetadata, response: str) -> str:
    algorithm = getattr(metadata, f"{response}_encrypted_response_alg")
    content = getattr(metadata, f"{response}_encrypted_response_enc")
    if content and not algorithm:
        raise invalid(f"{response}_encrypted_response_enc needs {response}_encrypted_response_alg.")
    return " ".join(encryption.parts(f"{algorithm} {content}")) if algorithm else ""


def _native(metadata: ClientMetadata) -> bool:
    """Whether it runs on the user's device; many apps there register a loopback URI and leave out their type."""
    uris = metadata.redirect_uris
    return metadata.application_type == "native" or (bool(uris) and not any(map(redirect_uris.identifies_app, uris)))


def _check_uris(metadata: ClientMetadata, *, native: bool) -> None:
    for uri in (*metadata.redirect_uris, *metadata.post_logout_redirect_uris):
        if fault := redirect_uris.fault(uri, native=native):
            text = _ascii(f"The redirect URI {uri} {fault}.")
            raise Refused(msgspec.structs.replace(INVALID_REDIRECT_URI, text=text))
    for name in ("client_uri", "logo_uri", "policy_uri", "tos_uri", "backchannel_logout_uri", "jwks_uri"):
        value = getattr(metadata, name)
        if value and (fault := redirect_uris.fault(value, native=False)):
            raise invalid(f"{name} {fault}.")
    if metadata.subject_type == "pairwise":
        _check_pairwise(metadata)


def _check_pairwise(metadata: ClientMetadata) -> None:
    """Refuse a client that could get the subjects of another's users: all of its URIs must lead to one host."""
    if not conf.read(ProviderSettings).pairwise_secret:
        raise invalid("subject_type can only be public here.")
    hosts = {urlsplit(uri).hostname for uri in metadata.redirect_uris}
    if len(hosts) != 1 or not all(map(redirect_uris.identifies_app, metadata.redirect_uris)):
        raise invalid("With subject_type pairwise, all redirect URIs need https and the same host.")


def _check_keys(metadata: ClientMetadata, *, stranger: bool) -> None:
    if metadata.jwks_uri and stranger:
        raise invalid("jwks_uri is not supported; send the keys in jwks.")
    keys = metadata.jwks.keys if metadata.jwks is not None else ()
    if any(PRIVATE_MEMBERS & set(key) for key in keys):
        raise invalid("jwks must hold public keys only; treat these as compromised.")


def _name(metadata: ClientMetadata) -> str:
    """What users see; without characters that could hide or reorder what the consent page says."""
    name = " ".join(metadata.client_name.split())
    if any(unicodedata.category(one)[0] == "C" for one in name):
        raise invalid("client_name has invisible characters.")
    first = metadata.redirect_uris[0] if metadata.redirect_uris else ""
    return name or urlsplit(first).hostname or "App"


def _grant_types(metadata: ClientMetadata, *, stranger: bool) -> list[str]:
    allowed = set(grant_types.NAMES) - BY_STAFF - (WITHOUT_USER if stranger else set())
    found = [one for one in dict.fromkeys(metadata.grant_types) if one in allowed]
    if grant_types.CODE in found and RESPONSE_TYPE not in metadata.response_types:
        raise invalid("authorization_code needs the response type code.")
    if not set(found) - {grant_types.REFRESH}:
        raise invalid("None of these grant types can be registered.")
    return found


def _scope(metadata: ClientMetadata) -> str:
    known = scopes.known()
    found = [one for one in dict.fromkeys(metadata.scope.split()) if one in known] if metadata.scope else known
    if not found:
        raise invalid("None of these scopes is known.")
    return " ".join(found)

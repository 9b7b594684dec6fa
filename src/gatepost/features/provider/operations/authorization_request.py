"""Validates the parameters of an authorization request. Pure, except for the settings.

Client and redirect URI come first: until both are known, nothing may be sent to the client.
Source: RFC 6749, section 4.1.1; RFC 7636, section 4.3; RFC 8707; OpenID Connect Core, section 3.1.2.1; OAuth 2.1.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gatepost import conf
from gatepost.errors import Refusal, Refused
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import (
    grant_types,
    redirect_uris,
    refusals,
    requested_claims,
    response_modes,
    scopes,
)
from gatepost.features.provider.operations.requested_claims import RequestedClaims
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import clock

LEVELS = {"aal1": 1, "aal2": 2}
"""Values of `acr`, and the level of the session that each stands for."""
PROMPTS = ("none", "login", "consent", "select_account")
LONGEST = {
    "state": 2000,
    "nonce": 500,
    "scope": 2000,
    "login_hint": 320,
    "ui_locales": 200,
    "acr_values": 200,
    "dpop_jkt": 43,
}
NOT_SUPPORTED = {
    "request": refusals.REQUEST_NOT_SUPPORTED,
    "request_uri": refusals.REQUEST_URI_NOT_SUPPORTED,
    "registration": refusals.REGISTRATION_NOT_SUPPORTED,
}
"""Parameters of OpenID Connect that are refused."""
MOST_AGE_DIGITS = 10
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")


class AuthorizationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A valid request.

    Args:
        client_id: The client's public id.
        redirect_uri: Where to send the user back to.
        state: The client's value, returned as it is.
        scope: What is requested and may be, space-separated.
        resources: The resource URIs that the tokens are for.
        code_challenge: Of PKCE, always S256.
        nonce: The client's value for the ID token.
        prompt: What the user must be asked, of `PROMPTS`.
        level: The level of login that is needed: 1 any, 2 with a second factor.
        fresh_since: The user must have authenticated after this moment, in Unix seconds; 0 for any time.
        login_hint: Who is likely to log in.
        ui_locales: The languages that the user prefers, best first.
        jkt: The thumbprint of the key that the code must be redeemed with; empty for any.
        created_at: When it came in, in Unix seconds.
        response_mode: How the answer gets back, of `response_modes.MODES`.
        subject: The `sub` of the only user who will do; empty for anyone.
        pushed: The id of the one-time secret behind its `request_uri`, which ends with it; empty without one.
    """

    client_id: str
    redirect_uri: str
    state: str = ""
    scope: str = ""
    resources: tuple[str, ...] = ()
    code_challenge: str = ""
    nonce: str = ""
    prompt: tuple[str, ...] = ()
    level: int = 1
    fresh_since: float = 0.0
    login_hint: str = ""
    ui_locales: str = ""
    jkt: str = ""
    created_at: float = 0.0
    response_mode: str = response_modes.QUERY
    subject: str = ""
    pushed: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The requested scopes, in their order."""
        return tuple(self.scope.split())


def redirect_uri(client: OAuthClient, given: str) -> str:
    """The redirect URI of a request.

    Raises:
        Refused: `unknown_redirect_uri`; it may be left out only if a single one is registered.
    """
    if not given and len(client.redirect_uris) == 1 and redirect_uris.identifies_app(client.redirect_uris[0]):
        return str(client.redirect_uris[0])
    if not given or not redirect_uris.matches(client.redirect_uris, given, native=client.native):
        raise Refused(refusals.UNKNOWN_REDIRECT_URI)
    return given


def read(
    client: OAuthClient, parameters: Mapping[str, str], resources: Sequence[str], *, uri: str
) -> AuthorizationRequest:
    """Validate everything else.

    Args:
        client: The client.
        parameters: The parameters, each given once; unknown ones are ignored.
        resources: The values of `resource`, the only one that may be repeated.
        uri: The redirect URI, already validated.

    Raises:
        Refused: With an error of the standards, for the client to read.
    """
    _check_form(client, parameters, uri)
    prompt = _prompt(parameters.get("prompt", ""))
    claims = requested_claims.read(parameters.get("claims", ""), LEVELS)
    scope = requested_scope(client, parameters.get("scope", ""))
    now = clock.unix()
    return AuthorizationRequest(
        client_id=client.client_id,
        redirect_uri=uri,
        state=parameters.get("state", ""),
        scope=_with_claims(scope, client, claims),
        resources=requested_resources(resources),
        code_challenge=_challenge(parameters),
        nonce=parameters.get("nonce", ""),
        prompt=prompt,
        level=max(claims.level, _level(parameters.get("acr_values", ""))),
        fresh_since=_fresh_since(parameters.get("max_age", ""), prompt, now),
        login_hint=parameters.get("login_hint", ""),
        ui_locales=parameters.get("ui_locales", ""),
        jkt=parameters.get("dpop_jkt", ""),
        created_at=now,
        response_mode=response_mode(parameters, uri),
        subject=claims.subject,
    )


def response_mode(parameters: Mapping[str, str], uri: str) -> str:
    """How a client wants its answer, errors included; by the query if it wants it in a way that isn't offered."""
    mode = parameters.get("response_mode", response_modes.QUERY)
    return mode if response_modes.is_supported(mode, uri) else response_modes.QUERY


def _check_form(client: OAuthClient, parameters: Mapping[str, str], uri: str) -> None:
    for name, refusal in NOT_SUPPORTED.items():
        if parameters.get(name):
            raise Refused(refusal)
    if not parameters.get("response_type"):
        raise Refused(_missing("response_type"))
    if parameters["response_type"] != "code":
        raise Refused(refusals.UNSUPPORTED_RESPONSE_TYPE)
    if grant_types.CODE not in client.grant_types:
        raise Refused(refusals.UNAUTHORIZED_CLIENT)
    if not response_modes.is_supported(parameters.get("response_mode", response_modes.QUERY), uri):
        raise Refused(_wrong("response_mode"))
    check_lengths(parameters, LONGEST)


def check_lengths(parameters: Mapping[str, str], names: Iterable[str]) -> None:
    """Refuse parameters that are too long, or that have characters beyond ASCII where none are expected.

    Raises:
        Refused: `invalid_request`.
    """
    for name in names:
        value, longest = parameters.get(name, ""), LONGEST[name]
        if len(value) > longest or (name != "login_hint" and not _PRINTABLE.fullmatch(value)):
            raise Refused(_wrong(name))


def _challenge(parameters: Mapping[str, str]) -> str:
    challenge, method = parameters.get("code_challenge", ""), parameters.get("code_challenge_method", "")
    if not challenge:
        raise Refused(_missing("code_challenge"))
    if method != "S256":
        raise Refused(_wrong("code_challenge_method"))
    if not _CHALLENGE.fullmatch(challenge):
        raise Refused(_wrong("code_challenge"))
    return challenge


def requested_scope(client: OAuthClient, given: str) -> str:
    """The scopes that a client requests and may have; without any in the request, those of it that aren't OpenID's.

    Raises:
        Refused: `invalid_scope` if it may have none of them.
    """
    allowed = client.scopes
    if not given:
        return " ".join(one for one in allowed if one not in scopes.STANDARD)
    if not _SCOPE.fullmatch(given):
        raise Refused(refusals.INVALID_SCOPE)
    found = [one for one in dict.fromkeys(given.split(" ")) if one in allowed]
    if not found:
        raise Refused(refusals.INVALID_SCOPE)
    return " ".join(found)


def _with_claims(scope: str, client: OAuthClient, claims: RequestedClaims) -> str:
    """The scopes of a login, with those of the claims that the client named."""
    asked = scope.split()
    return " ".join(dict.fromkeys([*asked, *claims.scopes(client.scopes)])) if scopes.OPENID in asked else scope


def requested_resources(given: Sequence[str]) -> tuple[str, ...]:
    """The resource URIs that tokens are for.

    Raises:
        Refused: `invalid_target` for one that the settings don't list.
    """
    known = conf.read(ProviderSettings).resources
    if not set(given) <= set(known):
        raise Refused(refusals.INVALID_TARGET)
    return tuple(dict.fromkeys(given))


def _prompt(given: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(given.split()))
    if not set(asked) <= set(PROMPTS) or ("none" in asked and len(asked) > 1):
        raise Refused(_wrong("prompt"))
    return asked


def _level(acr_values: str) -> int:
    """The lowest of the levels that would do; names that we don't know are left out."""
    return min((LEVELS[one] for one in acr_values.split() if one in LEVELS), default=1)


def _fresh_since(max_age: str, prompt: Sequence[str], now: float) -> float:
    if max_age and not (max_age.isascii() and max_age.isdigit() and len(max_age) <= MOST_AGE_DIGITS):
        raise Refused(_wrong("max_age"))
    if "login" in prompt:
        return now
    return max(0.0, now - int(max_age)) if max_age else 0.0


def _missing(name: str) -> Refusal:
    return msgspec.structs.replace(refusals.INVALID_REQUEST, param=name, text=f"The parameter {name} is missing.")


def _wrong(name: str) -> Refusal:
    text = f"The parameter {name} has a value that is not supported."
    return msgspec.structs.replace(refusals.INVALID_REQUEST, param=name, text=text)

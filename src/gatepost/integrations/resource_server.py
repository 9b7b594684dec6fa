"""A request with an access token of the OAuth provider, and the response to one that is refused.

Source: RFC 6750, section 3; RFC 9449, section 7.1; RFC 9470, section 3; RFC 9728, section 5.1.
"""

from collections.abc import Callable, Sequence

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise

from gatepost.errors import Refused
from gatepost.features.provider.operations import refusals, resource_access, resources
from gatepost.features.provider.operations.authorization_request import LEVELS
from gatepost.features.provider.operations.resource_access import DPOP, PresentedToken, ResourceToken
from gatepost.ground import clock, decisions
from gatepost.integrations.lazy_user import LazyUser
from gatepost.tokens.signed import dpop

UNAUTHORIZED, FORBIDDEN = 401, 403


class Needs(msgspec.Struct, frozen=True):
    """What a resource needs of an access token.

    Args:
        scopes: The scopes that it must have.
        acr_values: The levels of authentication that suffice, space-separated: `aal1`, `aal2`; a higher one does, too.
            Empty for any, also without a user.
        max_age: How long ago its user may have authenticated, in seconds; None for any time, also without a user.

    Raises:
        ValueError: There is no such level, or the age is negative.
    """

    scopes: tuple[str, ...] = ()
    acr_values: str = ""
    max_age: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would never, or always, be met."""
        if wrong := [one for one in self.acr_values.split() if one not in LEVELS]:
            raise ValueError(f"acr_values: there is no level {', '.join(wrong)}, only {', '.join(LEVELS)}")
        if self.max_age is not None and self.max_age < 0:
            raise ValueError("max_age is negative")

    def is_authenticated(self, token: ResourceToken) -> bool:
        """Whether the user of a token authenticated well and recently enough."""
        level = min((LEVELS[one] for one in self.acr_values.split()), default=0)
        recently = self.max_age is None or token.auth_time + self.max_age >= int(clock.unix())
        return LEVELS.get(token.acr, 0) >= level and recently


NOTHING = Needs()


class Challenge(msgspec.Struct, frozen=True):
    """The response to a request that is refused.

    Args:
        status: 401, or 403 for a token that lacks a scope.
        error: The error code; empty if the request has no access token.
        text: What is wrong, for developers.
        headers: `WWW-Authenticate`, and `DPoP-Nonce` where one is needed.
    """

    status: int
    error: str
    text: str | Promise
    headers: dict[str, str]

    def body(self) -> dict[str, str]:
        """The response's body."""
        if not self.error:
            return {"error": "unauthorized", "error_description": "An access token is required."}
        return {"error": self.error, "error_description": str(self.text)}

    def response(self) -> JsonResponse:
        """The response of a Django view."""
        return JsonResponse(self.body(), status=self.status, headers={"Cache-Control": "no-store", **self.headers})


def presented(request: HttpRequest) -> PresentedToken:
    """What a Django request presents."""
    return PresentedToken(
        method=str(request.method),
        path=request.path,
        authorization=request.headers.get("Authorization", ""),
        proof=request.headers.get("DPoP", ""),
    )


def user_of(token: ResourceToken, gone: Callable[[], Exception] | None = None) -> LazyUser | AnonymousUser:
    """The user for whom a token acts, loaded on first use; an anonymous one for a client's own token.

    Args:
        token: The token.
        gone: Makes the exception to raise if the grant was revoked by then; `PermissionDenied` if absent.
    """
    if not token.has_user:
        return AnonymousUser()
    return LazyUser(lambda: token.user, gone) if gone is not None else LazyUser(lambda: token.user)


def no_token(resource: str, needs: Needs = NOTHING) -> Challenge:
    """The challenge to a request without an access token: both schemes, and no error (RFC 6750, section 3.1)."""
    header = ", ".join(_header(scheme, resource, scopes=needs.scopes) for scheme in ("Bearer", "DPoP"))
    return Challenge(UNAUTHORIZED, "", "", {"WWW-Authenticate": header})


def refused(refused: Refused, presented: PresentedToken, resource: str, needs: Needs = NOTHING) -> Challenge:
    """The challenge to a request with an invalid access token or proof."""
    decisions.refuse(refused)
    refusal = refused.refusals[0]
    scheme = "DPoP" if presented.scheme == DPOP else "Bearer"
    header = _header(scheme, resource, error=refusal.code, text=refusal.text, scopes=needs.scopes)
    headers = {"WWW-Authenticate": header}
    if refusal.code == refusals.USE_DPOP_NONCE.code:
        headers["DPoP-Nonce"] = dpop.nonce()
    return Challenge(UNAUTHORIZED, refusal.code, refusal.text, headers)


def lacking_scope(token: ResourceToken, scopes: Sequence[str]) -> Challenge | None:
    """The challenge to a token that lacks one of these scopes; None if it has all of them."""
    if token.scopes.issuperset(scopes):
        return None
    refusal = refusals.INSUFFICIENT_SCOPE
    decisions.refuse(Refused(refusal))
    scheme = "DPoP" if token.jkt else "Bearer"
    header = _header(scheme, token.resource, error=refusal.code, text=refusal.text, scopes=scopes)
    return Challenge(FORBIDDEN, refusal.code, refusal.text, {"WWW-Authenticate": header})


def lacking_authentication(token: ResourceToken, needs: Needs) -> Challenge | None:
    """The challenge to a token whose user must authenticate again or better; None if nothing is missing.

    The client sends its user to the authorization endpoint with these `acr_values` and `max_age` (RFC 9470, section 4).
    """
    if needs.is_authenticated(token):
        return None
    refusal = refusals.INSUFFICIENT_USER_AUTHENTICATION
    decisions.refuse(Refused(refusal))
    scheme = "DPoP" if token.jkt else "Bearer"
    header = _header(scheme, token.resource, error=refusal.code, text=refusal.text, scopes=needs.scopes)
    if needs.acr_values:
        header += f', acr_values="{needs.acr_values}"'
    if needs.max_age is not None:
        header += f', max_age="{needs.max_age}"'
    return Challenge(UNAUTHORIZED, refusal.code, refusal.text, {"WWW-Authenticate": header})


def authorize(
    presented: PresentedToken, *, resource: str, needs: Needs = NOTHING, checked: bool = False
) -> ResourceToken | Challenge:
    """The access token of a request if it is valid and has what the resource needs; else the response to give.

    Args:
        presented: The request.
        resource: The resource, which must be in the token's audience.
        needs: What the token must have.
        checked: Whether to read the grant behind a JWT, too.
    """
    try:
        token = resource_access.check(presented, resource=resource, checked=checked)
    except Refused as found:
        return refused(found, presented, resource, needs)
    if token is None:
        return no_token(resource, needs)
    return lacking_scope(token, needs.scopes) or lacking_authentication(token, needs) or token


def _header(
    scheme: str, resource: str, *, error: str = "", text: str | Promise = "", scopes: Sequence[str] = ()
) -> str:
    given = {
        "realm": resource,
        "error": error,
        "error_description": str(text),
        "scope": " ".join(scopes),
        "algs": " ".join(dpop.ALGORITHMS) if scheme == "DPoP" else "",
        "resource_metadata": resources.metadata_url(resource),
    }
    return f"{scheme} " + ", ".join(f'{name}="{value}"' for name, value in given.items() if value)

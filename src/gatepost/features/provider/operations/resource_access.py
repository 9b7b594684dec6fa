"""What a resource server checks of a request: its access token, and the proof that its sender may use it.

A JWT costs no query, so that a revoked grant is noticed only when the token expires, or when its user is read;
`checked` reads the grant each time. An opaque token always costs one query. A DPoP proof costs one statement, which
stores that it was used. Source: RFC 6750; RFC 9068, section 4; RFC 9449, section 7.
"""

from typing import Any
from uuid import UUID

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import grant_queries
from gatepost.features.provider.models import Grant
from gatepost.features.provider.operations import found_token, grants, moved_tokens, refusals, resources
from gatepost.features.provider.operations.found_token import FoundToken
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import credentials
from gatepost.ground.user_types import User
from gatepost.tokens.signed import dpop, jwt, signing_keys
from gatepost.tokens.signed.dpop import NonceRequired, Proof
from gatepost.tokens.signed.jwt import BadToken

BEARER, DPOP = "bearer", "dpop"


class PresentedToken(msgspec.Struct, frozen=True):
    """The headers of a request that matter, and what a proof must be for.

    Args:
        method: The request's method.
        path: Its path, as clients see it.
        authorization: Its `Authorization` header.
        proof: Its `DPoP` header.
    """

    method: str
    path: str
    authorization: str
    proof: str

    @property
    def scheme(self) -> str:
        """The authentication scheme, in lower case."""
        return self.authorization.partition(" ")[0].lower()

    @property
    def text(self) -> str:
        """The access token."""
        return self.authorization.partition(" ")[2].strip()

    def __repr__(self) -> str:
        return f"<PresentedToken {self.scheme}>"


class ResourceToken:
    """A valid access token of the provider, for one resource.

    Args:
        resource: The resource.
        client_id: The client that it was issued to.
        subject: Its `sub`: the user as that client knows them, or the client itself.
        scopes: Its scopes.
        acr: How its user authenticated, of `authorization_request.LEVELS`; empty for a client's own token.
        auth_time: When its user did, in Unix seconds; 0 for a client's own token.
        actors: Who acts for the user after a token exchange, the present actor first; empty for the client alone.
        jkt: The thumbprint of the key that it is bound to; empty if any bearer may use it.
        grant_id: The grant behind it.
        grant: That grant, if it was read.
    """

    __slots__ = (
        "_grant",
        "_grant_id",
        "acr",
        "actors",
        "auth_time",
        "client_id",
        "jkt",
        "resource",
        "scopes",
        "subject",
    )

    def __init__(
        self,
        *,
        resource: str,
        client_id: str,
        subject: str,
        scopes: frozenset[str],
        jkt: str,
        grant_id: UUID,
        grant: Grant | None = None,
        acr: str = "",
        auth_time: int = 0,
        actors: tuple[str, ...] = (),
    ) -> None:
        self.resource, self.client_id, self.subject = resource, client_id, subject
        self.scopes, self.jkt, self.actors = scopes, jkt, actors
        self.acr, self.auth_time = acr, auth_time
        self._grant_id, self._grant = grant_id, grant

    def __repr__(self) -> str:
        return f"<ResourceToken {self.client_id} {' '.join(sorted(self.scopes))}>"

    @property
    def has_user(self) -> bool:
        """Whether it acts for a user; no query. RFC 9068, section 2.2: a client's own token has its id as `sub`."""
        return self.subject != self.client_id

    @property
    def user(self) -> User | None:
        """Its user; None if the grant was revoked. At most one query, the first time."""
        if not self.has_user:
            return None
        if self._grant is None:
            found = grant_queries.by_id(self._grant_id)
            self._grant = found if found is not None and grants.is_valid(found) else None
        return self._grant.user if self._grant is not None else None


def is_issued_here(text: str) -> bool:
    """Whether a text has the form of the provider's access tokens; says nothing about validity. No query.

    While moved tokens are accepted, any text may be one that is neither a JWT nor has another form of ours.
    """
    return credentials.well_formed("o", text) or (
        "grant_id" in jwt.unverified(text) if "." in text else moved_tokens.may_be(text)
    )


def costs_nothing(presented: PresentedToken) -> bool:
    """Whether `check` without `checked` needs no database, so that asynchronous code can call it without a thread."""
    free = "." in presented.text and not moved_tokens.may_be(presented.text)
    return presented.scheme == BEARER and free and signing_keys.needs_no_query()


def check(presented: PresentedToken, *, resource: str, checked: bool = False) -> ResourceToken | None:
    """The valid access token of a request; None if it has none.

    Args:
        presented: The request.
        resource: The resource, which must be in the token's audience.
        checked: Whether to read the grant behind a JWT, too, which may have been revoked.

    Raises:
        Refused: `invalid_token`; `invalid_dpop_proof`; `use_dpop_nonce`.
    """
    if presented.scheme not in (BEARER, DPOP):
        return None
    if not conf.read(ProviderSettings).enabled:
        raise Refused(refusals.INVALID_TOKEN)
    proof = _proof(presented, resource) if presented.scheme == DPOP else None
    signed = "." in presented.text and not checked
    token = _signed(presented.text, resource) if signed else _found(presented.text, resource)
    if token is None and signed and moved_tokens.may_be(presented.text):
        token = _found(presented.text, resource)
    if token is None or token.jkt != (proof.thumbprint if proof is not None else ""):
        raise Refused(refusals.INVALID_TOKEN)
    if proof is not None and not dpop.is_first_use(proof):  # last, so that strangers' proofs are not stored
        raise Refused(refusals.INVALID_DPOP_PROOF)
    return token


def _proof(presented: PresentedToken, resource: str) -> Proof:
    try:
        return dpop.verify(
            presented.proof,
            method=presented.method,
            url=resources.origin(resource) + presented.path,
            access_token=presented.text,
            needs_nonce=conf.read(ProviderSettings).dpop_nonce,
        )
    except NonceRequired:
        raise Refused(refusals.USE_DPOP_NONCE) from None
    except BadToken:
        raise Refused(refusals.INVALID_DPOP_PROOF) from None


def _signed(text: str, resource: str) -> ResourceToken | None:
    claims = found_token.claims_of(text)
    if claims is None or resource not in found_token.audiences_of(claims):
        return None
    bound: dict[str, Any] = claims.get("cnf", {})
    return ResourceToken(
        resource=resource,
        client_id=str(claims["client_id"]),
        subject=str(claims["sub"]),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        jkt=str(bound.get("jkt", "")),
        grant_id=UUID(claims["grant_id"]),
        acr=str(claims.get("acr", "")),
        auth_time=int(claims.get("auth_time", 0)),
        actors=found_token.actors_of(claims.get("act")),
    )


def _found(text: str, resource: str) -> ResourceToken | None:
    found: FoundToken | None = found_token.access_token(text)
    if found is None or resource not in found.audiences:
        return None
    grant = found.grant
    return ResourceToken(
        resource=resource,
        client_id=grant.client.client_id,
        subject=found_token.subject_of(grant),
        scopes=found.scopes,
        jkt=grant.jkt,
        grant_id=grant.id,
        grant=grant,
        acr=grant.acr,
        auth_time=int(grant.auth_time.timestamp()) if grant.auth_time is not None else 0,
        actors=found_token.actors_of(grant.act),
    )

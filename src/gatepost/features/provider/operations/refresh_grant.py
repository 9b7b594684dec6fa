"""Exchange a refresh token for new tokens; rotation, grace and replay are those of `tokens.families`.

Source: RFC 6749, section 6; RFC 9700, section 4.14.2; OpenID Connect Core, section 12.
"""

from secrets import compare_digest

from gatepost.errors import Refused
from gatepost.features.provider.models import Grant
from gatepost.features.provider.operations import encryption, grant_types, grants, issuing, moved_tokens, refusals
from gatepost.features.provider.operations.client_authentication import authenticate
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.token_request import (
    TokenRequest,
    narrowed_audiences,
    narrowed_scope,
    require_grant_type,
)
from gatepost.tokens.refresh import families, lineage
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why


def refresh(request: TokenRequest) -> IssuedTokens:
    """Rotate a refresh token; two queries, or three with an opaque access token.

    Raises:
        Refused: `invalid_grant`, `invalid_client`, `unauthorized_client`, `invalid_scope`, `invalid_target`.
    """
    grant, text = moved_tokens.find_refresh(request.required("refresh_token"))
    client = authenticate(request.presented, grant.client if grant is not None else None)
    require_grant_type(client, grant_types.REFRESH)
    if grant is None or grant.client_id != client.id or not grants.is_valid(grant):
        raise Refused(refusals.INVALID_GRANT)
    if grant.jkt and not compare_digest(grant.jkt, request.jkt):
        raise Refused(refusals.INVALID_GRANT)
    scope = narrowed_scope(grant, request.parameters.get("scope", ""))
    audiences = narrowed_audiences(grant, request.resources)
    encryption.prepare(client)
    generation = _rotated(request, grant, text)
    return issuing.issue(grant, client, scope=scope, audiences=audiences, refresh_token=generation.text)


def _rotated(request: TokenRequest, grant: Grant, text: str) -> families.Generation:
    family = grant.family
    if family is None or grant.user is None:
        raise Refused(refusals.INVALID_GRANT)
    family.user, family.session = grant.user, grant.session
    try:
        return families.rotate(text, kind=lineage.OAUTH, visit=request.visit, found=family)
    except InvalidRefresh as dead:
        if dead.why is Why.REPLAYED:
            grants.revoke(grant)
        raise Refused(refusals.INVALID_GRANT) from None

"""A request to the token endpoint, as the grant types get it."""

from collections.abc import Mapping, Sequence

import msgspec

from gatepost.errors import Refused
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import refusals
from gatepost.features.provider.operations.client_authentication import Presented
from gatepost.flow.visit import Visit


class TokenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent.

    Args:
        visit: The request.
        presented: What it says of its client.
        parameters: The other parameters, each given once.
        resources: The values of `resource`, which may be repeated.
        audiences: The values of `audience`, which may be repeated, too; they matter for a token exchange only.
        jkt: The thumbprint of the key whose possession it proves; empty without a proof.
    """

    visit: Visit
    presented: Presented
    parameters: Mapping[str, str]
    resources: Sequence[str] = ()
    audiences: Sequence[str] = ()
    jkt: str = ""

    def required(self, name: str) -> str:
        """A parameter that must be given.

        Raises:
            Refused: `invalid_request`.
        """
        if value := self.parameters.get(name, ""):
            return value
        text = f"The parameter {name} is missing."
        raise Refused(msgspec.structs.replace(refusals.INVALID_REQUEST, param=name, text=text))


def require_grant_type(client: OAuthClient, name: str) -> None:
    """Refuse a client that isn't registered for a grant type.

    Raises:
        Refused: `unauthorized_client`.
    """
    if name not in client.grant_types:
        raise Refused(refusals.UNAUTHORIZED_CLIENT)


def narrowed_scope(grant: Grant, given: str) -> str:
    """The scopes of a new access token: those requested, all of which must be the grant's.

    Raises:
        Refused: `invalid_scope`.
    """
    asked = list(dict.fromkeys(given.split()))
    if not set(asked) <= grant.scopes:
        raise Refused(refusals.INVALID_SCOPE)
    return " ".join(asked) if asked else grant.scope


def narrowed_audiences(grant: Grant, given: Sequence[str]) -> list[str]:
    """The audiences of a new access token: those requested, all of which must be the grant's.

    Raises:
        Refused: `invalid_target`.
    """
    if not set(given) <= set(grant.audiences):
        raise Refused(refusals.INVALID_TARGET)
    return list(dict.fromkeys(given)) or grant.audiences

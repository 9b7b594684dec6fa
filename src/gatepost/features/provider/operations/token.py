"""The token endpoint: one function for each grant type. A new one is a line in `GRANTS` and its name in `grant_types`."""  # noqa: E501

from collections.abc import Callable

import msgspec

from gatepost.errors import Refused
from gatepost.features.provider.operations import (
    client_credentials_grant,
    code_grant,
    device_grant,
    exchange_grant,
    grant_types,
    refresh_grant,
    refusals,
)
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.token_request import TokenRequest
from gatepost.ground import database

GRANTS: dict[str, Callable[[TokenRequest], IssuedTokens]] = {
    grant_types.CODE: code_grant.redeem,
    grant_types.REFRESH: refresh_grant.refresh,
    grant_types.DEVICE: device_grant.redeem,
    grant_types.CLIENT: client_credentials_grant.issue_to_client,
    grant_types.EXCHANGE: exchange_grant.exchange,
}
GONE = {grant_types.CLIENT: refusals.INVALID_CLIENT, grant_types.EXCHANGE: refusals.INVALID_REQUEST}
"""What is answered, other than `invalid_grant`, if the user or the client was deleted while the tokens were written."""


def redeem(request: TokenRequest) -> IssuedTokens:
    """Exchange a grant for tokens.

    Raises:
        Refused: With an error of RFC 6749, section 5.2.
    """
    name = request.parameters.get("grant_type", "")
    if not name:
        text = "The parameter grant_type is missing."
        raise Refused(msgspec.structs.replace(refusals.INVALID_REQUEST, param="grant_type", text=text))
    if name not in GRANTS:
        raise Refused(refusals.UNSUPPORTED_GRANT_TYPE)
    try:
        return GRANTS[name](request)
    except database.ConstraintViolated as error:
        if not database.user_is_gone(error):
            raise
        raise Refused(GONE.get(name, refusals.INVALID_GRANT)) from None

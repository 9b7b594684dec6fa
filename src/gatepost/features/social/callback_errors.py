"""Errors of a provider login, passed in the query of the page to which the browser is finally redirected.

`error` is one of the few codes in this API's contract, or the code of a validation error; `error_process` is `login` or
`connect`. If the server knows a more specific code, it is in `error_code`.
"""

import msgspec

from gatepost.errors import Refusal
from gatepost.features.social.operations import targets
from gatepost.features.social.operations.failures import CANCELLED, FAILED, INVALID_STATE, MISSING_CODE
from gatepost.features.social.protocol.authorization import Returned
from gatepost.ground.targets import with_query

UNKNOWN, SIGNUP_CLOSED = "unknown", "signup_closed"
LOGIN = "login"
ERRORS = {
    "conflict": UNKNOWN,
    "forbidden": SIGNUP_CLOSED,
    "invalid_state": UNKNOWN,
    "missing_code": UNKNOWN,
    "provider_failed": UNKNOWN,
    "provider_unavailable": UNKNOWN,
    "rate_limited": UNKNOWN,
    "unavailable": UNKNOWN,
}
"""Our codes to values of `error`; codes not listed here are passed on unchanged."""
REFUSED_BY_USER = ("access_denied", "user_cancelled_authorize", "user_cancelled_login", "user_denied")
"""Errors that mean the user declined: RFC 6749, section 4.1.2.1, and the codes of Apple, LinkedIn and others."""


class End(msgspec.Struct, frozen=True):
    """The page to which the browser is finally redirected.

    Args:
        url: URL of the page.
        process: `login` or `connect`; "" if the answer belongs to no known request.
    """

    url: str
    process: str = ""

    def failed(self, refusal: Refusal, returned: Returned | None = None) -> str:
        """The URL with the error; if the request is unknown, without details."""
        reason = refusal.code
        if refusal == CANCELLED and returned is not None and returned.error not in REFUSED_BY_USER:
            reason = FAILED.code if returned.error else MISSING_CODE.code
        if refusal == INVALID_STATE:
            return error_page().with_error(UNKNOWN, reason)
        return self.with_error(ERRORS.get(reason, reason) if self.process else UNKNOWN, reason)

    def with_error(self, error: str, reason: str) -> str:
        """The URL with an error in its query, and the more specific reason if it adds anything."""
        specific = {"error_code": reason} if error not in (reason, SIGNUP_CLOSED) else {}
        return with_query(self.url, error=error, error_process=self.process or LOGIN, **specific)


def error_page() -> End:
    """The page for answers that belong to no known request."""
    return End(targets.error_page())

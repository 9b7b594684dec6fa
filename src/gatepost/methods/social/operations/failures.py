"""From what went wrong at a provider to a refusal, a line in the log, and an event."""

import logging

from django.utils.translation import gettext_lazy as _

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import audit
from gatepost.methods.social.connection import Connection
from gatepost.methods.social.protocol.fault import ProviderFault, Reason

log = logging.getLogger("gatepost")
INVALID_STATE = Refusal(Kind.INVALID, "invalid_state", param="state", text=_("This login was not begun here."))
CANCELLED = Refusal(Kind.INVALID, "cancelled", text=_("The login was cancelled."))
MISSING_CODE = Refusal(Kind.INVALID, "missing_code", param="code", text=_("There is no code."))
FAILED = Refusal(Kind.INVALID, "provider_failed", param="code", text=_("The provider did not confirm this login."))
INVALID_TOKEN = Refusal(Kind.INVALID, "invalid_token", param="token", text=_("This token is not valid."))
PROVIDER_DOWN = Refusal(
    Kind.UNAVAILABLE, "provider_unavailable", text=_("The provider does not answer."), retry_after=5
)


def refused(visit: Visit, connection: Connection, fault: ProviderFault, refusal: Refusal = FAILED) -> Refused:
    """The refusal for a fault; why stands in the log alone."""
    log.warning("a login at %s failed (%s): %s", connection.id, fault.reason, fault)
    audit.record("provider_login", visit=visit, outcome="refused", connection=connection.id, reason=str(fault.reason))
    return Refused(PROVIDER_DOWN if fault.reason is Reason.UNAVAILABLE else refusal)


__all__ = [
    "CANCELLED",
    "FAILED",
    "INVALID_STATE",
    "INVALID_TOKEN",
    "LOGIN_REQUIRED",
    "MISSING_CODE",
    "PROVIDER_DOWN",
    "refused",
]

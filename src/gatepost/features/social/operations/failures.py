"""Turns provider faults into a refusal, a log line and an audit event."""

import logging

from django.utils.translation import gettext_lazy as _

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.features.social.connections import Connection
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground import audit, decisions

log = logging.getLogger("gatepost")
INVALID_STATE = Refusal(
    Kind.INVALID, "invalid_state", param="state", text=_("This login was not started in this browser or app.")
)
CANCELLED = Refusal(Kind.INVALID, "cancelled", text=_("The login was cancelled."))
MISSING_CODE = Refusal(Kind.INVALID, "missing_code", param="code", text=_("The code is missing."))
FAILED = Refusal(Kind.INVALID, "provider_failed", param="code", text=_("The provider did not confirm this login."))
INVALID_TOKEN = Refusal(Kind.INVALID, "invalid_token", param="token", text=_("This token is invalid."))
PERMISSION_DENIED = Refusal(Kind.FORBIDDEN, "permission_denied", text=_("Log in first."))
PROVIDER_DOWN = Refusal(
    Kind.UNAVAILABLE, "provider_unavailable", text=_("The provider is not responding."), retry_after=5
)


def refused(visit: Visit, connection: Connection, fault: ProviderFault, refusal: Refusal = FAILED) -> Refused:
    """Log a fault and return its refusal; the cause is only in the log."""
    log.warning("a login at %s failed (%s): %s", connection.id, fault.reason, fault)
    decisions.note("provider", f"{fault.reason}: {fault}", connection=connection.id)
    audit.record("provider_login", visit=visit, outcome="refused", connection=connection.id, reason=str(fault.reason))
    if not visit.logged_in:
        notices.login_failed(visit, hides="credential")
    return Refused(PROVIDER_DOWN if fault.reason is FaultReason.UNAVAILABLE else refusal)


__all__ = [
    "CANCELLED",
    "FAILED",
    "INVALID_STATE",
    "INVALID_TOKEN",
    "LOGIN_REQUIRED",
    "MISSING_CODE",
    "PERMISSION_DENIED",
    "PROVIDER_DOWN",
    "refused",
]

"""How many SMS an installation may send, in total and to each country, since every SMS costs money.

In SMS pumping, fraudsters request codes for numbers in countries whose networks share the revenue with them. Requests
by network, number and account are limited elsewhere; this limits everything that is sent, through whatever API.
"""

import logging

from gatepost.ground import audit, limits, text

log = logging.getLogger("gatepost.outbox")
INSTALLATION, COUNTRY = "sms_installation", "sms_country"


def wait(to: str) -> float:
    """Count an SMS that is about to be sent.

    Args:
        to: The number, in E.164.

    Returns:
        The seconds that it has to wait, 0 if it may be sent.

    Raises:
        Refused: UNAVAILABLE if the database does not respond.
    """
    # All numbers without a prefix share one budget.
    country = text.country_prefix(to)
    waits = limits.wait((COUNTRY, country), (INSTALLATION, ""))
    for name in waits:
        subject = country if name == COUNTRY else ""
        if not limits.wait(("alarm", f"{name}:{subject}")):
            log.error("the SMS budget %s %s is used up; limits.rates.%s raises it", name, subject, name)
            audit.record("sms_budget_used_up", outcome="refused", limit=name, country=subject)
    return max(waits.values(), default=0.0)

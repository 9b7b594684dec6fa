"""How often a code or link may be requested, so that strangers can't exhaust the owner's allowance.

All unknown browsers and apps share one bucket for each address. While it is full, a network (an IPv4 address or an IPv6
/48) that requested nothing in the last hour still gets one message, five an hour at most for each address. A browser in
which the owner logged in before has a bucket of its own. So the owner can always get at least one message an hour that
works in the requesting session, whatever strangers do.
Source: OWASP ASVS 5.0, 2.4.1 and 6.1.1.
"""

from collections.abc import Iterable
from typing import Any

from gatepost.errors import LIMITED, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import limits, text
from gatepost.sessions import devices


def refused(visit: Visit, *, address: str, subject: str, owners: Iterable[Any], network: str = "") -> float:
    """Count a request for a message to an address.

    Args:
        visit: The request.
        address: The bucket that counts the address for all unknown browsers and apps.
        subject: The address, as `text.limited_name` returns it, whether or not an account has it.
        owners: Ids of the users who have the address.
        network: The bucket that counts the caller's network; empty if it was counted already.

    Returns:
        The seconds to wait, 0 if the message may be sent.
    """
    device = next((known for owner in owners if (known := devices.known(visit.device, owner))), "")
    caller = [(network, visit.network)] if network else []
    if device:
        waits = limits.wait(*caller, ("mail_known", f"{subject}:{device}"))
        return max(waits.values(), default=0.0)
    reserve = ("mail_reserve", f"{subject}:{text.site(visit.network) or visit.network}")
    waits = limits.count(*caller, (address, subject), reserve, each=True).waits
    if network in waits:
        return waits[network]
    if address not in waits:
        return 0.0
    if "mail_reserve" not in waits:
        waits |= limits.wait(("mail_reserve_address", subject))
        if "mail_reserve_address" not in waits:
            return 0.0
    return waits[address]


def require(visit: Visit, *, address: str, subject: str, owners: Iterable[Any], network: str) -> None:
    """As `refused`, but raises.

    Raises:
        Refused: LIMITED, with the seconds to wait.
    """
    if seconds := refused(visit, address=address, subject=subject, owners=owners, network=network):
        raise Refused(LIMITED.after(seconds))

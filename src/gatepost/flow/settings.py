"""Settings of the flow room."""

from datetime import date
from typing import ClassVar, Literal

import msgspec


class FlowSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a login must prove.

    Args:
        login_seconds: How long a started login may take.
        reauthentication_seconds: How long a fresh proof counts for sensitive acts.
        reauthentication_for_account: Whether changes of addresses and phone need a fresh proof.
        reauthentication_for_factors: Whether changes of second factors, and a look at recovery codes, need one.
        second_factor_for: Who must set up a second factor: `nobody`, `staff` or `everybody`.
        second_factor_groups: Names of Django's groups whose members must, too.
        second_factor_since: The day (UTC) on which that rule began; who was there before has the grace from then on.
        second_factor_grace_seconds: How long users may go on without, counted from sign-up or from the rule's begin.
        link_seconds: Life of a mailed link that names its user, as clients of the REST dialects know it.
        trust_browser: Whether a browser may be trusted after a second factor, so that none is asked for there.
    """

    section: ClassVar[str] = "flow"

    login_seconds: int = 900
    reauthentication_seconds: int = 300
    reauthentication_for_account: bool = False
    reauthentication_for_factors: bool = True
    second_factor_for: Literal["nobody", "staff", "everybody"] = "nobody"
    second_factor_groups: tuple[str, ...] = ()
    second_factor_since: date | None = None
    second_factor_grace_seconds: int = 0
    link_seconds: int = 3 * 86400
    trust_browser: bool = False

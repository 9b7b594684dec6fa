"""Settings of the flow room."""

from typing import ClassVar

import msgspec


class FlowSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a login must prove.

    Args:
        login_seconds: How long a started login may take.
        reauthentication_seconds: How long a fresh proof counts for sensitive acts.
        reauthentication_for_account: Whether changes of addresses and phone need a fresh proof.
        reauthentication_for_factors: Whether changes of second factors, and a look at recovery codes, need one.
    """

    section: ClassVar[str] = "flow"

    login_seconds: int = 900
    reauthentication_seconds: int = 300
    reauthentication_for_account: bool = False
    reauthentication_for_factors: bool = True

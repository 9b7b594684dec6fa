"""Settings of the authtoken dialect."""

from typing import ClassVar

import msgspec

from gatepost.tokens.opaque import Plan


class AuthtokenSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tokens as clients of REST framework's authtoken know them.

    Args:
        one_per_user: Each login gives the same token until it is ended, and one logout ends it everywhere; else each
            login gives a fresh one and a logout ends the one that it shows.
        seconds: Life of a token; without end if absent.
        idle_seconds: A token unused for so long ends; never if null.
    """

    section: ClassVar[str] = "authtoken"

    one_per_user: bool = False
    seconds: int | None = None
    idle_seconds: int | None = 90 * 86400

    def plan(self) -> Plan:
        """What a login opens."""
        return Plan(single=self.one_per_user, seconds=self.seconds, idle_seconds=self.idle_seconds)

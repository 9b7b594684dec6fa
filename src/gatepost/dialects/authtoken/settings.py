"""Settings of the authtoken dialect."""

from typing import ClassVar

import msgspec

from gatepost.tokens.opaque import Plan


class AuthtokenSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tokens for clients of REST framework's authtoken.

    Args:
        one_per_user: Whether each login returns the same token until it is revoked, and a logout revokes it everywhere;
            otherwise each login returns a new token, and a logout revokes the one it was sent with.
        seconds: Lifetime of a token; unlimited if absent.
        idle_seconds: How long a token stays valid unused; unlimited if null.
    """

    section: ClassVar[str] = "authtoken"

    one_per_user: bool = False
    seconds: int | None = None
    idle_seconds: int | None = 90 * 86400

    def plan(self) -> Plan:
        """The token that a login issues."""
        return Plan(single=self.one_per_user, seconds=self.seconds, idle_seconds=self.idle_seconds)

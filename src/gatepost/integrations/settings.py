"""Settings of forward authentication."""

from typing import ClassVar

import msgspec


class ForwardAuthSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What forward authentication returns to a proxy besides the user's stable id.

    Args:
        username: Whether to send `X-Auth-Username`. Users can change it, so don't use it for authorization.
        email: Whether to send `X-Auth-Email`: the primary address, if it is verified.
    """

    section: ClassVar[str] = "forward_auth"

    username: bool = False
    email: bool = False

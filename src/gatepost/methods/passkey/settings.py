"""Settings of the passkey method."""

from typing import ClassVar, Literal

import msgspec


class PasskeySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Passkeys and security keys.

    Args:
        enabled: Whether users may add them.
        login: Whether a passkey alone logs in.
        rp_id: The relying party: the domain that keys belong to. Changing it makes all keys useless.
        rp_name: The name that browsers show; `outbox.from_name` if empty.
        origins: Exact origins of the pages (and apps) that use keys; if empty, `https://<rp_id>`, and for `localhost`
            every port of it.
        challenge_seconds: How long a ceremony may take.
        sign_count: What happens to a key whose counter does not rise, which may mean a copy: `refuse` or `flag`.
    """

    section: ClassVar[str] = "passkey"

    enabled: bool = True
    login: bool = True
    rp_id: str = "localhost"
    rp_name: str = ""
    origins: tuple[str, ...] = ()
    challenge_seconds: int = 300
    sign_count: Literal["refuse", "flag"] = "refuse"

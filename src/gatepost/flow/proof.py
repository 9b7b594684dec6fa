"""Proofs of a login; only code that has verified something creates one."""

from typing import Any

import msgspec


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One proof, by one user, in one login.

    Args:
        method: `password`, `code`, `password_reset`, `signup`, `email`, `phone` …
        at: Unix seconds.
        details: What responses say of it: `email`, `username`, `phone`, `type`, `reauthenticated`.
        listed: Whether it is listed among the methods of a session. Stored as `told`, for logins that are pending
            during an upgrade.
        mailbox: The address whose mail the visitor can read, if that was proved; never shown.
    """

    method: str
    at: float
    details: dict[str, Any] = {}
    listed: bool = msgspec.field(default=True, name="told")
    mailbox: str = ""

    def to_wire(self) -> dict[str, Any]:
        """The proof as the `methods` of a session list it."""
        return {"method": self.method, "at": self.at, **self.details}

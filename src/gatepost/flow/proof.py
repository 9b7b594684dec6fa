"""Proofs: what verifiers make, and nothing else can."""

from typing import Any

import msgspec


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was proved, by one user, in one login.

    Args:
        method: `password`, `code`, `password_reset`, `signup`, `email`, `phone` …
        at: Unix seconds.
        details: What the wire tells of it: `email`, `username`, `phone`, `type`, `reauthenticated`.
        told: Whether it is listed among the methods of a session.
    """

    method: str
    at: float
    details: dict[str, Any] = {}
    told: bool = True

    def told_as(self) -> dict[str, Any]:
        """In the words of the wire."""
        return {"method": self.method, "at": self.at, **self.details}

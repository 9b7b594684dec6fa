"""Refusals: how operations report errors to every API.

Two levels, so that a new feature needs no change in any wire format: `Kind` is a closed list that each API maps to a
status; `code` is open and stable, and defined next to the operation that refuses. A refusal never contains input.
"""

import enum
from typing import Any

import msgspec


class Kind(enum.Enum):
    """The nine kinds of refusals; every API maps each to a response."""

    INVALID = "invalid"
    WRONG = "wrong"
    LOGIN_REQUIRED = "login_required"
    PROOF_REQUIRED = "proof_required"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    GONE = "gone"
    LIMITED = "limited"
    UNAVAILABLE = "unavailable"


class Refusal(msgspec.Struct, frozen=True):
    """One reason for a refusal.

    Args:
        kind: Its kind, which decides the status.
        code: Stable name that clients compare, for example `incorrect_code`.
        param: The input field it concerns, if one.
        text: A sentence for people; may be a lazy translation.
        retry_after: Seconds after which a limited caller may try again.
        reason: Stable name of the cause, where a client can act on it and the code doesn't tell.
    """

    kind: Kind
    code: str
    param: str | None = None
    text: Any = ""
    retry_after: int | None = None
    reason: str | None = None

    def at(self, param: str | None) -> "Refusal":
        """The same refusal, for another input field."""
        return msgspec.structs.replace(self, param=param)

    def after(self, seconds: float) -> "Refusal":
        """The same refusal, with the number of seconds to wait (at least one)."""
        return msgspec.structs.replace(self, retry_after=max(1, int(seconds + 0.999)))


class Refused(Exception):  # noqa: N818 - an expected result, not a program error
    """Raised by operations; carries at least one refusal, all of one kind."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals

    def names(self, param: str) -> bool:
        """Whether one of the refusals concerns this input field."""
        return any(one.param == param for one in self.refusals)

    @property
    def kind(self) -> Kind:
        """The kind of the first refusal, which decides the status."""
        return self.refusals[0].kind


CONFLICT = Refusal(Kind.CONFLICT, "conflict")
FORBIDDEN = Refusal(Kind.FORBIDDEN, "forbidden")
LIMITED = Refusal(Kind.LIMITED, "rate_limited")
LOGIN_REQUIRED = Refusal(Kind.LOGIN_REQUIRED, "login_required")
UNAVAILABLE = Refusal(Kind.UNAVAILABLE, "unavailable", retry_after=5)

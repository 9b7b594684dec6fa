"""The ordered decisions behind one request, kept in memory until it is known whether the request is refused.

A decision contains no secret and nothing that a visitor typed: users are named by their primary key, limits by the
name of their bucket. Outside of a traced request (see `integrations.request_id`) nothing is kept.
"""

from contextvars import ContextVar, Token
from typing import Any

import msgspec

from gatepost.errors import UNAVAILABLE, Refused

OVERLOAD = (UNAVAILABLE.code,)


class Decision(msgspec.Struct, frozen=True):
    """One decision.

    Args:
        step: What was decided, for example `limit`, `lookup`, `hash`, `policy`.
        result: How.
        refused: Whether it can be the reason for which the request is refused.
        details: Plain values.
    """

    step: str
    result: str
    refused: bool = False
    details: dict[str, Any] = {}


class Trace(msgspec.Struct):
    """The decisions of a request, in their order."""

    request_id: str
    decisions: list[Decision] = []

    def explains(self, status: int) -> bool:
        """Whether the request was refused: by its status, or by a redirect that passes the error on."""
        refused = [one.refused for one in self.decisions]
        return any(refused) if status >= 400 else bool(refused) and refused[-1]  # noqa: PLR2004 - an HTTP status


_current: ContextVar[Trace | None] = ContextVar("gatepost_trace", default=None)


def begin(request_id: str) -> tuple[Trace, Token[Trace | None]]:
    """Start the trace of a request; returns it with what `end` needs."""
    trace = Trace(request_id)
    return trace, _current.set(trace)


def end(token: Token[Trace | None]) -> None:
    """End the trace that `begin` started."""
    _current.reset(token)


def request_id() -> str:
    """The id of the current request; empty outside of one."""
    trace = _current.get()
    return trace.request_id if trace is not None else ""


def note(step: str, result: str, *, refused: bool = False, **details: object) -> None:
    """Add a decision to the trace of the current request, if there is one."""
    if (trace := _current.get()) is not None:
        trace.decisions.append(Decision(step, result, refused, details))


def refuse(refused: Refused) -> None:
    """Add the refusal that a request is answered with.

    That the database or the hashes are overloaded is not stored, which would add to the load.
    """
    for one in refused.refusals:
        details: dict[str, Any] = {"field": one.param} if one.param else {}
        if one.retry_after is not None:
            details["retry_after"] = one.retry_after
        note("answer", one.code, refused=one.code not in OVERLOAD, kind=one.kind.value, **details)

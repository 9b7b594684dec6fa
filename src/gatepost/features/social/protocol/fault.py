"""Faults in the communication with a provider."""

import enum


class FaultReason(enum.StrEnum):
    """Why a login at a provider failed."""

    UNAVAILABLE = "unavailable"
    """The provider cannot be reached, or its answer cannot be read."""
    REFUSED = "refused"
    """The provider refused the code or the token."""
    UNTRUE = "untrue"
    """The answer, whether the provider's or forged, failed verification."""


class ProviderFault(Exception):  # noqa: N818 - a verdict, caught close to where it is raised
    """The failure of a provider login; its message is for the log, and never quotes what was sent.

    Args:
        reason: Decides which refusal the client gets.
        text: An explanation for the server's operator.
    """

    def __init__(self, reason: FaultReason, text: str) -> None:
        super().__init__(text)
        self.reason = reason

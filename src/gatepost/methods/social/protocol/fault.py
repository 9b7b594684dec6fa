"""How a conversation with a provider fails."""

import enum


class Reason(enum.StrEnum):
    """Why a provider's login came to nothing."""

    UNAVAILABLE = "unavailable"
    """It cannot be reached, or answers with nothing that can be read."""
    REFUSED = "refused"
    """It refused the code or the token."""
    UNTRUE = "untrue"
    """What it, or somebody in its name, said does not hold."""


class ProviderFault(Exception):  # noqa: N818 - a verdict, caught close to where it is raised
    """Says why, for the log; never what was sent.

    Args:
        reason: One of three, which decides what the client is told.
        text: A sentence for whoever runs the server.
    """

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason

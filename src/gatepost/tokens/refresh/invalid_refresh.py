"""Why refresh tokens are refused."""

import enum

from gatepost.tokens.models import RefreshFamily


class Why(enum.StrEnum):
    """Why a refresh token is refused."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    ENDED = "ended"
    DISABLED = "disabled"
    REPLAYED = "replayed"


class InvalidRefresh(Exception):  # noqa: N818 - a verdict, caught close to where it is raised
    """A refresh token is invalid.

    Args:
        why: The reason; `UNKNOWN` also for a token whose family was deleted.
        family: The family that this replay revoked; for the first caller only.
    """

    def __init__(self, why: Why, family: RefreshFamily | None = None) -> None:
        super().__init__(str(why))
        self.why, self.family = why, family

"""What support staff do for a user who lost everything but the password."""

from typing import Any, Literal

from gatepost.accounts import queries
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.sessions import issue

Reason = Literal["lost", "stolen", "replaced", "other"]


def reset_factors(user: Any, *, by: str, reason: Reason) -> int:
    """Remove every second factor of a user and end all sessions; the user is told, whatever the settings say.

    Args:
        user: Whose.
        by: Who did it, for the event: a staff member's key, or `command`.
        reason: One of a few, for the event; events hold nothing that somebody typed.

    Returns:
        How many factors there were.
    """
    with database.atomic():
        queries.lock(user.pk)
        removed = queries.delete_authenticators(user.pk)
        if removed:
            issue.end_all(user.pk)
            audit.record("factors_reset", user_id=user.pk, by=by, reason=reason, count=removed)
            notices.tell(Visit(), user, "flow/factors_reset", always=True)
    return removed

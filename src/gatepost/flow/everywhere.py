"""Sign a user out everywhere: revoke everything that grants access, of every kind, at once.

Sessions, tokens of every API, refresh families, keys, trusted browsers, pending logins and mailed secrets: each package
revokes its own on `logged_out_everywhere`, in one transaction. Signed access tokens that are checked without a query
stay valid until they expire, five minutes by default.
"""

from typing import Any

from gatepost.accounts import queries
from gatepost.flow import notices, sensitive
from gatepost.flow.outcome import Pending
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.ground.user_types import UserId
from gatepost.sessions import closing


def revoke(user_id: UserId, *, by: str = "", visit: Visit | None = None) -> int:
    """Revoke everything that grants access to an account.

    Args:
        user_id: The account.
        by: Who did it, for the audit event: a staff member's primary key, or `command`; empty for the user.
        visit: The user's request.

    Returns:
        How many sessions there were.
    """

    def write() -> int:
        queries.lock(user_id)  # so that no token of another package is turned into a login meanwhile
        sessions = closing.end_all(user_id)
        details: dict[str, Any] = {"by": by} if by else {}
        audit.record("logged_out_everywhere", visit=visit, user_id=user_id, sessions=sessions, **details)
        return sessions

    return database.retry_transaction_on_deadlock(write)


def log_out(visit: Visit) -> Pending:
    """Sign the user out everywhere, including this session.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    sensitive.require(visit, "log_out_everywhere")
    revoke(visit.user.pk, visit=visit)
    notices.keep(visit, visit.user, notices.LOGGED_OUT)
    return Pending(ended=True)

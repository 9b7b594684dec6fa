"""Check the current password of a signed-in user; every operation that asks for it uses this.

Attempts are limited per login and per account. These limits are separate from those of anonymous callers, so that
no one can lock a signed-in owner out of reauthentication.
"""

from gatepost.errors import LIMITED, Refused
from gatepost.features.password import hashing
from gatepost.features.password.operations.log_in import TOO_MANY_ATTEMPTS
from gatepost.flow.visit import Visit
from gatepost.ground import limits
from gatepost.ground.user_types import User


def check(visit: Visit, user: User, password: str, *, param: str, limit: str | None) -> str | None:
    """Count the attempt, check the password, and return its matching form as `hashing.verify` does.

    Args:
        visit: The request, authenticated by session or token.
        user: The signed-in user.
        password: As typed.
        param: The input field to name in a refusal.
        limit: The limit on calls of a login, right or wrong; None if the API counted the call already.

    Raises:
        Refused: LIMITED, `too_many_login_attempts`.
    """
    calls = [(limit, visit.login)] if limit is not None else []
    guesses = ("password_failed_session", visit.login), ("password_failed_account", str(user.pk))
    attempt = limits.count(*calls, *guesses)
    if limit is not None and limit in attempt.waits:
        raise Refused(LIMITED.after(attempt.waits[limit]))
    if attempt.waits:
        raise Refused(TOO_MANY_ATTEMPTS.at(param).after(max(attempt.waits.values())))
    form = hashing.verify(password, user.password, trimmed=visit.wire == "native")
    if form is not None:
        attempt.reset_after_success()
    return form

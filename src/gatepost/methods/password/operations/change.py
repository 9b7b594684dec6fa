"""Change a password, or set a first one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries
from gatepost.errors import CONFLICT, LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import notices
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, database, limits
from gatepost.methods.password import hashing, rules
from gatepost.methods.password.settings import PasswordSettings
from gatepost.sessions import issue
from gatepost.tokens import opaque

REQUIRED = Refusal(Kind.INVALID, "required", text=_("This field is required."))
ENTER_CURRENT = Refusal(
    Kind.WRONG, "enter_current_password", param="current_password", text=_("Enter your current password.")
)


def change(
    visit: Visit,
    *,
    current: str | None,
    new: str | None,
    repeated: str | None = None,
    asks_current: bool = True,
    logs_out: bool | None = None,
) -> LoggedIn | Pending | Done:
    """Replace the password; other logins end, and the present one goes on, a session under a new key, or ends too.

    Args:
        visit: The door; somebody is logged in, by session or token.
        current: The present password; not asked for where there is none.
        new: The new one.
        repeated: The new one once more; None where it is asked for once.
        asks_current: Whether the present password must be given.
        logs_out: Whether the present session ends too; None for what the settings say.

    Raises:
        Refused: `required`, `enter_current_password`, the validators' codes, `password_mismatch`; CONFLICT if
            another change won.
    """
    user = visit.user
    if user is None:
        raise Refused(LOGIN_REQUIRED)
    limits.hit("password_user", str(user.pk))
    faults = _faults_of_current(user, current) if asks_current else []
    faults += (
        [REQUIRED.at("new_password")] if new is None else rules.faults(new, user, "new_password", repeated=repeated)
    )
    if faults or new is None:
        raise Refused(*faults)
    encoded = hashing.make(new)
    with database.atomic():
        if not queries.set_password(user.pk, user.password, encoded):
            raise Refused(CONFLICT)
        user.password = encoded
        announce.announce("password_changed", user.pk)
        audit.record("password_changed", visit=visit, user_id=user.pk)
        notices.tell(visit, user, "password/changed")
        ends = conf.read(PasswordSettings).logout_on_change if logs_out is None else logs_out
        return _go_on(visit, user, ends=ends)


def _faults_of_current(user: Any, current: str | None) -> list[Refusal]:
    if not user.has_usable_password():
        return []
    if current is None:
        return [REQUIRED.at("current_password")]
    return [] if hashing.verify(current, user.password) else [ENTER_CURRENT]


def _go_on(visit: Visit, user: Any, *, ends: bool) -> LoggedIn | Pending | Done:
    session = visit.session if visit.logged_in else None
    opaque.end_others(user, visit.bearer.token if visit.bearer is not None else None)
    issue.end_others(user.pk, session.id if session is not None else None)
    if session is None:
        return Done()
    if ends:
        issue.end(session)
        return Pending(ended=True)
    opened = issue.open_for(
        user,
        client=visit.client,
        ip=visit.ip,
        user_agent=visit.user_agent,
        proofs=session.proofs,
        previous=session,
    )
    return LoggedIn(session=opened.state, opened=opened)

"""Change a password, or set a first one."""

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries
from gatepost.errors import CONFLICT, LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.features.password import hashing, rules
from gatepost.features.password.operations import current as current_password
from gatepost.features.password.settings import PasswordSettings
from gatepost.flow import notices, sensitive
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.sensitive import Needs
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, database, limits
from gatepost.ground.user_types import User
from gatepost.sessions import closing, issue
from gatepost.sessions.state import SessionState
from gatepost.tokens import opaque

REQUIRED = Refusal(Kind.INVALID, "required", text=_("This field is required."))
LIMIT = "password_user"
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
    counted: bool = False,
    beside: SessionState | None = None,
) -> LoggedIn | Pending | Done:
    """Change the password and revoke all other logins; the current session gets a new key, or is revoked too.

    Args:
        visit: The request, authenticated by session or token.
        current: The current password; only checked if it is required.
        new: The new password.
        repeated: The same, repeated; None if the API asks for it once.
        asks_current: Whether the current one is always required; otherwise `flow.sensitive` decides.
        logs_out: Whether to revoke the current session but keep a token; None to follow the settings for both.
        counted: Whether the API counted this attempt before it validated the input.
        beside: The session of a browser that authenticated the request by a token; treated as the current one.

    Raises:
        Refused: LIMITED, `too_many_login_attempts`, `required`, `enter_current_password`, the validators' codes,
            `password_mismatch`; CONFLICT if another change won; PROOF_REQUIRED for a first password.
    """
    user = visit.user
    if user is None:
        raise Refused(LOGIN_REQUIRED)
    faults = _faults_of_current(visit, current, asked=asks_current, limit=None if counted else LIMIT)
    missing = [REQUIRED.at("new_password")]
    faults += missing if new is None else rules.faults(new, user, "new_password", repeated=repeated)
    if faults or new is None:
        raise Refused(*faults)
    before, encoded = user.password, hashing.make(new)

    def write() -> LoggedIn | Pending | Done:
        if not queries.set_password(user.pk, before, encoded):
            raise Refused(CONFLICT)
        user.password = encoded
        announce.announce("password_changed", user.pk)
        audit.record("password_changed", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "password/changed")
        ends = conf.read(PasswordSettings).logout_on_change if logs_out is None else logs_out
        if ends and logs_out is None and visit.bearer is not None and visit.bearer.token is not None:
            opaque.end_one(user.pk, visit.bearer.token)
        return _go_on(visit, user, visit.session if visit.logged_in else beside, ends=ends)

    return database.retry_transaction_on_deadlock(write)


def _faults_of_current(visit: Visit, current: str | None, *, asked: bool, limit: str | None) -> list[Refusal]:
    user = visit.user
    wanted = user.has_usable_password() and visit.proof is None
    if wanted and not asked:
        wanted = sensitive.unmet(visit, "change_password") is not Needs.NOTHING
    if wanted and current is not None:
        form = current_password.check(visit, user, current, param="current_password", limit=limit)
        return [ENTER_CURRENT] if form is None else []
    if limit is not None:
        limits.hit(limit, visit.login)
    if not user.has_usable_password():
        sensitive.require(visit, "set_first_password")
        return [ENTER_CURRENT] if asked and current is not None else []
    return [REQUIRED.at("current_password")] if wanted else []


def _go_on(visit: Visit, user: User, session: SessionState | None, *, ends: bool) -> LoggedIn | Pending | Done:
    opaque.end_others(user, visit.bearer.token if visit.bearer is not None else None)
    closing.end_others(user.pk, session.id if session is not None else None)
    if session is None:
        return Done()
    if ends:
        closing.end(session)
        notices.keep(visit, user, notices.LOGGED_OUT)
        return Pending(ended=True)
    opened = issue.open_for(
        user,
        client=visit.client,
        ip=visit.ip,
        user_agent=visit.user_agent,
        proofs=session.proofs,
        wire=session.wire,
        previous=session,
    )
    return LoggedIn(session=opened.state, opened=opened)

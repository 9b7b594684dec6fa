"""Change a password, or set a first one."""

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import notices
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, database, limits
from gatepost.methods.password import hashing, rules
from gatepost.methods.password.settings import PasswordSettings
from gatepost.sessions import issue

REQUIRED = Refusal(Kind.INVALID, "required", text=_("This field is required."))
ENTER_CURRENT = Refusal(
    Kind.WRONG, "enter_current_password", param="current_password", text=_("Enter your current password.")
)


def change(visit: Visit, *, current: str | None, new: str | None) -> LoggedIn | Pending:
    """Replace the password; other sessions end, and the present one goes on under a new key, or ends too.

    Args:
        visit: The door; somebody is logged in.
        current: The present password; not asked for where there is none.
        new: The new one.

    Raises:
        Refused: `required`, `enter_current_password`, the validators' codes; CONFLICT if another change won.
    """
    session, user = user_of(visit)
    limits.hit("password_user", str(user.pk))
    faults = []
    if user.has_usable_password():
        if current is None:
            faults.append(REQUIRED.at("current_password"))
        elif not hashing.verify(current, user.password):
            faults.append(ENTER_CURRENT)
    faults += [REQUIRED.at("new_password")] if new is None else rules.faults(new, user, "new_password")
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
        issue.end_others(user.pk, session.id)
        if conf.read(PasswordSettings).logout_on_change:
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

"""Accounts that are closed until their address is proved by a mailed link.

An account waits for activation while it is inactive and was sent a link that nobody used, or was never in use: no
login, no proved address. What was in use before staff disabled it is not opened by any link.
"""

from typing import Any

from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers, queries
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import account_links, notices
from gatepost.flow.account_links import INVALID_TOKEN
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, secrets, text
from gatepost.ground.secrets import Purpose

ACTIVE = Refusal(Kind.FORBIDDEN, "already_active")
MAIL = "flow/activate"


def wait(visit: Visit, user: Any) -> None:
    """Close an account until its address is proved by a link, which is mailed; it opens again with all that it had.

    Args:
        visit: The door; `visit.links` has `activate`.
        user: Whose account.
    """
    column = accounts.email_column()
    address = str(getattr(user, column) or "") if column else ""
    queries.set_columns(user.pk, is_active=False)
    user.is_active = False
    secrets.drop(user_id=user.pk, purpose=Purpose.ACTIVATE)
    if address:
        account_links.mail(visit, user, address, purpose=Purpose.ACTIVATE, kind=MAIL)


def _waits(user: Any) -> bool:
    if user.is_active:
        return False
    if secrets.waits(Purpose.ACTIVATE, user_id=user.pk):
        return True
    return getattr(user, "last_login", None) is None and not accounts.load(user).proved("email")


def request(visit: Visit, *, email: str, exact: bool = False, tells: bool = False) -> Done:
    """Mail a new link to whoever waits for activation at an address.

    Raises:
        Refused: As `account_links.request` does.
    """
    return account_links.request(
        visit, email=email, purpose=Purpose.ACTIVATE, kind=MAIL, may=_waits, exact=exact, tells=tells
    )


def activate(visit: Visit, *, user_id: Any, token: str) -> Done:
    """Open an account; the link proves its address.

    Raises:
        Refused: `unknown_user`, `invalid_token`; `already_active` for a good link of an open account.
    """
    user, secret = account_links.find(Purpose.ACTIVATE, user_id=user_id, token=token)
    if user.is_active:
        raise Refused(ACTIVE)
    if secret.used_at is not None:
        raise Refused(INVALID_TOKEN)
    with database.atomic():
        target = account_links.use(secret)
        queries.set_columns(user.pk, is_active=True)
        row = accounts.load(user).one("email", text.canonical_email(target))
        if row is not None:
            identifiers.confirm(row)
        audit.record("account_activated", visit=visit, user_id=user.pk)
        notices.tell(visit, user, "flow/welcome")
    return Done()

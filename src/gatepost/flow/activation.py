"""Accounts that stay inactive until their address is verified by a mailed link.

An account awaits activation while it is inactive and either has an unused activation link or was never used: no login
and no verified address. An account that staff disabled after it had been used is never reactivated by a link.
"""

from gatepost.accounts import accounts, columns, identifiers, queries
from gatepost.accounts.columns import email_column
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import account_links, notices
from gatepost.flow.account_links import INVALID_TOKEN
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, secrets
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import User, UserId

ACTIVE = Refusal(Kind.FORBIDDEN, "already_active")
MAIL = "flow/activate"
ACTIVATION = Purpose("activate")


def wait(visit: Visit, user: User) -> None:
    """Deactivate an account and mail a link that verifies its address; the link reactivates it with everything it had.

    Args:
        visit: The request; `visit.links` must have `activate`.
        user: The account's user.
    """
    column = email_column()
    address = str(getattr(user, column) or "") if column else ""
    queries.set_columns(user.pk, is_active=False)
    user.is_active = False
    secrets.drop(user_id=user.pk, purpose=ACTIVATION)
    if address:
        account_links.mail(visit, user, address, purpose=ACTIVATION, kind=MAIL)


def _awaits_activation(user: User) -> bool:
    if user.is_active:
        return False
    if secrets.is_pending(ACTIVATION, user_id=user.pk):
        return True
    # Without the column it is unknown whether the account was used before staff disabled it.
    unused = columns.has_column("last_login") and user.last_login is None
    return unused and not accounts.load(user).has_verified("email")


def request(visit: Visit, *, email: str, exact: bool = False, reveals_unknown: bool = False) -> Done:
    """Mail a new link to each account that awaits activation at this address.

    Raises:
        Refused: As `account_links.request` does.
    """
    return account_links.request(
        visit,
        email=email,
        purpose=ACTIVATION,
        kind=MAIL,
        may=_awaits_activation,
        exact=exact,
        reveals_unknown=reveals_unknown,
    )


def activate(visit: Visit, *, user_id: UserId, token: str) -> Done:
    """Activate an account and verify the address that the link was mailed to.

    Raises:
        Refused: `unknown_user`, `invalid_token`; `already_active` for a valid link of an active account.
    """
    user, secret = account_links.find(ACTIVATION, user_id=user_id, token=token)
    if user.is_active:
        raise Refused(ACTIVE)
    if secret.used_at is not None:
        raise Refused(INVALID_TOKEN)
    with database.atomic():
        target = account_links.use(secret)
        queries.set_columns(user.pk, is_active=True)
        row = accounts.load(user).called("email", target)
        if row is not None:
            identifiers.confirm(row)
        audit.record("account_activated", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "flow/welcome")
    return Done()

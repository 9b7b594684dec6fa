"""What users do to their own account, and staff to others': another user name, another address, the end.

Where an act asks for the password, it takes the proof that checking it gave.
"""

from collections.abc import Mapping
from typing import Any

from gatepost.accounts import identifiers, lifecycle, queries
from gatepost.accounts.account import email_column, username_column
from gatepost.errors import Refused
from gatepost.flow import account_links, activation, notices, reauthentication
from gatepost.flow.outcome import Done, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.sign_up import TAKEN
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, secrets
from gatepost.ground.secrets import Purpose


def rename(visit: Visit, proof: Proof, *, username: str) -> Done:
    """Take another user name.

    Args:
        visit: The door; somebody is logged in.
        proof: That it is its user.
        username: As typed; it has a normal form.

    Raises:
        Refused: `username_taken`.
    """
    del proof
    _rename(visit, visit.user, username)
    return Done()


def _rename(visit: Visit, user: Any, username: str) -> None:
    with database.atomic():
        if not identifiers.replace(user, "username", username):
            raise Refused(TAKEN["username"])
        audit.record("username_changed", visit=visit, user_id=user.pk)
        notices.tell(visit, user, "flow/renamed", username=username)


def take_name(visit: Visit, *, username: str) -> Done:
    """Take another user name by a wire that asks for no proof; the one that the user has is no change.

    Args:
        visit: The door; somebody is logged in.
        username: As typed; it has a normal form.

    Raises:
        Refused: `username_taken`.
    """
    column = username_column()
    if column is not None and username != getattr(visit.user, column):
        _rename(visit, visit.user, username)
    return Done()


def request_rename(visit: Visit, *, email: str, exact: bool = False, tells: bool = False) -> Done:
    """Mail a link with which whoever forgot the user name takes another one.

    Args:
        visit: The door; `visit.links` has `reset_username`.
        email: As typed.
        exact: Whether the case of letters counts.
        tells: Whether the answer tells that nobody has it.

    Raises:
        Refused: As `account_links.request` does.
    """
    return account_links.request(
        visit,
        email=email,
        purpose=Purpose.RESET_USERNAME,
        kind="flow/rename",
        may=lambda user: user.is_active,
        exact=exact,
        tells=tells,
    )


def finish_rename(visit: Visit, *, user_id: Any, token: str, username: str) -> Done:
    """Take another user name with a mailed link; a name that is taken uses nothing up.

    Raises:
        Refused: `unknown_user`, `invalid_token`, `username_taken`.
    """
    user, secret = account_links.find_unused(Purpose.RESET_USERNAME, user_id=user_id, token=token)
    with database.atomic():
        account_links.use(secret)
        _rename(visit, user, username)
        queries.note_login(user.pk, clock.now())
        secrets.drop(user_id=user.pk, purpose=Purpose.RESET_USERNAME)
    return Done()


def readdress(visit: Visit, user: Any, *, email: str, activates: bool = False) -> Done:
    """Put another address, not yet proved, in the place of the present one; the former gets word of it.

    Args:
        visit: The door; the user is there, or staff.
        user: Whose address.
        email: As typed; may be empty.
        activates: Whether the account is closed until the new address is proved by a link.

    Raises:
        Refused: PROOF_REQUIRED, LIMITED.
    """
    column = email_column()
    old = str(getattr(user, column) or "") if column else ""
    if email == old:
        return Done()
    reauthentication.require(visit, "change_email")
    limits.hit("emails_user", str(user.pk))
    with database.atomic():
        if email:
            identifiers.replace(user, "email", email, shared=True)
        else:
            identifiers.give_up(user, "email")
        audit.record("primary_email_changed", visit=visit, user_id=user.pk)
        if old:
            notices.tell(visit, user, "email/changed", to=old, email=email)
        if activates and email:
            activation.wait(visit, user)
    return Done()


def describe(visit: Visit, user: Any, *, columns: Mapping[str, Any]) -> Done:
    """Write columns of the user model that a form of the host project declares.

    Args:
        visit: The door; the user is there, or staff.
        user: Whose.
        columns: Checked values by column.
    """
    if columns:
        queries.set_columns(user.pk, **columns)
        for name, value in columns.items():
            setattr(user, name, value)
        audit.record("account_described", visit=visit, user_id=user.pk, columns=sorted(columns))
    return Done()


def delete(visit: Visit, proof: Proof, user: Any) -> Pending | Done:
    """Remove an account with all that hangs on it.

    Args:
        visit: The door; the user is there, or staff.
        proof: That whoever asks is its user.
        user: Whose account goes.
    """
    del proof
    own = visit.user is not None and visit.user.pk == user.pk
    with database.atomic():
        audit.record("account_deleted", visit=visit, user_id=user.pk)
        lifecycle.delete(user.pk)
    return Pending(ended=True) if own else Done()


def close(visit: Visit) -> Pending:
    """Remove one's own account, with all that hangs on it; the session ends with it.

    Raises:
        Refused: LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    user = reauthentication.user_of(visit)[1]
    reauthentication.require(visit, "delete_account")
    with database.atomic():
        audit.record("account_deleted", visit=visit, user_id=user.pk)
        lifecycle.delete(user.pk)
    return Pending(ended=True)

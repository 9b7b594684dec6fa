"""Support actions of staff: reset second factors, set a password, unlock an account, verify an address."""

from typing import Literal

from gatepost.accounts import accounts, authenticator_queries, identifiers, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, database, limits
from gatepost.ground.user_types import User
from gatepost.sessions import closing

LOCKS = ("login_failed", "factor_failed", "factor_enrolment", "reauthentication_user", "password_user")
REQUESTS = ("code_address", "reset_address")
Reason = Literal["lost", "stolen", "replaced", "other"]


def reset_factors(user: User, *, by: str, reason: Reason) -> int:
    """Remove every second factor of a user and end all sessions; the user is notified, whatever the settings say.

    Args:
        user: The user.
        by: Who did it, for the audit event: a staff member's primary key, or `command`.
        reason: One of a fixed set, since audit events contain no free text.

    Returns:
        The number of factors removed.
    """

    def write() -> int:
        queries.lock(user.pk)
        removed = authenticator_queries.delete_authenticators(user.pk)
        if removed:
            closing.end_all(user.pk)
            audit.record("factors_reset", user_id=user.pk, by=by, reason=reason, count=removed)
            notices.notify(Visit(), user, "flow/factors_reset", always=True)
        return removed

    return database.retry_transaction_on_deadlock(write)


def set_password(user: User, encoded: str, *, by: str) -> bool:
    """Guard: set a password and revoke everything that grants access; the user is notified, whatever the settings say.

    Args:
        user: The user.
        encoded: The new password's hash.
        by: Who did it, for the audit event.

    Returns:
        False if another change won; nothing is written then.
    """
    before = user.password

    def write() -> bool:
        if not queries.set_password(user.pk, before, encoded):
            return False
        user.password = encoded
        announce.announce("password_changed", user.pk)
        closing.end_all(user.pk)
        _forget(accounts.load(user))
        audit.record("password_set", user_id=user.pk, by=by)
        notices.notify(Visit(), user, "password/changed", always=True)
        return True

    return database.retry_transaction_on_deadlock(write)


def unlock(account: Account, *, by: str) -> None:
    """Reset an account's counters of failed attempts and of requested mails."""
    _forget(account)
    audit.record("account_unlocked", user_id=account.id, by=by)


def _forget(account: Account) -> None:
    for bucket in LOCKS:
        limits.reset(bucket, f"user:{account.id}" if bucket == "login_failed" else str(account.id))
    for row in account.identifiers:
        for bucket in REQUESTS:
            limits.reset(bucket, f"{row.kind}:{row.canonical}")


def verify(row: Identifier, *, by: str) -> bool:
    """Guard: mark an address as verified by staff. False if another user verified it."""
    with database.atomic():
        if not identifiers.confirm(row):
            return False
        audit.record(f"{row.kind}_verified", user_id=row.user_id, by=by)
    return True

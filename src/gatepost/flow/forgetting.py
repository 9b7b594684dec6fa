"""What this package revokes when an account's password, address or status changes."""

from gatepost.accounts import queries as account_queries
from gatepost.flow import queries
from gatepost.ground import secrets
from gatepost.ground.announce import on
from gatepost.ground.user_types import UserId
from gatepost.sessions import issue


@on("password_changed")
@on("address_verified")
@on("logged_out_everywhere")
def _forget_logins(user_id: UserId) -> None:
    """Discard pending logins and unused mailed secrets."""
    queries.delete_of_user(user_id)
    secrets.drop(user_id=user_id, used_at__isnull=True)


@on("address_verified")
def _forget_factors(user_id: UserId) -> None:
    """Factors set up before the address was verified may belong to a stranger who signed up with it."""
    account_queries.delete_authenticators(user_id)


@on("account_disabled")
@on("account_deleted")
def _end_everything(user_id: UserId) -> None:
    """End all sessions and drop all secrets of a disabled or deleted account."""
    secrets.drop(user_id=user_id)
    issue.end_all(user_id)

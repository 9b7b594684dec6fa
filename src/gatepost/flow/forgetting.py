"""What this room erases when something happens to an account."""

from typing import Any

from gatepost.accounts import queries as account_queries
from gatepost.flow import queries
from gatepost.ground import secrets
from gatepost.ground.announce import on
from gatepost.sessions import issue


@on("password_changed")
@on("address_proved")
def _forget_logins(user_id: Any) -> None:
    """Half logins and mailed secrets of before are worth nothing any more."""
    queries.delete_of_user(user_id)
    secrets.drop(user_id=user_id, used_at__isnull=True)


@on("address_proved")
def _forget_factors(user_id: Any) -> None:
    """What was set up before the address was known to be the user's may be somebody else's."""
    account_queries.delete_authenticators(user_id)


@on("account_disabled")
@on("account_deleted")
def _end_everything(user_id: Any) -> None:
    """Nobody stays logged in."""
    queries.delete_of_user(user_id)
    secrets.drop(user_id=user_id)
    issue.end_all(user_id)

"""What is revoked when something happens to an account: one table, read from top to bottom.

Features add what they store by `Feature.revokes`; theirs is called last.
"""

from gatepost.accounts import authenticator_queries
from gatepost.flow import queries
from gatepost.ground import secrets
from gatepost.ground.announce import Listener
from gatepost.ground.user_types import UserId
from gatepost.sessions import closing, trusted
from gatepost.tokens import opaque
from gatepost.tokens.refresh import families


def _discard_logins(user_id: UserId) -> None:
    """Discard pending logins and unused mailed secrets."""
    queries.delete_of_user(user_id)
    secrets.drop(user_id=user_id, used_at__isnull=True)


def _remove_factors(user_id: UserId) -> None:
    """Factors set up before the address was verified may belong to a stranger who signed up with it."""
    authenticator_queries.delete_authenticators(user_id)


def _remove_keys_of_password(user_id: UserId) -> None:
    """Passkeys that a login with the old password was enough to add."""
    authenticator_queries.delete_authenticators(user_id, is_factor=False)


def _end_everything(user_id: UserId) -> None:
    """End all sessions and drop all secrets of a disabled or deleted account."""
    secrets.drop(user_id=user_id)
    closing.end_all(user_id)


REVOKED: dict[str, tuple[Listener, ...]] = {
    # Sessions need no entry: each holds a digest of the password's hash, which no longer matches.
    "password_changed": (families.end_all, trusted.revoke_all, _discard_logins, _remove_keys_of_password),
    "account_recovered": (opaque.end_all, families.end_all),
    "address_verified": (
        opaque.end_all,
        families.end_all,
        trusted.revoke_all,
        _discard_logins,
        _remove_factors,
    ),
    "addresses_changed": (),
    "factors_changed": (trusted.revoke_all,),
    "logged_out_everywhere": (opaque.end_all, families.end_all, trusted.revoke_all, _discard_logins),
    # `closing.end_all` announces `logged_out_everywhere`.
    "account_disabled": (_end_everything,),
    "account_deleted": (_end_everything,),
}
"""The events of accounts, and what this project's own packages revoke on each."""
ENDING = (
    "account_cleared",
    "account_disabled",
    "account_taken_over",
    "logged_out_everywhere",
    "logins_ended",
    "password_changed",
    "password_reset",
    "password_set",
    "sessions_ended",
)
"""Events that revoke logins, including those that no list shows."""

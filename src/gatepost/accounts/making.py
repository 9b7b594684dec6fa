"""Who creates an account: users created by staff or operators need no verification."""

from contextvars import ContextVar

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground.user_types import User

_by_staff: ContextVar[bool] = ContextVar("gatepost_made_by_staff", default=False)


def by_staff(*, value: bool) -> None:
    """Set for the rest of this request whether staff create users in the admin."""
    _by_staff.set(value)


def adopts(user: User) -> bool:
    """Whether a new account needs no verification: a superuser's, one by staff, or any with `accounts.adopt_new`."""
    superuser = bool(getattr(user, "is_superuser", False))
    return superuser or _by_staff.get() or conf.read(AccountsSettings).adopt_new

"""Reset a lost password with a mailed link that contains the user's id."""

from typing import Any

from gatepost.accounts import queries
from gatepost.features.password import purposes
from gatepost.features.password.operations import recover
from gatepost.flow import account_links
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import clock, secrets
from gatepost.ground.user_types import User, UserId


def request(visit: Visit, *, email: str, exact: bool = False, reveals_unknown: bool = False) -> Done:
    """Mail a link to every active user with an address.

    Args:
        visit: The request; `visit.links` has `reset_password`.
        email: As typed.
        exact: Whether to match the address case-sensitively.
        reveals_unknown: Whether the answer says that no account has the address.

    Raises:
        Refused: As `account_links.request` does.
    """
    return account_links.request(
        visit,
        email=email,
        purpose=purposes.RESET,
        kind="password/reset",
        may=lambda user: user.is_active,
        exact=exact,
        reveals_unknown=reveals_unknown,
    )


def mail(visit: Visit, user: User, target: str, *, silent: bool = False) -> None:
    """Mail a link to a user's address; if `silent`, do the same work but send nothing."""
    account_links.mail(visit, user, target, purpose=purposes.RESET, kind="password/reset", silent=silent)


def check(visit: Visit, *, user_id: UserId, token: str) -> Any:
    """Return the user whose password a link can reset, without using the link up.

    Raises:
        Refused: `unknown_user`, then `invalid_token`.
    """
    del visit
    return account_links.find_unused(purposes.RESET, user_id=user_id, token=token)[0]


def finish(
    visit: Visit, *, user_id: UserId, token: str, password: str, repeated: str | None = None, noted: bool = False
) -> Done:
    """Set a new password, without signing in; if the password is refused, the link stays valid.

    Args:
        visit: The request.
        user_id: The user's id from the link; None if it was malformed.
        token: The token from the link.
        password: The new password, as typed.
        repeated: The new password, repeated; None if the API asks for it once.
        noted: Whether to update `last_login`.

    Raises:
        Refused: As `check` does, then the validators' codes, `password_mismatch`; CONFLICT if another change won.
    """
    user, secret = account_links.find_unused(purposes.RESET, user_id=user_id, token=token)
    recover.replace(visit, user, password, use=lambda: account_links.use(secret), repeated=repeated)
    if noted:
        queries.write_last_login(user.pk, clock.now())
    return Done()


def invalidate_links(user_id: UserId) -> None:
    """Invalidate reset links when the user's addresses change."""
    secrets.drop(user_id=user_id, purpose=purposes.RESET, bound_to="")

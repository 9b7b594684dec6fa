"""Recover a lost password by a mailed link that names its user."""

from typing import Any

from gatepost.accounts import queries
from gatepost.flow import account_links
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.ground.secrets import Purpose
from gatepost.methods.password.operations import recover


def request(visit: Visit, *, email: str, exact: bool = False, tells: bool = False) -> Done:
    """Mail a link to every active user who has an address.

    Args:
        visit: The door; `visit.links` has `reset_password`.
        email: As typed.
        exact: Whether the case of letters counts.
        tells: Whether the answer tells that nobody has it.

    Raises:
        Refused: As `account_links.request` does.
    """
    return account_links.request(
        visit,
        email=email,
        purpose=Purpose.RESET_PASSWORD,
        kind="password/reset",
        may=lambda user: user.is_active,
        exact=exact,
        tells=tells,
    )


def mail(visit: Visit, user: Any, target: str, *, silent: bool = False) -> None:
    """Mail a link to an address of a user, or only write the mail if it keeps `silent`."""
    account_links.mail(visit, user, target, purpose=Purpose.RESET_PASSWORD, kind="password/reset", silent=silent)


def check(visit: Visit, *, user_id: Any, token: str) -> Any:
    """Whose password a link may set; uses nothing up.

    Raises:
        Refused: `unknown_user`, then `invalid_token`.
    """
    del visit
    return account_links.find_unused(Purpose.RESET_PASSWORD, user_id=user_id, token=token)[0]


def finish(
    visit: Visit, *, user_id: Any, token: str, password: str, repeated: str | None = None, noted: bool = False
) -> Done:
    """Set a new password; logs nobody in. A password that is refused uses nothing up.

    Args:
        visit: The door.
        user_id: Whose, as the link names the user; None for a name that is none.
        token: As the link has it.
        password: The new one, as typed.
        repeated: The new one once more; None where it is asked for once.
        noted: Whether the user's time of the last login moves.

    Raises:
        Refused: As `check` does, then the validators' codes, `password_mismatch`; CONFLICT if another change won.
    """
    user, secret = account_links.find_unused(Purpose.RESET_PASSWORD, user_id=user_id, token=token)
    recover.replace(visit, user, password, use=lambda: account_links.use(secret), repeated=repeated)
    if noted:
        queries.note_login(user.pk, clock.now())
    return Done()

"""Prove an address where no session waits for it: after a sign-up by a wire that knows no steps, and once more."""

from gatepost.accounts import queries
from gatepost.accounts.account import Account
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, limits, text
from gatepost.methods.email.operations import send


def begin(visit: Visit, account: Account | None, target: str) -> None:
    """The step of a sign-up: a link to the primary address; without an account a word to whoever has the address.

    Args:
        visit: The door.
        account: Who signed up; None where the address is somebody else's.
        target: That address.
    """
    if account is None:
        send.decoy(visit, None, target, fresh=True)
        return
    row = account.primary("email")
    if row is not None:
        send.verification(visit, account.user, row.value)


def again(visit: Visit, *, email: str) -> Done:
    """Mail a link once more to an address that waits to be proved; the answer is the same for any other.

    Args:
        visit: The door.
        email: Exactly as it is stored; another case of letters is another address here.

    Raises:
        Refused: LIMITED, by network.
    """
    limits.by_network("verification_network", visit)
    canonical = text.canonical_email(email)
    found = queries.holders("email", canonical) if canonical else []
    with database.atomic():
        for row in found:
            if row.verified_at is None and row.user.is_active and row.value == text.stored_email(email):
                send.verification(visit, row.user, row.value)
                audit.record("verification_sent", visit=visit, user_id=row.user_id)
    return Done()

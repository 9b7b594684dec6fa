"""Verification links that no session waits for: after a sign-up through an API without login steps, and resent."""

from gatepost.accounts import queries
from gatepost.accounts.accounts import Account
from gatepost.features.email.operations import send
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, limits, text


def begin(visit: Visit, account: Account | None, target: str) -> None:
    """Start the step of a sign-up: mail a link to the primary address, or notify the owner of a taken address.

    Args:
        visit: The request.
        account: The new account; None if the address is taken.
        target: The address that is taken.
    """
    if account is None:
        send.decoy(visit, None, target, fresh=True)
        return
    row = account.primary("email")
    if row is not None:
        send.verification(visit, account.user, row.value)


def resend(visit: Visit, *, email: str) -> Done:
    """Resend the link to an address whose verification is pending; the answer is the same for any other address.

    Args:
        visit: The request.
        email: Exactly as stored: this API's contract compares the mailbox name case-sensitively.

    Raises:
        Refused: LIMITED, by client network.
    """
    limits.limit_network("verification_network", visit)
    canonical = text.canonical_email(email)
    found = queries.holders("email", canonical) if canonical else []
    local, _, domain = email.strip().rpartition("@")
    spellings = (email.strip(), f"{local}@{domain.lower()}")
    with database.atomic():
        for row in found:
            if row.verified_at is None and row.user.is_active and row.value in spellings:
                send.verification(visit, row.user, row.value)
                audit.record("verification_sent", visit=visit, user_id=row.user_id)
    return Done()

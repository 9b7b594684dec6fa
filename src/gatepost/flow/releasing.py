"""Remove an address from an account that the mailbox's owner can't sign in to, so that they can sign up with it."""

from gatepost.accounts import accounts, identifiers, lifecycle, queries
from gatepost.errors import CONFLICT, Refused
from gatepost.flow import logout, notices, ownership
from gatepost.flow import queries as logins
from gatepost.flow.outcome import Pending
from gatepost.flow.pending_login import PendingState
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, database


def release(visit: Visit, *, login: PendingState, address: str) -> Pending:
    """Abandon a login at its second factor, and remove the address that it was started with from the account.

    The visitor read a mail at the address, or a provider vouched for it. The account keeps everything else: its second
    factor is older than the address, so it has an owner, who is notified at every other verified address.

    Args:
        visit: The request.
        login: The login that is pending at its second factor.
        address: The address, as the pending step showed it, so that no other one is removed by accident.

    Raises:
        Refused: CONFLICT if the login was started with no address, or with one that is verified or older than the
            factor; or if another request was faster.
    """
    user = login.user

    def write() -> None:
        queries.lock(user.pk)
        account = accounts.load(user)
        row = ownership.releasable(account, login.proofs)
        if visit.session is None or row is None or row.value != address or not logins.delete(visit.session.id):
            raise Refused(CONFLICT)
        others = [one for one in account.all_of("email") if one.verified_at is not None]
        identifiers.withdraw(row, user, instead=others[0] if others else None)
        if any(proof.method == "password_reset" for proof in login.proofs):
            # The visitor chose this password, and may still know it.
            queries.set_columns(user.pk, password=lifecycle.unusable_hash())
            announce.announce("password_changed", user.pk)
        logout.abort(visit)
        audit.record("address_released", visit=visit, user_id=user.pk)
        for other in others:
            notices.notify(visit, user, "flow/address_released", to=other.value, always=True, email=address)

    database.retry_transaction_on_deadlock(write)
    return Pending()

"""Delete accounts."""

from gatepost.accounts import lifecycle
from gatepost.flow import reauthentication, sensitive
from gatepost.flow.outcome import Done, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.ground.user_types import User


def delete(visit: Visit, proof: Proof, user: User) -> Pending | Done:
    """Delete an account and all data that belongs to it.

    Args:
        visit: The request, of the user or of staff.
        proof: The caller's reauthentication.
        user: The user to delete.
    """
    del proof
    own = visit.user is not None and visit.user.pk == user.pk
    _delete(visit, user)
    return Pending(ended=True) if own else Done()


def close(visit: Visit) -> Pending:
    """Delete the caller's own account and all data that belongs to it, including the session.

    Raises:
        Refused: LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    user = reauthentication.user_of(visit)[1]
    sensitive.require(visit, "delete_account")
    _delete(visit, user)
    return Pending(ended=True)


def _delete(visit: Visit, user: User) -> None:
    def write() -> None:
        audit.record("account_deleted", visit=visit, user_id=user.pk)
        lifecycle.delete(user.pk)

    database.retry_transaction_on_deadlock(write)

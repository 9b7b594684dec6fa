"""Logins of wires whose clients know no step for an address: one that was never proved lets nobody in.

Users whom the host project made never signed up, so that nothing has to be proved.
"""

from typing import Protocol

from gatepost import conf
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.flow import engine
from gatepost.flow.outcome import LoggedIn, Pending, PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit

STEP = "verify_email"


class Prove(Protocol):
    """How a link that proves an address is mailed, or only written if it keeps silent."""

    def __call__(self, visit: Visit, account: Account, target: str, *, silent: bool) -> None:
        """Mail it."""


def advance(
    visit: Visit, account: Account, proof: Proof, *, purpose: str = "login", prove: Prove | None = None
) -> LoggedIn | Pending:
    """Take a proof, as `engine.advance` does, of an account whose address is proved.

    Args:
        visit: The door.
        account: Whose proof it is.
        proof: What was proved just now.
        purpose: `login` or `signup`.
        prove: How a new account is mailed a link.

    Returns:
        As `engine.advance`; for an address that was never proved, Pending with that step and no session.
    """
    if not account.unproved or conf.read(AccountsSettings).email_verification == "none":
        return engine.advance(visit, account, proof, purpose=purpose, without=(STEP,))
    row = account.primary("email")
    if prove is not None and row is not None and purpose == "signup":
        prove(visit, account, row.value, silent=False)
    audit.record("login", visit=visit, user_id=account.id, outcome="refused", step=STEP)
    return Pending(steps=(PendingStep(STEP),))

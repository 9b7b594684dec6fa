"""What still stands between a visitor and a session. Pure: reads no clock and no database."""

from collections.abc import Sequence

from gatepost.accounts.account import Account
from gatepost.flow.method import Step
from gatepost.flow.proof import Proof

BLOCKED = "blocked"
"""A step that nobody can take: the account is disabled."""


def missing_steps(account: Account, proofs: Sequence[Proof], steps: Sequence[Step], *, purpose: str) -> tuple[str, ...]:
    """Say what is missing, in order.

    Args:
        account: What is known of the user.
        proofs: Proofs of this login only, oldest first.
        steps: Every step that some method may ask for.
        purpose: `login`, `signup` or `reset`.

    Returns:
        Names of steps; empty when a session may be opened. Never empty for a disabled account or without
        a proof.
    """
    if not account.user.is_active or not proofs:
        return (BLOCKED,)
    ordered = sorted(steps, key=lambda step: step.order)
    return tuple(step.name for step in ordered if step.needed(account, proofs, purpose))

"""What still stands between a visitor and a session. Pure: reads no clock and no database."""

from collections.abc import Sequence

from gatepost.accounts.account import Account
from gatepost.flow.method import Step
from gatepost.flow.proof import Proof

BLOCKED = "blocked"
"""A step that nobody can take: the account is disabled."""


def missing_steps(
    account: Account, proofs: Sequence[Proof], steps: Sequence[Step], *, purpose: str, client: str
) -> tuple[str, ...]:
    """Say what is missing, in order.

    Args:
        account: What is known of the user.
        proofs: Proofs of this login only, oldest first.
        steps: Every step that some method may ask for.
        purpose: `login`, `signup` or `reset`.
        client: `browser` or `app`.

    Returns:
        Names of steps; empty when a session may be opened. Never empty for a disabled account or without
        a proof.
    """
    if not account.user.is_active or not proofs:
        return (BLOCKED,)
    possible = [step for step in steps if purpose in step.purposes and client in step.clients]
    possible.sort(key=lambda step: step.order)
    return tuple(step.name for step in possible if step.needed(account, proofs))

"""Which steps a login still lacks. Pure: reads no clock and no database."""

from collections.abc import Sequence

from gatepost.accounts.accounts import Account
from gatepost.flow.feature import Step
from gatepost.flow.proof import Proof

BLOCKED = "blocked"
"""A step that can't be completed: the account is disabled."""


def missing_steps(account: Account, proofs: Sequence[Proof], steps: Sequence[Step]) -> tuple[str, ...]:
    """The missing steps, in order.

    Args:
        account: The user's account.
        proofs: Proofs of this login only, oldest first.
        steps: The steps that such a login may require, in order.

    Returns:
        Names of steps; empty when a session may be opened. Never empty for a disabled account or without
        a proof.
    """
    if not account.user.is_active or not proofs:
        return (BLOCKED,)
    return tuple(step.name for step in steps if step.needed(account, proofs))

"""Second factors: which a user holds, and the step that asks for one."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost.accounts import account as accounts
from gatepost.accounts import queries
from gatepost.accounts.account import Account
from gatepost.accounts.models import Authenticator
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.method import Factor, Step, registered
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit

FLOW = "mfa_authenticate"
UNVERIFIED = Refusal(
    Kind.CONFLICT, "unverified_email", text=_("Verify your email address before you add a second factor.")
)


def offered() -> dict[str, Factor]:
    """Every factor that the settings offer, by type."""
    found = (method.factor for method in registered())
    return {factor.type: factor for factor in found if factor is not None and factor.enabled()}


def types(held: Sequence[Authenticator]) -> list[str]:
    """What a user may show, or nothing if none of it is enough."""
    known = offered()
    mine = {row.type for row in held if row.type in known}
    return sorted(mine) if any(known[one].enough for one in mine) else []


def reauthenticates(user: Any) -> list[dict[str, Any]]:
    """The flow by which a user who holds a factor gives a fresh proof."""
    mine = types(queries.authenticators(user.pk))
    return [{"id": "mfa_reauthenticate", "types": mine}] if mine else []


def details(user_id: Any) -> dict[str, Any]:
    """What the wire tells of the step."""
    return {"types": types(queries.authenticators(user_id))}


def _needed(account: Account, proofs: Sequence[Proof], purpose: str) -> bool:
    del purpose
    return bool(types(account.authenticators)) and not any(proof.method == "mfa" for proof in proofs)


STEP = Step(
    name=FLOW,
    order=40,
    needed=_needed,
    start=lambda visit, session, account, fresh: None,  # noqa: ARG005 - nothing is sent
    decoy=lambda visit, session, target, fresh: None,  # noqa: ARG005 - nobody without an account comes here
)


def may_enrol(user: Any) -> Account:
    """The account, if it may get a factor: a stranger's address must not be locked behind it.

    Raises:
        Refused: `unverified_email`.
    """
    account = accounts.load(user)
    if any(row.verified_at is None for row in account.all_of("email")):
        raise Refused(UNVERIFIED)
    return account


def added(visit: Visit, user: Any) -> bool:
    """Tell the methods that a user got a factor; whether codes were made for it."""
    made = [method.factor_added(visit, user) for method in registered()]
    return any(made)


def removed(user: Any) -> None:
    """Tell the methods that a user lost a factor."""
    left = bool(types(queries.authenticators(user.pk)))
    for method in registered():
        method.factor_removed(user, left)

"""Second factors: which a user holds, and the step that asks for one."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries
from gatepost.accounts.account import Account
from gatepost.accounts.models import Authenticator
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.method import Factor, Step, registered
from gatepost.flow.proof import Proof
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import announce, clock

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


def _needed(account: Account, proofs: Sequence[Proof]) -> bool:
    return bool(types(account.authenticators)) and not any(proof.method == "mfa" for proof in proofs)


STEP = Step(
    name=FLOW,
    order=40,
    needed=_needed,
    details=lambda held: {"types": types(held())},
    trusts=lambda: conf.read(FlowSettings).trust_browser,
)


def enforced() -> bool:
    """Whether anybody must have a second factor."""
    settings = conf.read(FlowSettings)
    return settings.second_factor_for != "nobody" or bool(settings.second_factor_groups)


def enrolment_due(account: Account) -> datetime | None:
    """By when a user must have a second factor, if one is missing and the rules ask for it."""
    settings = conf.read(FlowSettings)
    if types(account.authenticators) or not _enrollable() or not _concerned(account.user, settings):
        return None
    begun = [row.created_at for row in account.identifiers[:1]]
    if settings.second_factor_since is not None:
        begun.append(datetime.combine(settings.second_factor_since, time(), UTC))
    start = max(begun, default=clock.now())
    return start + timedelta(seconds=settings.second_factor_grace_seconds)


def _concerned(user: Any, settings: FlowSettings) -> bool:
    if settings.second_factor_for == "everybody":
        return True
    if settings.second_factor_for == "staff" and getattr(user, "is_staff", False):
        return True
    return bool(settings.second_factor_groups) and queries.in_group(user, settings.second_factor_groups)


def _enrollable() -> list[str]:
    return sorted(factor.type for factor in offered().values() if factor.enough)


def enrolment() -> dict[str, Any]:
    """The flow in which a user gets a first factor."""
    return {"id": ENROLMENT.name, "types": _enrollable()}


def judged(account: Account) -> Account:
    """The account, with what the rules say of its second factors."""
    due = enrolment_due(account) if enforced() else None
    return account if due is None or due > clock.now() else msgspec.structs.replace(account, must_enrol=True)


def _must_enrol(account: Account, proofs: Sequence[Proof]) -> bool:
    return account.must_enrol and not any(proof.method == "mfa" for proof in proofs)


ENROLMENT = Step(
    name="mfa_enrol",
    order=45,
    needed=_must_enrol,
    details=lambda held: {"types": _enrollable()},  # noqa: ARG005 - the user holds none
)


def may_enrol(user: Any, *, one_is_enough: bool = False) -> Account:
    """The account, if it may get a factor: a stranger's address must not be locked behind it.

    Args:
        user: Whose.
        one_is_enough: Whether one proved address will do, where the user cannot remove the others now.

    Raises:
        Refused: `unverified_email`.
    """
    account = accounts.load(user)
    proved = [row.verified_at is not None for row in account.all_of("email")]
    if not (any(proved) if one_is_enough and proved else all(proved)):
        raise Refused(UNVERIFIED)
    return account


def added(visit: Visit, user: Any) -> bool:
    """Tell the methods that a user got a factor; whether codes were made for it."""
    announce.announce("factors_changed", user.pk)
    made = [method.factor_added(visit, user) for method in registered()]
    return any(made)


def removed(user: Any) -> None:
    """Tell the methods that a user lost a factor."""
    announce.announce("factors_changed", user.pk)
    left = bool(types(queries.authenticators(user.pk)))
    for method in registered():
        method.factor_removed(user, left)

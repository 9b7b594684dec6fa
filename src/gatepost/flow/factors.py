"""Second factors: which a user has, and the login steps that ask for one or for setting one up."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, authenticator_queries, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Authenticator
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import registry
from gatepost.flow.feature import Factor
from gatepost.flow.proof import Proof
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import announce, clock
from gatepost.ground.user_types import User

FLOW, ENROLMENT = "mfa_authenticate", "mfa_enrol"
UNVERIFIED = Refusal(
    Kind.CONFLICT, "unverified_email", text=_("Verify your email address before you add a second factor.")
)


@conf.composed
def offered() -> Mapping[str, Factor]:
    """Every factor that the settings enable, by type."""
    found = (feature.factor for feature in registry.features())
    return MappingProxyType({factor.type: factor for factor in found if factor is not None and factor.enabled()})


def types(held: Sequence[Authenticator]) -> list[str]:
    """The types a user can authenticate with; empty if none of them triggers the second factor."""
    known = offered()
    mine = {row.type for row in held if row.is_factor and row.type in known}
    return sorted(mine) if any(known[one].triggers_second_factor for one in mine) else []


def needed(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login still lacks a second factor of a user who has one."""
    if not account.authenticators or any(proof.method == "mfa" for proof in proofs):
        return False
    return bool(types(account.authenticators))


@conf.composed
def enforced() -> bool:
    """Whether the settings require a second factor of any user."""
    settings = conf.read(FlowSettings)
    return settings.second_factor_for != "nobody" or bool(settings.second_factor_groups)


def enrolment_due(account: Account) -> datetime | None:
    """The deadline for setting up a second factor; None if the user has one or the rules don't require it."""
    settings = conf.read(FlowSettings)
    if types(account.authenticators) or not enrollable() or not _concerned(account.user, settings):
        return None
    begun = [row.created_at for row in account.identifiers[:1]]
    if settings.second_factor_since is not None:
        begun.append(datetime.combine(settings.second_factor_since, time(), UTC))
    start = max(begun, default=clock.now())
    return start + timedelta(seconds=settings.second_factor_grace_seconds)


def _concerned(user: User, settings: FlowSettings) -> bool:
    if settings.second_factor_for == "everybody":
        return True
    if settings.second_factor_for == "staff" and getattr(user, "is_staff", False):
        return True
    return bool(settings.second_factor_groups) and queries.in_group(user, settings.second_factor_groups)


def enrollable() -> list[str]:
    """The types of a first second factor."""
    return sorted(factor.type for factor in offered().values() if factor.triggers_second_factor)


def with_enrolment_rule(account: Account) -> Account:
    """The account, with `must_enrol` set where the enrolment rules require a second factor by now."""
    due = enrolment_due(account)
    return account if due is None or due > clock.now() else msgspec.structs.replace(account, must_enrol=True)


def must_enrol(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login still lacks the enrolment of a second factor that the rules require."""
    return account.must_enrol and not any(proof.method == "mfa" for proof in proofs)


def may_enrol(user: User, *, one_is_enough: bool = False) -> Account:
    """The account, if it may get a factor: no one may protect an address that they don't own with a second factor.

    Args:
        user: The account's user.
        one_is_enough: Whether one verified address will do, since the user can't remove the others during a login.

    Raises:
        Refused: `unverified_email`.
    """
    account = accounts.load(user)
    if conf.read(FlowSettings).factors_beside_unverified:
        return account
    verified = [row.verified_at is not None for row in account.all_of("email")]
    if not account.adopted and not (any(verified) if one_is_enough and verified else all(verified)):
        raise Refused(UNVERIFIED)
    return account


def added(visit: Visit, user: User) -> bool:
    """Notify every feature that a user has added a factor; true if codes were generated for it."""
    announce.announce("factors_changed", user.pk)
    made = [feature.factor_added(visit, user) for feature in registry.features()]
    return any(made)


def removed(user: User) -> None:
    """Notify every feature that a user has removed a factor."""
    announce.announce("factors_changed", user.pk)
    left = bool(types(authenticator_queries.authenticators(user.pk)))
    for feature in registry.features():
        feature.factor_removed(user, left)

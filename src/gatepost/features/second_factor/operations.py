"""The steps of a login that ask for a second factor, or for setting one up; `flow.factors` decides who needs them."""

from collections.abc import Sequence

from gatepost import conf
from gatepost.accounts.accounts import Account
from gatepost.flow import factors, ownership
from gatepost.flow.feature import Step
from gatepost.flow.outcome import PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.settings import FlowSettings


class FactorStep(PendingStep, frozen=True, kw_only=True):
    """A login waits for a second factor.

    Args:
        types: The types that the user has.
        releases: The address used for the login, if it may be removed from the account instead.
    """

    types: Sequence[str]
    releases: str = ""


def _describe(account: Account, proofs: Sequence[Proof]) -> FactorStep:
    foreign = ownership.releasable(account, proofs)
    releases = foreign.value if foreign is not None else ""
    return FactorStep(factors.FLOW, types=factors.types(account.authenticators), releases=releases)


AUTHENTICATE = Step(
    name=factors.FLOW,
    order=40,
    needed=factors.needed,
    applies=lambda: bool(factors.offered()),
    describe=_describe,
    skippable=lambda: conf.read(FlowSettings).trust_browser,
)
ENROL = Step(name=factors.ENROLMENT, order=45, needed=factors.must_enrol, applies=factors.enforced)

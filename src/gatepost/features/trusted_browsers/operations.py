"""Trust this browser: the last step of a login, after which later logins in it can skip steps."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts.accounts import Account
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import engine, pending_login, registry
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.feature import Step
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.sessions import queries, trusted
from gatepost.sessions.models import TrustedBrowser

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="browsers", text=_("Unknown browser."))


def _may_trust(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether to offer trust: not after a passkey sign-up, which did not ask for the key as a second factor."""
    settled = any(proof.method == "trust" or (proof.method == "mfa" and not proof.listed) for proof in proofs)
    return not settled and bool(engine.skippable_steps(account, proofs))


def offered() -> bool:
    """Whether trust lets a user skip any login step, depending on the settings."""
    return any(step.skippable() for step in registry.steps())


TRUST = Step(name="mfa_trust", order=50, needed=_may_trust, applies=offered, clients=("browser",))


def decide(visit: Visit, *, trust: bool) -> LoggedIn | Pending:
    """Complete a login by choosing whether to trust the browser.

    Raises:
        Refused: LOGIN_REQUIRED if no login is waiting for the choice.
    """
    pending = pending_login.find(visit)
    if pending is None or pending.user is None or pending.step != TRUST.name:
        raise Refused(LOGIN_REQUIRED)
    steps = engine.skippable_steps(pending.account, pending.proofs)
    proof = Proof(method="trust", at=clock.unix(), listed=False)
    with database.atomic():
        outcome = INTERACTIVE.resume(visit, pending, proof)
        if not trust or not isinstance(outcome, LoggedIn):
            return outcome
        key = trusted.remember(pending.user.pk, steps, ip=visit.ip, user_agent=visit.user_agent)
        audit.record("browser_trusted", visit=visit, user_id=pending.user.pk)
    return msgspec.structs.replace(outcome, trust=key)


def listing(visit: Visit) -> list[TrustedBrowser]:
    """The trusted browsers, newest first; one query."""
    return queries.trusted_of_user(user_of(visit)[1].pk, clock.now())


def end(visit: Visit, *, numbers: Sequence[int]) -> list[TrustedBrowser]:
    """Revoke trusted browsers, or none if one of the numbers is not the user's; returns those that are left.

    Raises:
        Refused: `invalid_choice`.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    with database.atomic():
        if queries.delete_trusted(user.pk, number__in=wanted) != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("trust_ended", visit=visit, user_id=user.pk, count=len(wanted))
    return listing(visit)

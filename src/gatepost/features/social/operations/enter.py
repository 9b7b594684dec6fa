"""The decision about a user who comes back from a provider: known or new, sign in or sign up."""

from typing import Any, TypeVar, cast

from gatepost.accounts import accounts
from gatepost.accounts.accounts import Account
from gatepost.errors import Refused
from gatepost.features.social.operations import pending_sign_up, pipeline, sign_in, sign_up
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.features.social.operations.rules import Rules
from gatepost.features.social.operations.sign_in import Way
from gatepost.flow.endings import Ending
from gatepost.ground import database

Result = TypeVar("Result")


def enter(arrival: Arrival, ending: Ending[Result], rules: Rules) -> Result:
    """Sign in, link or sign up a user who came back from a provider.

    Raises:
        Refused: `account_disabled`, FORBIDDEN if sign-up is closed; for APIs that cannot ask also `email_taken`,
            `email_required`, and the code of a missing step.
    """
    return database.retry_on_deadlock(lambda: _enter(arrival, ending, rules))


def _enter(arrival: Arrival, ending: Ending[Result], rules: Rules) -> Result:
    user = _known(arrival)
    holder = sign_in.holder_of(arrival) if user is None else None
    if holder is not None:
        # The holder may be the same person, whose concurrent first login was stored between the two queries.
        user = _known(arrival)
    if user is not None:
        return sign_in.sign_in(arrival, accounts.load(user), ending)
    if holder is not None and (found := _by_address(arrival, holder, ending, rules)) is not None:
        return found
    try:
        return sign_up.start(arrival, ending, rules, taken=holder is not None)
    except sign_up.LostError:
        user = _known(arrival)
        if user is None:
            raise Refused(sign_up.EMAIL_TAKEN) from None
        return sign_in.sign_in(arrival, accounts.load(user), ending)


def _known(arrival: Arrival) -> Any:
    """The user that the identity is connected to, or None."""
    return pipeline.step("known")(arrival)


def _by_address(arrival: Arrival, holder: Account, ending: Ending[Result], rules: Rules) -> Result | None:
    """Sign in to the account that has the address, or ask for a proof that it is the user's; None if it isn't."""
    match sign_in.way(arrival, holder, ending, rules):
        case Way.LINK:
            return sign_in.sign_in(arrival, holder, ending, notice="social/linked")
        case Way.PROVE:
            return cast("Result", pending_sign_up.ask_for_proof(arrival, holder))  # only where the ending asks
        case Way.WAIT:
            return sign_in.wait(arrival, holder, ending)
        case Way.TAKE_OVER:
            return sign_in.take_over(arrival, holder, ending)
        case Way.SEPARATE:
            return None

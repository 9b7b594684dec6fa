"""Complete a pending sign-up with the values that the user was asked for."""

from collections.abc import Mapping

import msgspec

from gatepost import conf
from gatepost.accounts import identifiers, new_names
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, Refused
from gatepost.features.social.operations import pending_sign_up, sign_up
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.flow import sign_up as flow
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Outcome
from gatepost.flow.visit import Visit
from gatepost.ground import database, secrets, text

MORE_THAN_ONE = 2


def complete(visit: Visit, *, values: Mapping[str, str]) -> Outcome:
    """Complete the pending sign-up with the values that the user was asked for.

    An address verified by the provider becomes the primary one; a different typed address is added unverified, without
    a verification mail.

    Args:
        visit: The request.
        values: Identifiers and declared fields, as typed.

    Raises:
        Refused: `email_taken`, `username_taken`; FORBIDDEN if sign-up is closed; CONFLICT if none is pending.
    """
    secret, arrival = pending_sign_up.require(visit)
    draft = flow.draft(values)
    if faults := draft.faults():
        raise Refused(*faults)
    draft = _with_verified_address(arrival, values) or draft
    if not secrets.consume(secret):
        raise Refused(CONFLICT)
    if draft.taken and sign_up.needs_decoy():
        return sign_up.decoy(arrival, draft)
    if draft.taken:
        sign_up.give_up_claim(draft.account)
    try:
        return database.retry_on_deadlock(lambda: sign_up.write(arrival, draft.account, INTERACTIVE))
    except sign_up.LostError:
        raise Refused(CONFLICT) from None


def _with_verified_address(arrival: Arrival, values: Mapping[str, str]) -> flow.Draft | None:
    """An account with the provider's verified address; None if there is none, or it was typed or is taken.

    The typed address cannot be used to log in before it is verified, so it may belong to another account.
    """
    person, typed = arrival.person, values.get("email", "")
    if not person.verified or text.canonical_email(typed) == text.canonical_email(person.email):
        return None
    if new_names.faults("email", person.email):
        return None
    draft = flow.draft({**values, "email": person.email})
    if draft.taken:
        return None
    most = conf.read(AccountsSettings).max_emails
    if not typed or (most is not None and most < MORE_THAN_ONE):
        return draft
    rows = (*draft.account.identifiers, identifiers.new("email", typed, user=draft.account.user))
    return flow.Draft(msgspec.structs.replace(draft.account, identifiers=rows), {})

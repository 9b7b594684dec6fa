"""Sign up with a passkey and no password.

The account is created and its address verified first, as with any sign-up; the passkey is registered last.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.accounts.accounts import Account
from gatepost.errors import CONFLICT, Refused
from gatepost.features.passkey import purposes
from gatepost.features.passkey.operations import ceremony, keep, reading
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.flow import pending_login
from gatepost.flow import sign_up as flow
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.feature import Step
from gatepost.flow.outcome import LoggedIn, Outcome, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, secrets

FLOW = "mfa_signup_webauthn"
METHOD = "passkey"


def _needed(account: Account, proofs: Sequence[Proof]) -> bool:
    del account
    by_key = any(proof.method == "signup" and proof.details.get("by") == METHOD for proof in proofs)
    return by_key and not any(proof.method == "mfa" for proof in proofs)


STEP = Step(
    name=FLOW,
    order=25,
    needed=_needed,
    purposes=("signup",),
)


def sign_up(visit: Visit, *, values: Mapping[str, str]) -> Outcome:
    """Sign up with a passkey.

    Raises:
        Refused: As `flow.sign_up` does.
    """
    draft = flow.draft(values)
    if faults := draft.faults():
        raise Refused(*faults)
    return flow.sign_up(visit, draft, by=METHOD, ending=INTERACTIVE)


def admit(visit: Visit) -> None:
    """Require a sign-up that is waiting for its passkey.

    Raises:
        Refused: CONFLICT.
    """
    _waiting(visit)


def _waiting(visit: Visit) -> pending_login.PendingState:
    found = pending_login.find(visit)
    if found is None or found.user is None or found.step != FLOW or not conf.read(PasskeySettings).signup:
        raise Refused(CONFLICT)
    return found


def options(visit: Visit) -> dict[str, Any]:
    """Get a challenge to register the new account's passkey.

    Raises:
        Refused: CONFLICT if no sign-up is waiting for one.
    """
    user = _waiting(visit).user
    public, state = ceremony.creation(keep.key_user(user, ()), [], passwordless=True)
    ceremony.remember(purposes.SIGNUP, visit.handle, user.pk, state)
    return public


def complete(visit: Visit, *, name: str | None, credential: dict[str, Any]) -> LoggedIn | Pending:
    """Register the passkey of a new account, and complete its first login.

    Raises:
        Refused: `incorrect_code`; CONFLICT if no sign-up is waiting for one.
    """
    pending = _waiting(visit)
    waiting = ceremony.recall(purposes.SIGNUP, visit.handle)
    answer = reading.read(credential, reading.CREATION)
    shown = ceremony.registered(waiting[1], answer) if waiting is not None and answer is not None else None
    if waiting is None or shown is None:
        raise Refused(keep.INCORRECT)
    with database.atomic():
        account_queries.lock(pending.user.pk)
        if not secrets.consume(waiting[0]):
            raise Refused(keep.INCORRECT)
        keep.insert(pending.user, name, shown, passwordless=True)
        audit.record("factor_added", visit=visit, user_id=pending.user.pk, type=keep.TYPE)
        details = {"type": keep.TYPE, "passwordless": True}
        return INTERACTIVE.resume(visit, pending, Proof(method="mfa", at=clock.unix(), details=details, listed=False))

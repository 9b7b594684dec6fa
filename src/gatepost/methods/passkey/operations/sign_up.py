"""Make an account with a passkey and no password.

The account is made first and its address proved, as with any sign-up; then the sign-up waits for its key.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.account import Account
from gatepost.errors import CONFLICT, Refused
from gatepost.flow import engine
from gatepost.flow import sign_up as flow
from gatepost.flow.method import Step
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, secrets
from gatepost.ground.secrets import Purpose
from gatepost.methods.passkey.operations import ceremony, keep
from gatepost.methods.passkey.settings import PasskeySettings

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


def sign_up(visit: Visit, *, values: Mapping[str, str]) -> LoggedIn | Pending:
    """Make an account that will log in with a passkey.

    Raises:
        Refused: As `flow.sign_up` does.
    """
    draft = flow.draft(values)
    if faults := draft.faults():
        raise Refused(*faults)
    return flow.sign_up(visit, draft, by=METHOD)


def expects(visit: Visit) -> None:
    """Without a sign-up that waits for its key there is nothing to do.

    Raises:
        Refused: CONFLICT.
    """
    _waiting(visit)


def _waiting(visit: Visit) -> engine.Underway:
    found = engine.underway(visit)
    if found is None or found.user is None or found.step != FLOW or not conf.read(PasskeySettings).signup:
        raise Refused(CONFLICT)
    return found


def options(visit: Visit) -> Done:
    """A challenge for the key of a new account.

    Raises:
        Refused: CONFLICT if no sign-up waits for one.
    """
    user = _waiting(visit).user
    name = getattr(accounts.load(user).primary("email"), "value", "") or accounts.display(user)
    public, state = ceremony.creation(bytes.fromhex(keep.handle_of(user, ())), name, [], passwordless=True)
    ceremony.remember(Purpose.PASSKEY_SIGNUP, visit.handle, user.pk, state)
    return Done(data={"creation_options": public})


def complete(visit: Visit, *, name: str | None, credential: dict[str, Any]) -> LoggedIn | Pending:
    """Take the key of a new account, which proves its user at once.

    Raises:
        Refused: `incorrect_code`; CONFLICT if no sign-up waits for one.
    """
    pending = _waiting(visit)
    waiting = ceremony.recall(Purpose.PASSKEY_SIGNUP, visit.handle)
    shown = ceremony.registered(waiting[1], credential) if waiting is not None else None
    if waiting is None or shown is None:
        raise Refused(keep.INCORRECT)
    with database.atomic():
        account_queries.lock(pending.user.pk)
        if not secrets.consume(waiting[0]):
            raise Refused(keep.INCORRECT)
        keep.insert(pending.user, name or "Key", shown, passwordless=True)
        audit.record("factor_added", visit=visit, user_id=pending.user.pk, type=keep.TYPE)
        details = {"type": keep.TYPE, "passwordless": True}
        return engine.resume(visit, pending, Proof(method="mfa", at=clock.unix(), details=details, told=False))

"""Single-request logins that are held until the code of a second factor arrives.

The client gets a key in place of a token and sends it back with the code. The key is the session token of an app's
session with a pending login: it expires, and ends with use, a changed password or a disabled account, like any other;
the native API accepts it too, for a passkey for example.
"""

import msgspec

from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import engine, factors, pending_login, queries, second_factor
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import Granted
from gatepost.flow.visit import Visit
from gatepost.ground import clock, database
from gatepost.sessions import closing, issue


def complete(visit: Visit, *, key: str, code: str, ending: SingleRequest) -> Granted:
    """Complete a held login with its code.

    Args:
        visit: The request; its own session is replaced if a new one is opened.
        key: The key in `Granted.held`.
        code: As typed.
        ending: How the API ends the login.

    Raises:
        Refused: LOGIN_REQUIRED if the key holds no login; `account_disabled`; `incorrect_code`,
            `too_many_login_attempts`; as the ending does.
    """
    state = issue.find(key, "app")
    held = msgspec.structs.replace(visit, client="app", session=state)
    login = pending_login.find(held)
    if state is None or login is None or login.user is None or (login.step, login.purpose) != (factors.FLOW, "login"):
        _refuse_disabled(held)
        raise Refused(LOGIN_REQUIRED)
    shown = second_factor.check(held, login.user, login.account.authenticators, code)
    with database.atomic():
        if not queries.delete(state.id):
            raise Refused(LOGIN_REQUIRED)
        closing.end(state)
        return ending.complete(visit, login.account, second_factor.proof_of(shown), earlier=login.proofs)


def _refuse_disabled(held: Visit) -> None:
    """Say that the account is disabled; no secret to a caller who has given the right password."""
    row = queries.pending(held.session.id, clock.now()) if held.session is not None else None
    if row is not None and row.user is not None and not row.user.is_active:
        raise Refused(engine.BLOCKED)

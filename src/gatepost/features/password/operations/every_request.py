"""Check a name and password sent with every request, as in HTTP Basic authentication.

A correct password is remembered for some minutes, as a keyed digest of it and the user's password hash, in this
process only, which saves the next request the hashing. Account, limits and policy are checked each time, so that
disabling, a new password, a new second factor and an exceeded limit take effect immediately.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import msgspec

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.accounts.accounts import Account
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.features.password.operations.log_in import MISMATCH, Verified
from gatepost.features.password.settings import PasswordSettings
from gatepost.flow import engine, notices
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, decisions, keyring, limits, text

REMEMBERED_AT_MOST = 10_000
STRIPES = 64
_until: OrderedDict[str, float] = OrderedDict()
_writing = threading.Lock()
_stripes = [threading.Lock() for _ in range(STRIPES)]


def verify(visit: Visit, *, name: str, password: str) -> Verified:
    """As `_checked`; a refusal also sends Django's `user_login_failed`, as `authenticate()` does.

    A password that isn't remembered counts as a login of the network: in the visit's `network_call`, if it has one.
    """
    if visit.network_call is None:
        visit = msgspec.structs.replace(visit, network_call=limits.NetworkCall("login_network", visit))
    try:
        return _checked(visit, name, password)
    except Refused:
        notices.login_failed(visit, username=name, hides="password")
        raise


def _checked(visit: Visit, name: str, password: str) -> Verified:
    """Authenticate a name and password, if a login with them would need no further step.

    Args:
        visit: The request.
        name: An email address, username or phone number, as typed.
        password: As typed.

    Raises:
        Refused: `…_password_mismatch`, `too_many_login_attempts`, LIMITED; PROOF_REQUIRED with the name of
            the missing step as its code.
    """
    kinds = accounts.kinds_of(name)
    if not password or not text.password_forms(password) or not text.clean(name):
        raise Refused(MISMATCH[kinds[0]])
    found = _verify(visit, kinds, name, password)
    if not found.account.user.is_active:
        decisions.note("policy", "the account is disabled")
        raise Refused(MISMATCH[kinds[0]])
    missing = engine.missing(visit, found.account, (found.proof,))
    if missing:
        raise engine.step_required(missing[0])
    return found


def _verify(visit: Visit, kinds: Sequence[str], name: str, password: str) -> Verified:
    account = accounts.by_names(kinds, name)
    mark = _mark(account, password)
    # Concurrent requests with the same password wait for the first one's hash instead of each computing it.
    with _stripes[hash(mark) % STRIPES]:
        room = not limits.full("login_failed", f"user:{account.id}" if account else text.limited_name(kinds[0], name))
        if room and account is not None and _remembers(mark):
            return Verified(account, Proof(method="password", at=clock.unix()), limits.Attempt({}))
        verified = log_in.verify(visit, kinds=kinds, name=name, password=password)
        audit.record("password_shown", visit=visit, user_id=verified.account.id, by=kinds[0])
        _remember(_mark(verified.account, password))
    return verified


def _mark(account: Account | None, password: str) -> str:
    whose = (str(account.id), account.user.password) if account is not None else ("", "")
    return keyring.digest("password-shown", *whose, password)


def _remembers(mark: str) -> bool:
    return _until.get(mark, 0.0) > clock.unix()


def _remember(mark: str) -> None:
    seconds = conf.read(PasswordSettings).remembered_seconds
    if not seconds:
        return
    with _writing:
        _until[mark] = clock.unix() + seconds
        _until.move_to_end(mark)
        if len(_until) > REMEMBERED_AT_MOST:
            _until.popitem(last=False)


def forget() -> None:
    """Drop all remembered passwords, for tests."""
    with _writing:
        _until.clear()

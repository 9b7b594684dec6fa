"""Check a name and a password that come with every request, as HTTP Basic authentication has it.

A password that was right is remembered for some minutes, as a keyed digest of itself and of the user's password hash,
in this process alone: the next request costs no hash. Account, limit and policy are looked at each time, so that
disabling, a new password, a new second factor and a full bucket are felt at once.
"""

import threading
from collections import OrderedDict

import msgspec

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts.account import Account
from gatepost.errors import LIMITED, Refused
from gatepost.flow import engine
from gatepost.flow.grant import STEP_REQUIRED
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, keyring, limits, text
from gatepost.methods.password.operations import log_in
from gatepost.methods.password.operations.log_in import MISMATCH, Verified
from gatepost.methods.password.settings import PasswordSettings

REMEMBERED_AT_MOST = 10_000
STRIPES = 64
_until: OrderedDict[str, float] = OrderedDict()
_writing = threading.Lock()
_stripes = [threading.Lock() for _ in range(STRIPES)]


def verify(visit: Visit, *, name: str, password: str) -> Verified:
    """Whose name and password these are, where a login would need nothing else.

    Args:
        visit: The door.
        name: An address, a user name or a number, as typed.
        password: As typed.

    Raises:
        Refused: `…_password_mismatch`, `too_many_login_attempts`, LIMITED; PROOF_REQUIRED with the name of
            the step that is missing as its code.
    """
    kind = log_in.kind_of(name)
    normal = text.password(password)
    if not normal or not text.clean(name):
        raise Refused(MISMATCH[kind])
    found = _verify(visit, kind, name, normal)
    if not found.account.user.is_active:
        raise Refused(MISMATCH[kind])
    missing = engine.missing(visit, found.account, (found.proof,))
    if missing:
        raise Refused(msgspec.structs.replace(STEP_REQUIRED, code=missing[0]))
    return found


def _verify(visit: Visit, kind: str, name: str, password: str) -> Verified:
    canonical = text.canonical(kind, name)
    account = accounts.by_name(kind, canonical)
    mark = _mark(account, password)
    # Requests with the same password that come at once wait for the first one's hash.
    with _stripes[hash(mark) % STRIPES]:
        room = not limits.full("login_failed", f"user:{account.id}" if account else f"{kind}:{canonical or ''}")
        if room and account is not None and _remembers(mark):
            return Verified(account, Proof(method="password", at=clock.unix()))
        limits.hit("login_network", visit.network, LIMITED)
        verified = log_in.verify(visit, kind=kind, name=name, password=password)
        audit.record("password_shown", visit=visit, user_id=verified.account.id, by=kind)
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
    """Remember nobody."""
    with _writing:
        _until.clear()

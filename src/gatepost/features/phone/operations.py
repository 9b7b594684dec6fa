"""The user's phone number: show, change, verify."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, identifiers, new_names, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.errors import CONFLICT, LIMITED, Kind, Refusal, Refused
from gatepost.features.phone import purposes
from gatepost.features.phone.settings import PhoneSettings
from gatepost.flow import logout, notices, pending_login, sensitive
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, links, outbox, secrets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess, Issued
from gatepost.ground.user_types import UserId
from gatepost.sessions.state import SessionState

SAME = Refusal(Kind.INVALID, "same_as_current", param="phone", text=_("This is your current number."))
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("Incorrect code."))
TAKEN = Refusal(Kind.WRONG, "phone_taken", param="code", text=_("This number now belongs to another account."))


def _lifetime() -> timedelta:
    return timedelta(seconds=conf.read(PhoneSettings).seconds)


def needed(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login still needs a verified number."""
    rows = [row for row in account.identifiers if row.kind == "phone"]
    if not rows or account.adopted or any(row.verified_at is not None for row in rows):
        return False
    return not any(proof.method == "code" and "phone" in proof.details for proof in proofs)


def start(visit: Visit, session: SessionState, account: Account, fresh: bool) -> None:  # noqa: FBT001
    """Start the step of a login: send a code to the number."""
    row = account.primary("phone")
    if row is not None:
        _send(visit, account.id, row.value, session.handle, fresh=fresh)


def decoy(visit: Visit, session: SessionState, target: str, fresh: bool) -> None:  # noqa: FBT001
    """Decoy counterpart of `start` for a taken number: its owner is notified instead of getting a code."""
    _send(visit, None, target, session.handle, fresh=fresh)


def _send(visit: Visit, user_id: UserId | None, target: str, handle: str, *, fresh: bool) -> None:
    _limit(visit, target, decoy=user_id is None)
    settings = conf.read(PhoneSettings)
    issued = secrets.issue(
        purposes.VERIFICATION,
        user_id=user_id,
        target=target,
        bound_to=handle,
        sms=True,
        lifetime=_lifetime(),
        resends=settings.resends,
        changes=settings.changes,
        replaces=not fresh,
    )
    _text(visit, user_id, target, issued)


def _limit(visit: Visit, target: str, *, decoy: bool) -> None:
    """Count an SMS to a number.

    Requests by strangers fill only the bucket `phone_number_any`, so that they cannot block the owner's own codes.

    Raises:
        Refused: LIMITED, with the seconds to wait.
    """
    network, number = ("phone_network", visit.network), ("phone_number", target)
    buckets = (network, ("phone_number_any", target), *(() if decoy else (number,)))
    judged = ("phone_network", "phone_number_any" if decoy else "phone_number")
    counted = limits.count(*buckets, each=True)
    waits = [seconds for name, seconds in counted.waits.items() if name in judged]
    if waits:
        raise Refused(LIMITED.after(max(waits)))


def _text(visit: Visit, user_id: UserId | None, target: str, issued: Issued) -> None:
    kind = "phone/verify" if user_id is not None else "phone/account_exists"
    context = {"code": issued.code} if user_id is not None else {"link": links.link("request_reset")}
    outbox.put("sms", kind, target, context, language=visit.language, expires_at=issued.expires_at)


def number(visit: Visit) -> Identifier | None:
    """The user's number, if there is one."""
    return accounts.load(user_of(visit)[1]).primary("phone")


def change(visit: Visit, *, phone: str) -> str:
    """Send a code to a new number, which replaces the old one once it is verified.

    Returns:
        The new number, as stored.

    Raises:
        Refused: `same_as_current`, PROOF_REQUIRED, LIMITED.
    """
    session, user = user_of(visit)
    new_names.check("phone", phone)
    canonical = new_names.stored("phone", phone)
    row = accounts.load(user).primary("phone")
    if row is not None and row.canonical == canonical:
        raise Refused(SAME)
    sensitive.require(visit, "change_phone")
    limits.hit("phone_user", str(user.pk))
    taken = _taken(canonical, user.pk)
    with database.atomic():
        _send(visit, None if taken else user.pk, canonical, session.handle, fresh=False)
        audit.record("phone_change_requested", visit=visit, user_id=user.pk)
    return canonical


def _taken(canonical: str, user_id: UserId) -> bool:
    holder = accounts.by_name("phone", canonical)
    row = holder.one("phone", canonical) if holder else None
    return row is not None and row.verified_at is not None and row.user_id != user_id


def may_change(visit: Visit) -> None:
    """Require a signed-in user, or a sign-up with a pending code that may still change its number.

    Raises:
        Refused: CONFLICT.
    """
    if visit.logged_in:
        return
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.handle else None
    if secret is None or secret.changes_left <= 0 or pending_login.find(visit) is None:
        raise Refused(CONFLICT)


def change_pending(visit: Visit, *, phone: str) -> str:
    """Replace the number of a sign-up while its verification is pending.

    Returns:
        The new number, as stored.

    Raises:
        Refused: `same_as_current`; CONFLICT if no code is pending, or no change is left.
    """
    pending = pending_login.find(visit)
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.handle else None
    if pending is None or secret is None:
        raise Refused(CONFLICT)
    new_names.check("phone", phone)
    canonical = new_names.stored("phone", phone)
    if canonical == secret.target:
        raise Refused(SAME)
    # Limited by session rather than user, so that a decoy sign-up behaves and costs the same.
    limits.hit("phone_user", visit.handle)
    with database.atomic():
        real = pending.user is not None and not _taken(canonical, pending.user.pk)
        user_id = pending.user.pk if real and pending.user is not None else None
        issued = secrets.retarget(
            purposes.VERIFICATION, visit.handle, _lifetime(), user_id=user_id, target=canonical, sms=True
        )
        if issued is None:
            raise Refused(CONFLICT)
        _limit(visit, canonical, decoy=user_id is None)
        _text(visit, user_id, canonical, issued)
    return canonical


def expects_code(visit: Visit) -> None:
    """Require a pending code.

    Raises:
        Refused: CONFLICT.
    """
    if not visit.handle or secrets.bound(purposes.VERIFICATION, visit.handle) is None:
        raise Refused(CONFLICT)


def _guess(visit: Visit, code: str) -> OneTimeSecret | Guess:
    """Try a code; the last wrong one ends the login that waits for it."""
    found = secrets.guess(purposes.VERIFICATION, code, visit.handle, consuming=True)
    if found is Guess.EXHAUSTED and not visit.logged_in:
        logout.abort(visit)
    return found


def count_missing(visit: Visit, refused: Refused) -> None:
    """Count a missing code as a wrong one, so that malformed bodies cannot bypass the limit on attempts."""
    if refused.names("code"):
        _guess(visit, "")


def verify(visit: Visit, *, code: str) -> LoggedIn | Pending:
    """Verify the number, and continue the login that waits for it.

    Raises:
        Refused: `incorrect_code`, `phone_taken`; CONFLICT if no code is pending.
    """
    found = _guess(visit, code)
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    user, target = queries.user(found.user_id), found.target

    def write() -> LoggedIn | Pending:
        queries.lock(user.pk)
        if not _prove(accounts.load(user), target):
            raise Refused(TAKEN)
        audit.record("phone_verified", visit=visit, user_id=user.pk)
        if visit.session is not None and visit.session.user is not None:
            notices.notify(visit, user, "phone/changed", phone=target)
            return LoggedIn(session=visit.session)
        pending = pending_login.find(visit)
        if pending is None:
            raise Refused(CONFLICT)
        return INTERACTIVE.resume(visit, pending, Proof(method="phone", at=clock.unix(), listed=False))

    return database.retry_transaction_on_deadlock(write)


def _prove(account: Account, target: str) -> bool:
    """Verify the number and remove the user's other ones; False if another account verified it first."""
    row = account.one("phone", target) or identifiers.add(account, "phone", target)
    for other in account.all_of("phone"):
        if other.id != row.id:
            identifiers.remove(other)
    if not row.primary and not identifiers.make_primary(row, account.user):
        return False
    return identifiers.confirm(row)


def resend(visit: Visit) -> Done:
    """Send a new code to the same number while a login waits for it.

    Raises:
        Refused: CONFLICT if no code is pending, or no resend is left.
    """
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.handle else None
    if secret is None or visit.logged_in:
        raise Refused(CONFLICT)
    with database.atomic():
        issued = secrets.renew(purposes.VERIFICATION, visit.handle, _lifetime(), user_id=secret.user_id, sms=True)
        if issued is None:
            raise Refused(CONFLICT)
        _limit(visit, secret.target, decoy=secret.user_id is None)
        _text(visit, secret.user_id, secret.target, issued)
    return Done()

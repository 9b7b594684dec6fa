"""A user's phone number: show, change, prove."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers, queries
from gatepost.accounts.account import Account
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import engine, notices, reauthentication
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, outbox, secrets, text
from gatepost.ground.secrets import Guess, Issued, Purpose
from gatepost.methods.phone.settings import PhoneSettings
from gatepost.sessions.state import SessionState

SAME = Refusal(Kind.INVALID, "same_as_current", param="phone", text=_("This is the present number."))
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("This code is not correct."))
TAKEN = Refusal(Kind.WRONG, "phone_taken", param="code", text=_("This number belongs to another account by now."))


def _lifetime() -> timedelta:
    return timedelta(seconds=conf.read(PhoneSettings).seconds)


def needed(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login waits for a proved number."""
    proved = any(proof.method == "code" and "phone" in proof.details for proof in proofs)
    return bool(account.all_of("phone")) and not account.proved("phone") and not proved


def start(visit: Visit, session: SessionState, account: Account, fresh: bool) -> None:  # noqa: FBT001
    """The step of a login: send a code to the number."""
    row = account.primary("phone")
    if row is not None:
        _send(visit, account.id, row.value, session.handle, fresh=fresh)


def decoy(visit: Visit, session: SessionState, target: str, fresh: bool) -> None:  # noqa: FBT001
    """The same for a number whose owner has an account: the owner gets a word instead of a code."""
    _send(visit, None, target, session.handle, fresh=fresh)


def _send(visit: Visit, user_id: Any, target: str, handle: str, *, fresh: bool) -> None:
    settings = conf.read(PhoneSettings)
    issued = secrets.issue(
        Purpose.VERIFY_PHONE,
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


def _text(visit: Visit, user_id: Any, target: str, issued: Issued) -> None:
    kind = "phone/verify" if user_id is not None else "phone/account_exists"
    context = {"code": issued.code} if user_id is not None else {"link": outbox.link("request_reset")}
    outbox.put("sms", kind, target, context, language=visit.language, expires_at=issued.expires_at)


def numbers(visit: Visit) -> Done:
    """The user's number, in a list of at most one."""
    row = accounts.load(user_of(visit)[1]).primary("phone")
    return Done(data=[{"phone": row.value, "verified": row.verified_at is not None}] if row else [])


def change(visit: Visit, *, phone: str) -> Done:
    """Send a code to a new number; it takes the old one's place once it is proved.

    Raises:
        Refused: `same_as_current`, PROOF_REQUIRED, LIMITED.
    """
    session, user = user_of(visit)
    canonical = text.canonical_phone(phone) or ""
    row = accounts.load(user).primary("phone")
    if row is not None and row.canonical == canonical:
        raise Refused(SAME)
    reauthentication.require(visit, "change_phone")
    limits.hit("phone_user", str(user.pk))
    taken = _taken(canonical, user.pk)
    with database.atomic():
        _send(visit, None if taken else user.pk, canonical, session.handle, fresh=False)
        audit.record("phone_change_requested", visit=visit, user_id=user.pk)
    return _accepted(canonical)


def _taken(canonical: str, user_id: Any) -> bool:
    holder = accounts.by_name("phone", canonical)
    row = holder.one("phone", canonical) if holder else None
    return row is not None and row.verified_at is not None and row.user_id != user_id


def _accepted(phone: str) -> Done:
    return Done(data=[{"phone": phone, "verified": False}], accepted=True)


def change_pending(visit: Visit, *, phone: str) -> Done:
    """Wait for another number instead, while a sign-up waits for one to be proved.

    Raises:
        Refused: `same_as_current`; CONFLICT if none is waited for, or no change is left.
    """
    pending = engine.underway(visit)
    secret = secrets.bound(Purpose.VERIFY_PHONE, visit.handle) if visit.handle else None
    if pending is None or secret is None:
        raise Refused(CONFLICT)
    canonical = text.canonical_phone(phone) or ""
    if canonical == secret.target:
        raise Refused(SAME)
    with database.atomic():
        real = pending.user is not None and not _taken(canonical, pending.user.pk)
        user_id = pending.user.pk if real and pending.user is not None else None
        issued = secrets.retarget(
            Purpose.VERIFY_PHONE, visit.handle, _lifetime(), user_id=user_id, target=canonical, sms=True
        )
        if issued is None:
            raise Refused(CONFLICT)
        _text(visit, user_id, canonical, issued)
    return _accepted(canonical)


def expects_code(visit: Visit) -> None:
    """Nothing can be proved in a session that waits for no code.

    Raises:
        Refused: CONFLICT.
    """
    if not visit.handle or secrets.bound(Purpose.VERIFY_PHONE, visit.handle) is None:
        raise Refused(CONFLICT)


def verify(visit: Visit, *, code: str) -> LoggedIn | Pending:
    """Prove the number.

    Raises:
        Refused: `incorrect_code`, `phone_taken`; CONFLICT if none is waited for.
    """
    found = secrets.guess(Purpose.VERIFY_PHONE, code, visit.handle, consuming=True)
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if found is Guess.EXHAUSTED and not visit.logged_in:
        engine.abort(visit)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    user = queries.user(found.user_id)
    with database.atomic():
        if not _prove(accounts.load(user), found.target):
            raise Refused(TAKEN)
        audit.record("phone_verified", visit=visit, user_id=user.pk)
        if visit.session is not None and visit.session.user is not None:
            notices.tell(visit, user, "phone/changed", phone=found.target)
            return LoggedIn(session=visit.session)
        pending = engine.underway(visit)
        if pending is None:
            raise Refused(CONFLICT)
        return engine.resume(visit, pending, Proof(method="phone", at=clock.unix(), told=False))


def _prove(account: Account, target: str) -> bool:
    """Confirm the number; it takes the place of any other."""
    row = account.one("phone", target) or identifiers.add(account, "phone", target)
    for other in account.all_of("phone"):
        if other.id != row.id:
            identifiers.remove(other)
    if not row.primary:
        identifiers.make_primary(row)
    return identifiers.confirm(row)


def resend(visit: Visit) -> Done:
    """Send a new code to the same number, while a login waits for it.

    Raises:
        Refused: CONFLICT if none is waited for, or none may be sent again.
    """
    secret = secrets.bound(Purpose.VERIFY_PHONE, visit.handle) if visit.handle else None
    if secret is None or visit.logged_in:
        raise Refused(CONFLICT)
    with database.atomic():
        issued = secrets.renew(Purpose.VERIFY_PHONE, visit.handle, _lifetime(), user_id=secret.user_id, sms=True)
        if issued is None:
            raise Refused(CONFLICT)
        _text(visit, secret.user_id, secret.target, issued)
    return Done()

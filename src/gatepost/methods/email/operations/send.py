"""Mail a code or a link that proves an address."""

from datetime import timedelta
from typing import Any

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.flow.outcome import Done
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, outbox, secrets, text
from gatepost.ground.secrets import Issued, Purpose
from gatepost.methods.email.settings import EmailSettings
from gatepost.sessions.state import SessionState

MANDATORY = "mandatory"


def by_code() -> bool:
    """Whether mails hold a code."""
    return conf.read(EmailSettings).verification_by != "link"


def lifetime(*, coded: bool = True) -> timedelta:
    """How long a mailed secret works, with a code where codes are mailed and somebody holds the session for it."""
    settings = conf.read(EmailSettings)
    return timedelta(seconds=settings.code_seconds if coded and by_code() else settings.link_seconds)


def needed(account: Account, proofs: Any) -> bool:
    """Whether a login waits for a proved address, as it does before a second factor must be set up."""
    proved = any(isinstance(proof, Proof) and "email" in proof.details and proof.method == "code" for proof in proofs)
    mandatory = conf.read(AccountsSettings).email_verification == MANDATORY or account.must_enrol
    return mandatory and not proved and bool(account.all_of("email")) and not account.proved("email")


def start(visit: Visit, session: SessionState, account: Account, fresh: bool) -> None:  # noqa: FBT001
    """The step of a login: mail the primary address, unless a mail just went there."""
    row = account.primary("email")
    if row is not None:
        verification(visit, account.user, row.value, handle=session.handle, fresh=fresh)


def decoy(visit: Visit, session: SessionState | None, target: str, fresh: bool) -> None:  # noqa: FBT001
    """The same for an address whose owner has an account: the owner gets a word instead of a code."""
    silent = limited(target)
    _issue(None, target, handle=session.handle if session is not None else "", fresh=fresh)
    if not silent:
        tell_owner(visit, target)


def signed_up(visit: Visit, account: Account) -> None:
    """An account that was logged in at once: its address can be proved later, by link."""
    if conf.read(AccountsSettings).email_verification != "optional":
        return
    row = account.primary("email")
    if row is None or row.verified_at is not None:
        return
    if row.claim is None:
        tell_owner(visit, row.value)
        return
    verification(visit, account.user, row.value)


def verification(visit: Visit, user: Any, target: str, *, handle: str = "", fresh: bool = True) -> bool:
    """Mail an address; False if a mail went there just now and no code would be lost by waiting.

    Args:
        visit: The door.
        user: Whose address it will be.
        target: The address.
        handle: The session in which a code works.
        fresh: Whether that session is new.
    """
    if limited(target) and not by_code():
        return False
    issued = _issue(user.pk, target, handle=handle if by_code() else "", fresh=fresh)
    mail(visit, user, target, issued, coded=bool(handle) and by_code())
    return True


def by_link(visit: Visit, account: Account | None, target: str, *, silent: bool = False) -> None:
    """Mail a link for wires that know no codes, and no session in which one waits.

    Args:
        visit: The door; `visit.links` has `verify_email`.
        account: Whose address it will be; None costs the same, and nothing is sent.
        target: The address.
        silent: Write the mail, and never send it.
    """
    issued = secrets.issue(
        Purpose.VERIFY_EMAIL,
        user_id=account.id if account else None,
        target=target,
        lifetime=timedelta(seconds=conf.read(EmailSettings).link_seconds),
    )
    context = {
        "user": accounts.display(account.user) if account else "",
        "by": "link",
        "link": visit.links["verify_email"].format(key=issued.link),
    }
    expires_at = clock.now() if silent or account is None else issued.expires_at
    outbox.put("mail", "email/verify", target, context, language=visit.language, expires_at=expires_at)


def again(visit: Visit, *, email: str) -> Done:
    """Mail the link once more to somebody who signed up and never proved the address; nobody else gets anything.

    The answer and the work are the same for everybody, and too many mails are not sent.
    """
    canonical = text.canonical_email(email)
    silent = bool(limits.wait(("reset_network", visit.network), ("signup_address", canonical or "")))
    account = accounts.by_name("email", canonical)
    if account is not None and not (account.unproved and account.user.is_active):
        account = None
    row = account.one("email", canonical) if account else None
    with database.atomic():
        by_link(visit, account, row.value if row else email, silent=silent)
        audit.record("verification_requested", visit=visit, user_id=account.id if account else None)
    return Done(accepted=True)


def limited(target: str) -> bool:
    """Count a mail to an address; True if there were too many."""
    return bool(limits.wait(("verification_address", text.canonical_email(target) or "")))


def _issue(user_id: Any, target: str, *, handle: str, fresh: bool) -> Issued:
    settings = conf.read(EmailSettings)
    return secrets.issue(
        Purpose.VERIFY_EMAIL,
        user_id=user_id,
        target=target,
        bound_to=handle if by_code() else "",
        lifetime=lifetime(coded=bool(handle)),
        resends=settings.resends,
        changes=settings.changes,
        replaces=not fresh,
    )


def mail(visit: Visit, user: Any, target: str, issued: Issued, *, coded: bool) -> None:
    """Write the mail."""
    by = conf.read(EmailSettings).verification_by if coded else "link"
    context = {
        "user": accounts.display(user),
        "by": by,
        "code": issued.code,
        "link": outbox.link("verify_email", visit.links, key=issued.link),
    }
    outbox.put("mail", "email/verify", target, context, language=visit.language, expires_at=issued.expires_at)


def tell_owner(visit: Visit, target: str) -> None:
    """Somebody wanted an address that has an account: its owner learns of it, nobody else does."""
    context = {"link": outbox.link("request_reset")}
    outbox.put("mail", "email/account_exists", target, context, language=visit.language)

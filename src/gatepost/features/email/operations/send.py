"""Mail codes and links that verify an address."""

from collections.abc import Sequence
from datetime import timedelta

from gatepost import conf
from gatepost.accounts import accounts, columns
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import LIMITED, Refused
from gatepost.features.email import purposes
from gatepost.features.email.settings import EmailSettings
from gatepost.flow import factors, mail_language, mail_limits
from gatepost.flow.outcome import Done
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, links, outbox, secrets, text
from gatepost.ground.secrets import Issued
from gatepost.ground.user_types import User, UserId
from gatepost.sessions.state import SessionState

MANDATORY = "mandatory"


def by_code() -> bool:
    """Whether verification mails contain a code."""
    return conf.read(EmailSettings).verification_by != "link"


def lifetime(*, coded: bool = True) -> timedelta:
    """Lifetime of a mailed secret: that of codes if codes are mailed and a session can use them, else that of links."""
    settings = conf.read(EmailSettings)
    return timedelta(seconds=settings.code_seconds if coded and by_code() else settings.link_seconds)


def _mandatory() -> bool:
    return conf.read(AccountsSettings).email_verification == MANDATORY


def may_be_needed() -> bool:
    """Whether the settings require a verified address of anyone; mandatory enrolment of a second factor does, too."""
    return _mandatory() or factors.enforced()


def needed(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login still needs a verified address."""
    verified = any(isinstance(proof, Proof) and "email" in proof.details and proof.method == "code" for proof in proofs)
    return (
        (account.must_enrol or _mandatory())
        and not account.adopted
        and not verified
        and bool(account.all_of("email"))
        and not account.has_verified("email")
    )


def start(visit: Visit, session: SessionState, account: Account, fresh: bool) -> None:  # noqa: FBT001
    """Start the step of a login: mail the primary address, unless one was mailed a moment ago."""
    row = account.primary("email")
    if row is not None:
        verification(visit, account.user, row.value, handle=session.handle, fresh=fresh, language=account.language)


def decoy(visit: Visit, session: SessionState | None, target: str, fresh: bool) -> None:  # noqa: FBT001
    """Decoy counterpart of `start` for a taken address: its owner is notified instead of getting a code."""
    coded = session is not None and by_code()
    wait = limited(target, coded=coded, decoy=True)
    if wait and coded:
        raise Refused(LIMITED.after(wait))
    _issue(None, target, handle=session.handle if session is not None else "", fresh=fresh)
    if not wait:
        notify_owner(visit, target)


def signed_up(visit: Visit, account: Account) -> None:
    """After a sign-up with optional verification: mail a link, with which the address can be verified later."""
    if conf.read(AccountsSettings).email_verification != "optional":
        return
    row = account.primary("email")
    if row is None or row.verified_at is not None:
        return
    if row.claim is None:
        notify_owner(visit, row.value)
        return
    verification(visit, account.user, row.value, language=account.language)


def verification(
    visit: Visit, user: User, target: str, *, handle: str = "", fresh: bool = True, language: str | None = None
) -> bool:
    """Mail a verification; returns False if a link was mailed there a moment ago.

    Args:
        visit: The request.
        user: The owner-to-be of the address.
        target: The address.
        handle: Handle of the session in which a code is valid.
        fresh: Whether that session is new, so that there is no earlier code to replace.
        language: The user's stored language, if loaded already.

    Raises:
        Refused: LIMITED if a code was mailed there a moment ago.
    """
    coded = bool(handle) and by_code()
    if wait := limited(target, coded=coded):
        if coded:
            raise Refused(LIMITED.after(wait))
        return False
    issued = _issue(user.pk, target, handle=handle if by_code() else "", fresh=fresh)
    mail(visit, user, target, issued, coded=coded, language=mail_language.of(visit, user.pk, language))
    return True


def by_link(visit: Visit, account: Account | None, target: str, *, silent: bool = False) -> None:
    """Mail a link, for APIs without verification codes and without a session that waits for one.

    Args:
        visit: The request; `visit.links` has `verify_email`.
        account: The owner-to-be of the address; None does the same work, but sends nothing.
        target: The address.
        silent: Write the mail already expired, so that the work is the same but nothing is sent.
    """
    issued = secrets.issue(
        purposes.VERIFICATION,
        user_id=account.id if account else None,
        target=target,
        lifetime=timedelta(seconds=conf.read(EmailSettings).link_seconds),
    )
    context = {
        "user": columns.greeting(account.user if account else None, target),
        "by": "link",
        "link": visit.links["verify_email"].format(key=issued.link),
    }
    expires_at = clock.now() if silent or account is None else issued.expires_at
    language = mail_language.of_account(visit, account)
    outbox.put("mail", "email/verify", target, context, language=language, expires_at=expires_at)


def resend_link(visit: Visit, *, email: str) -> Done:
    """Resend the verification link to a user who signed up and never verified the address; to no one else.

    Answer and work are the same for every address, also when the limit on mails is reached.
    """
    account = accounts.by_name("email", email)
    seconds = mail_limits.refused(
        visit,
        network="reset_network",
        address="signup_address",
        subject=text.limited_name("email", email),
        owners=[account.id] if account else [],
    )
    if account is not None and not (account.unverified and account.user.is_active):
        account = None
    row = account.called("email", email) if account else None
    with database.atomic():
        by_link(visit, account, row.value if row else text.stored_email(email), silent=bool(seconds))
        audit.record("verification_requested", visit=visit, user_id=account.id if account else None)
    return Done()


def limited(target: str, *, coded: bool, decoy: bool = False) -> float:
    """Count a mail to an address; returns the seconds to wait if there were too many.

    Requests by strangers fill only the bucket `…_any`, so that they cannot block the owner's own mails.

    Args:
        target: The address.
        coded: Whether the mail contains a code.
        decoy: Whether the address is taken, and the mail only notifies its owner.
    """
    name, canonical = "verification_code" if coded else "verification_address", text.canonical_email(target) or ""
    any_mail, own_mail = (f"{name}_any", canonical), (name, canonical)
    if decoy:
        return limits.wait(any_mail).get(any_mail[0], 0.0)
    return limits.count(own_mail, any_mail, each=True).waits.get(name, 0.0)


def limit_code(target: str, *, decoy: bool) -> None:
    """Count a code that is mailed to an address.

    Raises:
        Refused: LIMITED, with the seconds to wait.
    """
    if wait := limited(target, coded=True, decoy=decoy):
        raise Refused(LIMITED.after(wait))


def mail_again(visit: Visit, user: User, target: str, *, handle: str, taken: bool, pending: bool) -> bool:
    """Resend the verification of a signed-in user's address.

    Args:
        visit: The request.
        user: The user.
        target: The address.
        handle: Handle of the session in which a code is valid.
        taken: Whether another user owns the address, who is then notified and gets no key.
        pending: Whether the session has a pending code for this address; it is replaced, and uses up a resend.

    Returns:
        False if no resend is left, or if a link was mailed there a moment ago.

    Raises:
        Refused: LIMITED if a code was mailed there a moment ago.
    """
    coded, user_id = by_code(), None if taken else user.pk
    if pending:
        issued = secrets.renew(purposes.VERIFICATION, handle, lifetime(), user_id=user_id)
    else:
        issued = _issue(user_id, target, handle=handle if coded else "", fresh=False)
    if issued is None:
        return False
    if wait := limited(target, coded=coded, decoy=taken):
        if coded:
            raise Refused(LIMITED.after(wait))
        return False
    if taken:
        notify_owner(visit, target)
    else:
        mail(visit, user, target, issued, coded=coded, language=mail_language.of(visit, user.pk))
    return True


def _issue(user_id: UserId | None, target: str, *, handle: str, fresh: bool) -> Issued:
    settings = conf.read(EmailSettings)
    return secrets.issue(
        purposes.VERIFICATION,
        user_id=user_id,
        target=target,
        bound_to=handle if by_code() else "",
        lifetime=lifetime(coded=bool(handle)),
        resends=settings.resends,
        changes=settings.changes,
        replaces=not fresh,
    )


def mail(visit: Visit, user: User, target: str, issued: Issued, *, coded: bool, language: str) -> None:
    """Queue the verification mail with a code, a link or both, depending on `email.verification_by`."""
    by = conf.read(EmailSettings).verification_by if coded else "link"
    context = {
        "user": columns.greeting(user, target),
        "by": by,
        "code": issued.code,
        "link": links.link("verify_email", visit.links, key=issued.link),
    }
    outbox.put("mail", "email/verify", target, context, language=language, expires_at=issued.expires_at)


def notify_owner(visit: Visit, target: str) -> None:
    """Mail the owner of an address that someone tried to sign up with it; no one else learns that it is taken."""
    context = {"link": links.link("request_reset")}
    outbox.put("mail", "email/account_exists", target, context, language=visit.language)

"""Log in with a name and a password."""

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import engine
from gatepost.flow import proved as flow_proved
from gatepost.flow.grant import Granted, Opener, grant
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, limits, text
from gatepost.methods.password import hashing
from gatepost.sessions import devices, issue
from gatepost.tokens import families, opaque

TOO_MANY_ATTEMPTS = Refusal(
    Kind.WRONG, "too_many_login_attempts", text=_("Too many failed login attempts. Try again later.")
)
MISMATCH = {
    kind: Refusal(Kind.WRONG, f"{kind}_password_mismatch", param="password", text=sentence)
    for kind, sentence in (
        ("email", _("The email address or the password is not correct.")),
        ("username", _("The user name or the password is not correct.")),
        ("phone", _("The phone number or the password is not correct.")),
    )
}


def kind_of(name: str) -> str:
    """What a name is meant for where a client does not say: `email`, `username` or `phone`."""
    methods = conf.read(AccountsSettings).login_methods
    if "@" in name and "email" in methods:
        return "email"
    return "phone" if "phone" in methods and name.startswith("+") else "username"


class Verified(msgspec.Struct, frozen=True):
    """An account whose password was just shown to be right."""

    account: Account
    proof: Proof


def verify(visit: Visit, *, kind: str, name: str, password: str) -> Verified:
    """Check a password; every door that takes one comes through here.

    Unknown, disabled and password-less accounts cost and answer the same as a wrong password.

    Args:
        visit: The door.
        kind: `email`, `username` or `phone`.
        name: As typed.
        password: As typed.

    Raises:
        Refused: `…_password_mismatch`, `too_many_login_attempts`.
    """
    canonical = text.canonical(kind, name)
    account = accounts.by_name(kind, canonical)
    subject = f"user:{account.id}" if account else f"{kind}:{canonical or ''}"
    device = devices.known(visit.device, account.id) if account else ""
    bucket = ("login_failed_known", f"{subject}:{device}") if device else ("login_failed", subject)
    if waits := limits.wait(bucket):
        raise Refused(TOO_MANY_ATTEMPTS.after(max(waits.values())))
    right = hashing.verify(password, account.user.password if account else None)
    if not right or account is None or not account.user.is_active:
        audit.record("login", visit=visit, user_id=account.id if account else None, outcome="refused", by=kind)
        raise Refused(MISMATCH[kind])
    limits.forget(*bucket)
    _renew_hash(account, password)
    row = account.one(kind, canonical)
    details = {kind: row.value} if row is not None and kind != "phone" else {}
    return Verified(account, Proof(method="password", at=clock.unix(), details=details))


def by_password(
    visit: Visit, *, kind: str, name: str, password: str, anew: bool = False, proved: bool = False
) -> LoggedIn | Pending:
    """Log in.

    Args:
        visit: The door.
        kind: `email`, `username` or `phone`.
        name: As typed.
        password: As typed.
        anew: Whether who is logged in may log in once more, and then under a new session.
        proved: Whether who signed up and never proved an address is not let in; see `flow.proved`.

    Raises:
        Refused: As `verify` does; CONFLICT where somebody is logged in already.
    """
    verified = verify(visit, kind=kind, name=name, password=password)
    if visit.logged_in and not anew:
        raise Refused(CONFLICT)
    advance = flow_proved.advance if proved else engine.advance
    return advance(visit, verified.account, verified.proof)


def at_once(
    visit: Visit, *, kind: str, name: str, password: str, opens: Opener | None = None, session: bool = False
) -> Granted:
    """Log in by a wire that knows no steps; somebody else may be logged in there already.

    Args:
        visit: The door.
        kind: `email`, `username` or `phone`.
        name: As typed.
        password: As typed.
        opens: Makes what the client gets; see `flow.grant`.
        session: Whether a browser's session is opened too.

    Raises:
        Refused: As `verify` and `flow.grant.grant` do.
    """
    normal = text.password(password)
    if normal is None or not text.clean(name):
        raise Refused(MISMATCH[kind])
    verified = verify(visit, kind=kind, name=name, password=normal)
    return grant(visit, verified.account, verified.proof, opens=opens, session=session)


def _renew_hash(account: Account, password: str) -> None:
    """Hash anew what an older algorithm hashed; the user's sessions live on."""
    user = account.user
    if not hashing.outdated(user.password):
        return
    old_hash = issue.auth_hash(user)
    encoded = hashing.make(password)
    if queries.set_password(user.pk, user.password, encoded):
        user.password = encoded
        issue.carry_over(user, old_hash)
        opaque.carry_over(user, old_hash)
        families.carry_over(user, old_hash)

"""Log in with a password."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import accounts
from gatepost.accounts.accounts import Account
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.features.password import hashing
from gatepost.features.password.operations import first_login, rehash
from gatepost.flow import notices
from gatepost.flow.endings import Ending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, decisions, limits, text
from gatepost.sessions import devices

Result = TypeVar("Result")
TOO_MANY_ATTEMPTS = Refusal(
    Kind.WRONG, "too_many_login_attempts", text=_("Too many failed login attempts. Try again later.")
)
MISMATCH = {
    kind: Refusal(Kind.WRONG, f"{kind}_password_mismatch", param="password", text=sentence)
    for kind, sentence in (
        ("email", _("The email address or the password is not correct.")),
        ("username", _("The username or the password is not correct.")),
        ("phone", _("The phone number or the password is not correct.")),
    )
}


class Verified(msgspec.Struct, frozen=True):
    """An account whose password was just verified, and the attempt that counted it."""

    account: Account
    proof: Proof
    attempt: limits.Attempt


def verify(visit: Visit, *, kinds: Sequence[str], name: str, password: str) -> Verified:
    """As `check`, and uncounts the attempt.

    Raises:
        Refused: As `check` does.
    """
    checked = check(visit, kinds=kinds, name=name, password=password)
    checked.attempt.succeeded()
    return checked


def check(visit: Visit, *, kinds: Sequence[str], name: str, password: str) -> Verified:
    """Check a password; every entry point that accepts one uses this. The attempt stays counted.

    Unknown, disabled and passwordless accounts cost the same and get the same answer as a wrong password.

    Args:
        visit: The request.
        kinds: What the name may be, `email`, `username` or `phone`; the first kind that finds a user decides.
        name: As typed.
        password: As typed.

    Raises:
        Refused: `…_password_mismatch`, `too_many_login_attempts`.
    """
    kind = kinds[0]
    if not text.clean(name):
        notices.login_failed(visit, username=name, hides="password")
        raise Refused(MISMATCH[kind])
    account = accounts.by_names(kinds, name)
    subject = f"user:{account.id}" if account else text.limited_name(kind, name)
    device = devices.known(visit.device, account.id) if account and visit.device else ""
    if device:
        attempt = limits.count(("login_failed_known", f"{subject}:{device}"), call=visit.network_call)
    else:
        # Only the native API's contract limits guesses by network; other APIs limit all logins of a network.
        networks = [("login_failed_network", visit.network)] if visit.wire == "native" else []
        attempt = limits.count(("login_failed", subject), *networks, call=visit.network_call)
    if attempt.waits:
        notices.login_failed(visit, username=name, hides="password")
        raise Refused(TOO_MANY_ATTEMPTS.after(max(attempt.waits.values())))
    form = hashing.verify(password, account.user.password if account else None, trimmed=visit.wire == "native")
    if form is None or account is None or not account.user.is_active:
        account, form = first_login.ask(visit, kinds, name, password, account) or (account, form)
    if form is None or account is None or not account.user.is_active:
        if form is not None:
            decisions.note("policy", "the account is disabled")
        audit.record("login", visit=visit, user_id=account.id if account else None, outcome="refused", by=kind)
        notices.login_failed(visit, username=name, hides="password")
        raise Refused(MISMATCH[kind])
    if hashing.outdated(account.user.password, form):
        rehash.rehash(account.user, form)
    proof = Proof(method="password", at=clock.unix(), details=_shown(account, kind, name))
    return Verified(account, proof, attempt)


def _shown(account: Account, kind: str, name: str) -> dict[str, str]:
    """The name as recorded among the session's proofs: a username as typed, an address as stored."""
    if kind == "phone":
        return {}
    row = account.called(kind, name) if kind == "email" else None
    return {kind: row.value if row is not None else name}


def log_in(
    visit: Visit,
    *,
    kinds: Sequence[str],
    name: str,
    password: str,
    ending: Ending[Result],
    again: bool = True,
) -> Result:
    """Log in with a password.

    Args:
        visit: The request.
        kinds: What the name may be, `email`, `username` or `phone`; the first kind that finds a user decides.
        name: As typed.
        password: As typed.
        ending: How the API ends the login.
        again: Whether a signed-in caller, of this account or another, may log in again.

    Raises:
        Refused: As `verify` and the ending do; CONFLICT if the caller is signed in already.
    """
    verified = check(visit, kinds=kinds, name=name, password=password)
    if visit.logged_in and not again:
        verified.attempt.succeeded()
        raise Refused(CONFLICT)
    try:
        return ending.complete(
            msgspec.structs.replace(visit, attempt=verified.attempt), verified.account, verified.proof
        )
    except Refused as refused:
        # This login needs a mailed code, and one was mailed a moment ago.
        if refused.kind is not Kind.LIMITED:
            raise
        raise Refused(TOO_MANY_ATTEMPTS.after(refused.refusals[0].retry_after or 1)) from None
    finally:
        verified.attempt.succeeded()

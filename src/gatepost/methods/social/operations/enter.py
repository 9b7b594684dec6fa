"""What becomes of somebody who came back from a provider: let in, linked, asked, or refused.

Rules: an identity is a connection and a subject, never an address or a name. An address links only where the provider
vouches for it. What somebody set up on an account before its address was proved dies when its owner proves it.
Source: Sudhodanan and Paverd, "Pre-hijacked accounts", 2022; OWASP ASVS 5.0, 6.8.1.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers, lifecycle
from gatepost.accounts import queries as account_queries
from gatepost.accounts.account import Account
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import engine, grant, notices
from gatepost.flow.grant import Opener
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, text
from gatepost.methods.social.operations import identity, pipeline
from gatepost.methods.social.operations.pipeline import Arrival, Verdict
from gatepost.sessions import issue

METHOD = "socialaccount"
CONNECTED_OTHER = Refusal(Kind.INVALID, "connected_other", text=_("This login belongs to another account here."))
EMAIL_TAKEN = Refusal(
    Kind.INVALID, "email_taken", param="email", text=_("A user is already registered with this email address.")
)


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How a wire lets somebody in.

    Args:
        let_in: Takes visit, account, proof and purpose; gives what the operation gives.
        asks: Whether its clients can be asked for what is missing; otherwise the operation refuses.
        links: What happens where the address is held: a `Verdict` in place of the settings'.
        takes_over: Whether an account that never proved the address goes to the person who did.
        seconds: Whether somebody whose address is taken gets an account of their own, without a claim to it.
        needs: Names that a new account must have, beside the required sign-up fields.
    """

    let_in: Callable[[Visit, Account, Proof, str], Any]
    asks: bool = False
    links: Verdict | None = None
    takes_over: bool = True
    seconds: bool = False
    needs: tuple[str, ...] = ()


def _advance(visit: Visit, account: Account, proof: Proof, purpose: str) -> LoggedIn | Pending:
    """Who was logged in before is no longer, whatever this login still waits for."""
    if visit.logged_in:
        engine.log_out(visit)
        visit = msgspec.structs.replace(visit, session=None)
    return engine.advance(visit, account, proof, purpose=purpose)


NATIVE = Ending(let_in=_advance, asks=True)
"""Steps that are missing are waited for; a sign-up that lacks something is asked for it."""


def at_once(
    *,
    opens: Opener | None = None,
    session: bool = False,
    links: Verdict | None = None,
    takes_over: bool = True,
    seconds: bool = False,
) -> Ending:
    """The ending of wires that know no steps: a `flow.grant.Granted`, or a refusal with the name of the step."""

    def let_in(visit: Visit, account: Account, proof: Proof, purpose: str) -> Any:
        return grant.grant(visit, account, proof, opens=opens, session=session, purpose=purpose)

    return Ending(let_in=let_in, links=links, takes_over=takes_over, seconds=seconds)


def proof_of(arrival: Arrival) -> Proof:
    """The proof that the provider gave."""
    details = {"provider": arrival.connection.id, "uid": arrival.person.subject}
    return Proof(method=METHOD, at=clock.unix(), details=details)


def holder_of(arrival: Arrival) -> Account | None:
    """The account that holds the person's address."""
    return accounts.by_name("email", text.canonical_email(arrival.person.email)) if arrival.person.email else None


def known(arrival: Arrival, ending: Ending) -> Any:
    """Let somebody in who was here before; None if nobody was."""
    user = pipeline.step("known")(arrival)
    return _let_in(arrival, accounts.load(user), ending) if user is not None else None


def linked(arrival: Arrival, holder: Account, ending: Ending) -> Any:
    """Let somebody into the account that holds the address, if the policy says so; else None, or a verdict."""
    row = holder.one("email", text.canonical_email(arrival.person.email))
    if not arrival.person.verified or row is None:
        return None
    if row.verified_at is None:
        return _take_over(arrival, holder, ending) if ending.takes_over and not _powerful(holder) else None
    verdict = ending.links or pipeline.step("link")(arrival, holder)
    if verdict is Verdict.LINK:
        return _let_in(arrival, holder, ending, told="social/linked")
    return verdict if verdict is Verdict.PROVE and ending.asks else None


def _powerful(account: Account) -> bool:
    """Staff, whose addresses are often typed by somebody else, are not to be had by an address."""
    return any(getattr(account.user, name, False) for name in ("is_staff", "is_superuser"))


def _let_in(arrival: Arrival, account: Account, ending: Ending, *, told: str = "") -> Any:
    if not account.user.is_active:
        raise Refused(engine.BLOCKED)
    with database.atomic():
        if not identity.renew(arrival, account.user):
            if not identity.write(arrival, account.user):
                raise Refused(CONNECTED_OTHER)
            noted(arrival, account.user, told or "social/connected")
        columns = pipeline.step("fields")(arrival, account.user, fresh=False)
        if columns:
            account_queries.set_columns(account.id, **columns)
        return ending.let_in(arrival.visit, account, proof_of(arrival), "login")


def noted(arrival: Arrival, user: Any, told: str) -> None:
    """An identity was added to an account: never silently."""
    audit.record("provider_connected", visit=arrival.visit, user_id=user.pk, connection=arrival.connection.id)
    notices.tell(arrival.visit, user, told, always=told == "social/linked", provider=arrival.connection.name)


def _take_over(arrival: Arrival, holder: Account, ending: Ending) -> Any:
    """The owner of an address gets the account that somebody made with it and never proved."""
    if not holder.user.is_active:
        raise Refused(engine.BLOCKED)
    row = holder.one("email", text.canonical_email(arrival.person.email))
    with database.atomic():
        account_queries.lock(holder.id)
        if row is None or not identifiers.confirm(row):
            return None
        identifiers.proved_by_owner(holder)
        holder.user.password = lifecycle.unusable_hash()
        account_queries.set_columns(holder.id, password=holder.user.password)
        issue.end_all(holder.id)
        audit.record("account_taken_over", visit=arrival.visit, user_id=holder.id, connection=arrival.connection.id)
        return _let_in(arrival, accounts.load(holder.user), ending, told="social/linked")

"""How a login ends once its first proof is verified; each entry point chooses an ending and passes it on.

`INTERACTIVE` asks for the next step, for clients that can answer it. `SingleRequest` completes the login or refuses it,
for clients that send a name and a password and expect a token. `ByLink` leaves the verification of an address to a
mailed link. What a login lacks, and what it leaves behind, is the same for all of them: see `flow.engine`.
"""

import contextlib
import functools
from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import engine, factors, notices, pending_login, queries, registry, sensitive
from gatepost.flow.issuing import UNKNOWN_MOMENT, Granted, Login, Opener
from gatepost.flow.outcome import Done, LoggedIn, Pending, PendingStep
from gatepost.flow.pending_login import PendingState
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, decisions, grouped_insert_queries
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.sessions.state import Opened

VERIFICATION = "verify_email"
R_co = TypeVar("R_co", covariant=True)


class Ending(Protocol[R_co]):
    """How an API ends a login; `R_co` is the operation's result."""

    @property
    def asks(self) -> bool:
        """Whether its clients can be asked for more."""

    def complete(self, visit: Visit, account: Account, proof: Proof, *, purpose: str = "login") -> R_co:
        """Accept a proof that a verifier made for this request.

        Args:
            visit: The request.
            account: The account that the proof is for.
            proof: The proof.
            purpose: `login`, `signup` or `reset`.

        Raises:
            Refused: `account_disabled`; LOGIN_REQUIRED if the account was deleted in the meantime.
        """

    def signed_in(self, visit: Visit, proof: Proof) -> R_co:
        """Answer a user who is signed in already, and has just given a further proof."""


class SignUpEnding(Ending[R_co], Protocol[R_co]):
    """How an API ends a sign-up."""

    def decoy(self, visit: Visit, step: str, target: str) -> R_co:
        """Answer a sign-up with a taken name as `complete` would one with a free name; it can never complete.

        Args:
            visit: The request.
            step: The step that the sign-up appears to require.
            target: The name that is taken; its owner is notified.
        """


class Interactive(msgspec.Struct, frozen=True, kw_only=True):
    """Keeps a login in the visitor's session until all its steps are taken.

    A pending login is never upgraded in place; its proofs belong to one user and one login, and are discarded on abort,
    logout, completion, a new first factor, and a change of the password.

    Args:
        without: Steps that the caller has already dealt with.
    """

    asks: ClassVar[bool] = True
    without: tuple[str, ...] = ()

    def complete(
        self,
        visit: Visit,
        account: Account,
        proof: Proof,
        *,
        purpose: str = "login",
        earlier: Sequence[Proof] | None = None,
    ) -> LoggedIn | Pending:
        """Open a session if nothing is missing, else store the proof and start the next step.

        Args:
            visit: The request.
            account: The account that the proof is for.
            proof: The proof.
            purpose: `login`, `reset`, or `signup`, which runs inside a transaction.
            earlier: Proofs of the pending login that is resumed; None for a new login.
        """
        engine.require_active(visit, account)
        resumed = earlier is not None
        proofs = (*(earlier or ()), proof)
        lacking = [step for step in engine.missing(visit, account, proofs, purpose=purpose) if step not in self.without]
        if lacking:
            with contextlib.nullcontext() if purpose == "signup" and not resumed else database.atomic():
                return engine.wait(visit, account, proofs, lacking[0], purpose, resumed=resumed)
        opens = functools.partial(engine.open_session, visit, account, proofs, resumed=resumed)
        opened = engine.sign_in(visit, account, proofs, purpose, opens, at_once=True, resumed=resumed)
        return LoggedIn(session=opened.state, opened=opened)

    @grouped_insert_queries.together()
    def decoy(self, visit: Visit, step: str, target: str) -> Pending:
        """Store a pending login without a user."""
        session, opened = engine.handle_for(visit)
        if opened is None:
            queries.delete(session.id)
        pending_login.remember(session, None, "signup", step, ())
        registry.step(step).decoy(visit, session, target, opened is not None)
        audit.record("login_pending", visit=visit, step=step, purpose="signup")
        return Pending(steps=(PendingStep(step),), opened=opened)

    def signed_in(self, visit: Visit, proof: Proof) -> LoggedIn | Done:
        """Return the session as it is."""
        del proof
        return _as_before(visit)

    def resume(
        self, visit: Visit, pending: PendingState, proof: Proof, *, account: Account | None = None
    ) -> LoggedIn | Pending:
        """Complete the current step of a pending login.

        Args:
            visit: The request.
            pending: The login.
            proof: The proof that completes the step.
            account: The account as loaded before, if the proof changed nothing of it; saves a query.

        Raises:
            Refused: CONFLICT if another request completed or ended it in the meantime.
        """

        def complete() -> LoggedIn | Pending:
            known = account or accounts.load(pending.user)
            return self.complete(visit, known, proof, purpose=pending.purpose, earlier=pending.proofs)

        return database.retry_transaction_on_deadlock(complete)


def _as_before(visit: Visit) -> LoggedIn | Done:
    return LoggedIn(session=visit.session) if visit.session is not None else Done()


INTERACTIVE = Interactive()
"""The native API's ending."""


class LinkMailer(Protocol):
    """Mails a link that verifies an address; if `silent`, does the same work without sending it."""

    def __call__(self, visit: Visit, account: Account, target: str, *, silent: bool) -> None:
        """Mail the link."""


class ByLink(msgspec.Struct, frozen=True, kw_only=True):
    """Leaves the verification of an address to a mailed link; until then, the account can't sign in.

    Users created by the host project never signed up, so they have nothing to verify.

    Args:
        mail_link: Mails a new account its verification link.
    """

    asks: ClassVar[bool] = False
    mail_link: LinkMailer

    def complete(self, visit: Visit, account: Account, proof: Proof, *, purpose: str = "login") -> LoggedIn | Pending:
        """As `INTERACTIVE`; for an unverified address, Pending with that step and no session."""
        if not account.unverified or conf.read(AccountsSettings).email_verification == "none":
            return Interactive(without=(VERIFICATION,)).complete(visit, account, proof, purpose=purpose)
        row = account.primary("email")
        if row is not None and purpose == "signup":
            self.mail_link(visit, account, row.value, silent=False)
        decisions.note("policy", "no address is verified", refused=purpose == "login", user=str(account.id))
        audit.record("login", visit=visit, user_id=account.id, outcome="refused", step=VERIFICATION)
        if purpose == "login":
            notices.login_failed(visit, username=account.user.get_username(), hides="credential")
        return Pending(steps=(PendingStep(VERIFICATION),))

    def signed_in(self, visit: Visit, proof: Proof) -> LoggedIn | Done:
        """Return the session as it is."""
        del proof
        return _as_before(visit)


class SingleRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Completes the login or refuses it, for clients that can't answer a further step.

    The refusal names the step, which the user can take through the native API. A sign-up starts its missing step by a
    mailed link instead, and issues nothing.

    Args:
        opens: Issues what the client gets, in the transaction of the login.
        session: Whether a browser's session is opened too (`visit.client` is `browser` then); it replaces the visitor's
            session, if there is one.
        holds: Whether a login that only lacks a second factor is held until its code arrives; see `flow.held_login`.
    """

    asks: ClassVar[bool] = False
    opens: Opener | None = None
    session: bool = False
    holds: bool = False

    def complete(
        self, visit: Visit, account: Account, proof: Proof, *, purpose: str = "login", earlier: Sequence[Proof] = ()
    ) -> Granted:
        """Issue what the client expects, if the policy requires no further step.

        Args:
            visit: The request.
            account: The account that the proof is for.
            proof: The proof.
            purpose: `login` or `signup`.
            earlier: Proofs of the same login, if it was held.

        Raises:
            Refused: PROOF_REQUIRED with the name of the step that is missing as its code.
        """
        engine.require_active(visit, account)
        proofs = (*earlier, proof)
        # As an app: a single-request client is never asked whether to trust its browser.
        missing = engine.missing(msgspec.structs.replace(visit, client="app"), account, proofs, purpose=purpose)
        if not missing:
            issues = functools.partial(self._issue, visit, account, proofs)
            at_once = self.opens is None or self.opens.at_once
            return engine.sign_in(visit, account, proofs, purpose, issues, at_once=at_once)
        if purpose == "signup":
            engine.start_by_link(visit, account, missing[0])
            return Granted(user=account.user, pending_step=missing[0])
        if self.holds and (key := _hold(visit, account, proofs, missing[0])):
            return Granted(user=account.user, pending_step=missing[0], held=key)
        audit.record("login", visit=visit, user_id=account.id, outcome="refused", step=missing[0])
        raise notices.failed(visit, account, engine.step_required(missing[0]))

    def decoy(self, visit: Visit, step: str, target: str) -> Granted:
        """Start the step with a mailed link, which only notifies the owner."""
        registry.step(step).by_link(visit, None, target)
        audit.record("login_pending", visit=visit, step=step, purpose="signup")
        return Granted(user=None, pending_step=step)

    def signed_in(self, visit: Visit, proof: Proof | None = None) -> Granted:
        """Issue another credential; it counts as authenticated no later than the login behind it.

        Args:
            visit: The request.
            proof: The proof for the session that is opened too, unless there is one; None for no session.

        Raises:
            Refused: LOGIN_REQUIRED; whatever the opener raises.
        """
        if visit.user is None:
            raise Refused(LOGIN_REQUIRED)
        account = accounts.load(visit.user)
        wire, at = visit.wire, None
        if visit.proof is None:
            shown = sensitive.credential(visit)
            wire, at = shown.wire, shown.moment
        with database.atomic():
            opened = None
            if self.session and proof is not None and not visit.logged_in:
                if at is not None:
                    proof = msgspec.structs.replace(proof, at=max(at.timestamp(), UNKNOWN_MOMENT))
                opened = engine.open_session(msgspec.structs.replace(visit, wire=wire), account, (proof,))
            made = self._made(Login(visit=visit, account=account, proofs=(), wire=wire, authenticated_at=at), opened)
            audit.record("token_opened", visit=visit, user_id=account.id)
        return Granted(user=account.user, opened=opened, made=made)

    def _issue(
        self, visit: Visit, account: Account, proofs: tuple[Proof, ...], collected: Collected | None = None
    ) -> Granted:
        opened = engine.open_session(visit, account, proofs, collected=collected) if self.session else None
        login = Login(visit=visit, account=account, proofs=proofs, wire=visit.wire, collected=collected)
        return Granted(user=account.user, opened=opened, made=self._made(login, opened))

    def _made(self, login: Login, opened: Opened | None) -> Any:
        if self.opens is None:
            return None
        return self.opens.issue(msgspec.structs.replace(login, session=opened.state if opened is not None else None))


def _hold(visit: Visit, account: Account, proofs: Sequence[Proof], step: str) -> str:
    """Hold a login that lacks a code, and return its key; empty if no code of the user's would complete the step."""
    codes = {kind for kind, factor in factors.offered().items() if factor.check is not None}
    if step != factors.FLOW or codes.isdisjoint(factors.types(account.authenticators)):
        return ""
    with database.atomic():
        alone = msgspec.structs.replace(visit, client="app", session=None)
        opened = engine.wait(alone, account, proofs, step, "login").opened
    return opened.key if opened is not None else ""

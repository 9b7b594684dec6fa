"""The only way to a session.

Rules: nothing lets anybody in but `advance`, and `flow.grant` for wires that know no steps; a pending login is never
upgraded in place; its proofs belong to one user and one login, and die with abort, logout, completion, a new first
factor, and a change of the password.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.account import Account
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import factors, notices, queries
from gatepost.flow import method as methods
from gatepost.flow.models import PendingLogin
from gatepost.flow.outcome import LoggedIn, Pending, PendingStep
from gatepost.flow.policy import missing_steps
from gatepost.flow.proof import Proof
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, secrets
from gatepost.sessions import devices, issue, trusted
from gatepost.sessions.state import Opened, SessionState

BLOCKED = Refusal(Kind.LOGIN_REQUIRED, "account_disabled")
_decode = msgspec.json.Decoder(list[Proof]).decode


def steps() -> list[methods.Step]:
    """Every step that a login may ask for."""
    own = [step for method in methods.registered() for step in method.steps]
    return [*own, factors.STEP, factors.ENROLMENT, TRUST]


def taken(account: Account, proofs: Sequence[Proof]) -> list[str]:
    """The steps of a login, beyond its first proof, that a trusted browser may leave out the next time."""
    return [
        step.name
        for step in steps()
        if step.trusts() and step.needed(account, proofs[:1]) and not step.needed(account, proofs)
    ]


def _may_trust(account: Account, proofs: Sequence[Proof]) -> bool:
    return not any(proof.method == "trust" for proof in proofs) and bool(taken(account, proofs))


TRUST = methods.Step(name="mfa_trust", order=50, needed=_may_trust, clients=("browser",))


def handle_for(visit: Visit) -> tuple[SessionState, Opened | None]:
    """The visitor's session, or a new anonymous one for a flow that must remember something."""
    if visit.session is not None and not visit.session.ended:
        return visit.session, None
    opened = issue.anonymous(visit.client, visit.ip, visit.user_agent)
    return opened.state, opened


def advance(
    visit: Visit,
    account: Account,
    proof: Proof,
    *,
    purpose: str = "login",
    earlier: Sequence[Proof] = (),
    without: Sequence[str] = (),
) -> LoggedIn | Pending:
    """Take a proof: open a session if nothing is missing, else remember it and start the next step.

    Args:
        visit: The door.
        account: Whose proof it is.
        proof: What was proved just now.
        purpose: `login`, `signup` or `reset`.
        earlier: Proofs of the same login, from its pending row.
        without: Steps that the caller settled otherwise.

    Raises:
        Refused: The account is disabled.
    """
    proofs = (*earlier, proof)
    lacking = missing(visit, account, proofs, purpose=purpose)
    if without:
        lacking = tuple(step for step in lacking if step not in without)
    if not account.user.is_active:
        raise Refused(BLOCKED)
    with database.atomic():
        if lacking:
            return _wait(visit, account, proofs, lacking[0], purpose)
        opened = open_session(visit, account, proofs, resumed=bool(earlier))
        note(visit, account, proofs, purpose)
        return LoggedIn(session=opened.state, opened=opened)


def missing(visit: Visit, account: Account, proofs: Sequence[Proof], *, purpose: str = "login") -> tuple[str, ...]:
    """What a login with these proofs still waits for; pure but for a trusted browser, which is looked up."""
    known = steps()
    found = missing_steps(factors.judged(account), proofs, known, purpose=purpose, client=visit.client)
    avoidable = {step.name for step in known if step.name in found and step.trusts()} if visit.trust else set()
    if not avoidable:
        return found
    avoided = avoidable & trusted.may_skip(visit.trust, account.id)
    return tuple(name for name in found if name not in avoided)


def open_session(visit: Visit, account: Account, proofs: Sequence[Proof], *, resumed: bool = False) -> Opened:
    """A new session in the place of the visitor's; `advance` and `grant` alone call it, when nothing is missing.

    Whatever other login waited in the visitor's session ends; one that was resumed has ended already.
    """
    if visit.session is not None and visit.session.user is None and not resumed:
        queries.delete(visit.session.id)
    return issue.open_for(
        account.user,
        client=visit.client,
        ip=visit.ip,
        user_agent=visit.user_agent,
        proofs=[proof.told_as() for proof in proofs if proof.told],
        previous=visit.session,
    )


def note(visit: Visit, account: Account, proofs: Sequence[Proof], purpose: str) -> None:
    """What belongs to every login that is let through: its time, the event, a word about a new device."""
    if hasattr(account.user, "last_login"):
        if account.user.last_login is not None and not devices.known(visit.device, account.id):
            notices.tell(visit, account.user, "flow/new_device", account=account)
        account_queries.note_login(account.id, clock.now())
    if purpose == "signup":
        for method in methods.registered():
            method.signed_up(visit, account)
    audit.record(
        "signup" if purpose == "signup" else "login",
        visit=visit,
        user_id=account.id,
        methods=[proof.method for proof in proofs],
    )


def _wait(visit: Visit, account: Account, proofs: Sequence[Proof], step: str, purpose: str) -> Pending:
    if visit.logged_in:
        log_out(visit)
        visit = msgspec.structs.replace(visit, session=None)
    session, opened = handle_for(visit)
    if opened is None:
        queries.delete(session.id)
    _remember(session, account.user, purpose, step, proofs)
    chosen = next(one for one in steps() if one.name == step)
    chosen.start(visit, session, account, opened is not None)
    audit.record("login_pending", visit=visit, user_id=account.id, step=step, purpose=purpose)
    details = chosen.details(lambda: account.authenticators)
    return Pending(steps=(PendingStep(step, details),), opened=opened)


def wait_in_vain(visit: Visit, step: str, target: str) -> Pending:
    """The same from outside, for a sign-up with a taken name: a decoy that never completes."""
    session, opened = handle_for(visit)
    if opened is None:
        queries.delete(session.id)
    _remember(session, None, "signup", step, ())
    chosen = next(one for one in steps() if one.name == step)
    chosen.decoy(visit, session, target, opened is not None)
    audit.record("login_pending", visit=visit, step=step, purpose="signup")
    return Pending(steps=(PendingStep(step),), opened=opened)


def _remember(session: SessionState, user: Any, purpose: str, step: str, proofs: Sequence[Proof]) -> None:
    now = clock.now()
    queries.insert(
        PendingLogin(
            session_id=session.id,
            user=user,
            purpose=purpose,
            step=step,
            created_at=now,
            proofs=msgspec.json.encode(list(proofs)).decode(),
            auth_hash=issue.auth_hash(user) if user is not None else "",
            expires_at=now + timedelta(seconds=conf.read(FlowSettings).login_seconds),
        )
    )


class Underway(msgspec.Struct, frozen=True):
    """A pending login as an operation sees it."""

    user: Any
    step: str
    purpose: str
    proofs: tuple[Proof, ...]
    known: Account | None

    @property
    def account(self) -> Account:
        """What was known of the user when this was read."""
        return self.known if self.known is not None else accounts.load(self.user)


def underway(visit: Visit) -> Underway | None:
    """The login on its way in the visitor's session; None if the user was disabled or the password changed."""
    if visit.session is None or visit.session.user is not None:
        return None
    rows: list[Any] = queries.pending_account(visit.session.id, clock.now())
    if rows:
        row, user = rows[0], rows[0].user
        found = Underway(
            user, row.login_step, row.login_purpose, tuple(_decode(row.login_proofs)), accounts.of_rows(rows)
        )
        return found if user.is_active and issue.auth_hash(user) == row.login_auth_hash else None
    nameless = queries.pending(visit.session.id, clock.now())
    if nameless is None or (nameless.user is not None and issue.auth_hash(nameless.user) != nameless.auth_hash):
        return None
    return Underway(nameless.user, nameless.step, nameless.purpose, tuple(_decode(nameless.proofs)), None)


def resume(visit: Visit, pending: Underway, proof: Proof, *, account: Account | None = None) -> LoggedIn | Pending:
    """Complete the step that a pending login waits for.

    Args:
        visit: The door.
        pending: The login.
        proof: What was proved just now.
        account: What is known of the user, where the proof changed nothing of it.

    Raises:
        Refused: CONFLICT if another request completed or ended it in the meantime.
    """
    with database.atomic():
        if visit.session is None or not queries.delete(visit.session.id):
            raise Refused(CONFLICT)
        account = account if account is not None else accounts.load(pending.user)
        return advance(visit, account, proof, purpose=pending.purpose, earlier=pending.proofs)


def abort(visit: Visit) -> None:
    """End what the visitor's session waits for."""
    if visit.session is not None:
        queries.delete(visit.session.id)
        secrets.drop(bound_to=visit.session.handle)


def state(visit: Visit) -> LoggedIn | Pending:
    """How things stand for the visitor."""
    if visit.session is None:
        return Pending()
    if visit.session.user is not None:
        return LoggedIn(session=visit.session)
    return Pending(steps=waiting(visit))


def waiting(visit: Visit) -> tuple[PendingStep, ...]:
    """What the visitor's session waits for: the step of a login, and codes that were asked for."""
    if visit.session is None:
        return ()
    pending = underway(visit)
    found = _waited_for(visit.session.handle)
    if pending is None:
        return tuple(found.values())
    known = {step.name: step for step in steps()}
    others = tuple(step for name, step in found.items() if name not in known)
    details = known[pending.step].details(lambda: pending.account.authenticators)
    return (*others, PendingStep(pending.step, details))


def _waited_for(handle: str) -> dict[str, PendingStep]:
    """The flows that a session's secrets mean, by name."""
    whose = {purpose: method for method in methods.registered() for purpose in method.waits}
    found: dict[str, PendingStep] = {}
    for secret in secrets.pending(handle):
        if method := whose.get(secret.purpose):
            name = method.waits[secret.purpose]
            found.setdefault(name, PendingStep(name, method.waiting(secret)))
    return found


def log_out(visit: Visit) -> Pending:
    """End the session, with all that waits in it."""
    if visit.session is None:
        return Pending()
    with database.atomic():
        abort(visit)
        issue.end(visit.session)
        if visit.session.user is not None:
            audit.record("logout", visit=visit, user_id=visit.session.user.pk)
    return Pending(ended=True)

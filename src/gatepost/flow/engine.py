"""What every login goes through, however it ends: the policy, its steps, its session and its records.

Rule: only `sign_in` signs a user in, and only `flow.endings` calls it, when `missing` found nothing.
"""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import columns
from gatepost.accounts import queries as account_queries
from gatepost.accounts.accounts import Account
from gatepost.errors import CONFLICT, LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import factors, logout, mail_language, notices, ownership, pending_login, queries, registry
from gatepost.flow.feature import Step
from gatepost.flow.outcome import LoggedIn, Pending, PendingStep
from gatepost.flow.policy import missing_steps
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, decisions, grouped_insert_queries, secrets
from gatepost.ground.grouped_insert_queries import Collected, WritesMoreError
from gatepost.sessions import issue, login_queries, trusted
from gatepost.sessions.state import Opened, SessionState

BLOCKED = Refusal(Kind.LOGIN_REQUIRED, "account_disabled")
STEP_REQUIRED = Refusal(Kind.PROOF_REQUIRED, "step_required", text=_("This login needs one more step."))
"""Raised with the name of the step as its code: `verify_email`, `mfa_authenticate`, `mfa_enrol` …"""
Issued = TypeVar("Issued")


def step_required(step: str) -> Refused:
    """The refusal of a login that lacks a step; an opener may raise it, which rolls the login back."""
    return Refused(msgspec.structs.replace(STEP_REQUIRED, code=step))


def skippable_steps(account: Account, proofs: Sequence[Proof]) -> list[str]:
    """Steps completed in this login, after its first proof, that a trusted browser may skip next time."""
    return [
        step.name
        for step in registry.steps()
        if step.skippable() and step.needed(account, proofs[:1]) and not step.needed(account, proofs)
    ]


def handle_for(visit: Visit) -> tuple[SessionState, Opened | None]:
    """The visitor's session, or a new anonymous one for a flow that has to keep state."""
    if visit.session is not None and not visit.session.ended:
        return visit.session, None
    opened = issue.anonymous(visit.client, visit.ip, visit.user_agent)
    return opened.state, opened


def require_active(visit: Visit, account: Account) -> None:
    """Refuse the login of a disabled account.

    Raises:
        Refused: `account_disabled`.
    """
    if not account.user.is_active:
        decisions.note("policy", "the account is disabled")
        raise notices.failed(visit, account, Refused(BLOCKED))


def missing(visit: Visit, account: Account, proofs: Sequence[Proof], *, purpose: str = "login") -> tuple[str, ...]:
    """The steps that a login with these proofs still lacks; queries only to look up a trusted browser."""
    steps = registry.steps_of(purpose, visit.client)
    if factors.enforced():
        account = factors.with_enrolment_rule(account)
    found = missing_steps(account, proofs, steps)
    avoidable = {step.name for step in steps if step.name in found and step.skippable()} if visit.trust else set()
    avoided = avoidable & trusted.may_skip(visit.trust, account.id) if avoidable else set()
    lacking = tuple(name for name in found if name not in avoided)
    skipped: dict[str, Any] = {"skipped": sorted(avoided)} if avoided else {}
    decisions.note("policy", f"missing: {', '.join(lacking) or 'nothing'}", user=str(account.id), **skipped)
    return lacking


def sign_in(
    visit: Visit,
    account: Account,
    proofs: Sequence[Proof],
    purpose: str,
    issue_to: Callable[[Collected | None], Issued],
    *,
    at_once: bool,
    resumed: bool = False,
) -> Issued:
    """Sign a user in whose login lacks nothing; everything is written in one transaction, or one statement.

    Args:
        visit: The request.
        account: The account.
        proofs: The proofs of this login.
        purpose: `login`, `signup` or `reset`.
        issue_to: Opens the session, or issues what the client gets in its place; returns the ending's result. It
            inserts its rows itself, unless it is given the list of those that one statement inserts.
        at_once: Whether it can do that; it may still raise `WritesMoreError`, and is called again in a transaction.
        resumed: Whether it completes a pending login; the caller has a transaction.

    Raises:
        Refused: LOGIN_REQUIRED if the account was deleted in the meantime; CONFLICT if a resumed login ended.
    """
    fits = resumed or (purpose == "login" and visit.session is None)
    if at_once and fits and database.combines_writes() and _fits_one_statement(visit, account, proofs):
        with contextlib.suppress(WritesMoreError):
            return _sign_in_at_once(visit, account, proofs, purpose, issue_to)
    with database.atomic():
        # First of all: it locks the user's row until the login is complete, and finds out if the account was deleted.
        if not account_queries.write_last_login(account.id, clock.now()):
            raise Refused(LOGIN_REQUIRED)
        if any(shown.mailbox for shown in proofs):
            ownership.verify_after_factor(account, proofs)
        issued = issue_to(None)
        if visit.language and not account.language:
            mail_language.store(visit, account)
        returning = account.user.last_login is not None if columns.has_column("last_login") else purpose != "signup"
        if returning:
            notices.notify_of_login(visit, account)
        if purpose == "signup":
            _run_sign_up_hooks(visit, account)
        _record(visit, account, proofs, purpose)
    notices.keep(visit, account.user, notices.LOGGED_IN)
    return issued


def _fits_one_statement(visit: Visit, account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login writes nothing but what it opens, its event and the time, and mails no notice.

    Receivers of `audit.recorded` are called after a commit, so they need a transaction.
    """
    return (
        not any(shown.mailbox for shown in proofs)
        and (account.language or not visit.language or not mail_language.is_new(visit, account))
        and login_queries.possible()
        and not audit.recorded.receivers
        and not notices.tells_of_login(visit, account)
    )


def _sign_in_at_once(
    visit: Visit, account: Account, proofs: Sequence[Proof], purpose: str, issue_to: Callable[[Collected], Issued]
) -> Issued:
    """Sign a user in with one statement, which uncounts the login's attempt too.

    Raises:
        Refused: LOGIN_REQUIRED if the account was deleted in the meantime; CONFLICT if a resumed login ended.
    """
    now, rows = clock.now(), Collected()
    issued = issue_to(rows)
    _record(visit, account, proofs, purpose, rows)
    turns = visit.attempt.stored_turns() if visit.attempt is not None else {}
    user_exists, complete = login_queries.write(rows, account.id, now, turns)
    if not complete:
        raise Refused(CONFLICT if user_exists else LOGIN_REQUIRED)
    if purpose == "signup":
        _run_sign_up_hooks(visit, account)
    if visit.attempt is not None and turns:
        visit.attempt.turns = {}
    notices.keep(visit, account.user, notices.LOGGED_IN)
    return issued


def open_session(
    visit: Visit,
    account: Account,
    proofs: Sequence[Proof],
    collected: Collected | None = None,
    *,
    resumed: bool = False,
) -> Opened:
    """Replace the visitor's session with a logged-in one; only endings call it, when nothing is missing.

    The login that is pending in the visitor's session ends. `collected` is as in `sessions.issue.open_for`.

    Raises:
        Refused: CONFLICT if a resumed login ended in the meantime.
    """
    if resumed or (visit.session is not None and visit.session.user is None):
        _end_pending(visit.session, collected, resumed=resumed)
    return issue.open_for(
        account.user,
        client=visit.client,
        ip=visit.ip,
        user_agent=visit.user_agent,
        proofs=[proof.to_wire() for proof in proofs if proof.listed],
        wire=visit.wire,
        previous=visit.session,
        collected=collected,
    )


def _end_pending(session: SessionState | None, collected: Collected | None = None, *, resumed: bool) -> None:
    """Guard: delete the login pending in a session; of two requests that resume it, only one gets past this."""
    if collected is not None and session is not None:
        collected.guards.append(queries.deletion(session.id))
        return
    ended = session is not None and queries.delete(session.id)
    if resumed and not ended:
        raise Refused(CONFLICT)


def _run_sign_up_hooks(visit: Visit, account: Account) -> None:
    for feature in registry.features():
        feature.signed_up(visit, account)


def _record(
    visit: Visit, account: Account, proofs: Sequence[Proof], purpose: str, collected: Collected | None = None
) -> None:
    methods = [proof.method for proof in proofs]
    audit.record(
        "signup" if purpose == "signup" else "login",
        visit=visit,
        user_id=account.id,
        methods=methods,
        collected=collected,
    )


@grouped_insert_queries.together()
def wait(
    visit: Visit, account: Account, proofs: Sequence[Proof], step: str, purpose: str, *, resumed: bool = False
) -> Pending:
    """Store a pending login in the visitor's session and start its next step; runs inside a transaction.

    Raises:
        Refused: CONFLICT if a resumed login ended in the meantime.
    """
    if visit.logged_in:
        logout.log_out(visit)
        visit = msgspec.structs.replace(visit, session=None)
    session, opened = handle_for(visit)
    if resumed:
        account_queries.lock(account.id)  # before the pending row, as everything that revokes logins does
    if resumed or opened is None:
        _end_pending(session, resumed=resumed)
    pending_login.remember(session, account.user, purpose, step, proofs)
    chosen = registry.step(step)
    chosen.start(visit, session, account, opened is not None)
    audit.record("login_pending", visit=visit, user_id=account.id, step=step, purpose=purpose)
    return Pending(steps=(_described(chosen, lambda: account, proofs),), opened=opened)


def _described(step: Step, account: Callable[[], Account], proofs: Sequence[Proof]) -> PendingStep:
    return PendingStep(step.name) if step.describe is None else step.describe(account(), proofs)


def start_by_link(visit: Visit, account: Account, step: str) -> None:
    """Start the missing step of a new account's login by a mailed link."""
    registry.step(step).by_link(visit, account, "")
    audit.record("login_pending", visit=visit, user_id=account.id, step=step, purpose="signup")


def state(visit: Visit) -> LoggedIn | Pending:
    """Whether the visitor is logged in, and which steps are pending otherwise."""
    if visit.session is None:
        return Pending()
    return LoggedIn(session=visit.session) if visit.session.user is not None else Pending(steps=pending_steps(visit))


def pending_steps(visit: Visit) -> tuple[PendingStep, ...]:
    """The pending steps of the visitor's session: flows with an outstanding code, and last the step of a login."""
    if visit.session is None:
        return ()
    pending = pending_login.find(visit)
    found = _flows_of_secrets(visit.session.handle)
    if pending is None:
        return tuple(found.values())
    known = {step.name for step in registry.steps()}
    others = tuple(step for name, step in found.items() if name not in known)
    if pending.user is None:
        return (*others, PendingStep(pending.step))
    return (*others, _described(registry.step(pending.step), lambda: pending.account, pending.proofs))


def _flows_of_secrets(handle: str) -> dict[str, PendingStep]:
    """Pending flows implied by the session's outstanding secrets, by name."""
    whose = {purpose: feature for feature in registry.features() for purpose in feature.flows_by_purpose}
    found: dict[str, PendingStep] = {}
    now, since = clock.now(), pending_login.oldest()
    for secret in secrets.pending(handle, made_since=since):
        feature = whose.get(secret.purpose)
        if feature and (secret.created_at > since if feature.pending_for_login else secret.expires_at > now):
            name = feature.flows_by_purpose[secret.purpose]
            described = feature.describe_pending(secret) if feature.describe_pending else PendingStep(name)
            found.setdefault(name, described)
    return found

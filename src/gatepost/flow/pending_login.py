"""Logins that are pending at a step, stored beside the visitor's session."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.accounts.accounts import Account
from gatepost.flow import queries
from gatepost.flow.models import PendingLogin
from gatepost.flow.proof import Proof
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import clock, secret_queries
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import User
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState

_decode = msgspec.json.Decoder(list[Proof]).decode


def remember(session: SessionState, user: Any, purpose: str, step: str, proofs: Sequence[Proof]) -> None:
    """Store a login that is pending at a step; without a user it is a decoy."""
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


class PendingState(msgspec.Struct, frozen=True):
    """A pending login as an operation sees it."""

    user: Any
    step: str
    purpose: str
    proofs: tuple[Proof, ...]
    known: Account | None

    @property
    def account(self) -> Account:
        """The account, loaded together with the pending login where possible."""
        return self.known if self.known is not None else accounts.load(self.user)


def find(visit: Visit) -> PendingState | None:
    """The login pending in the visitor's session; None if the user was disabled or the password changed."""
    if visit.session is None or visit.session.user is not None:
        return None
    rows: list[Any] = queries.pending_account(visit.session.id, clock.now())
    if rows:
        row, user = rows[0], rows[0].user
        found = PendingState(
            user, row.login_step, row.login_purpose, tuple(_decode(row.login_proofs)), accounts.of_rows(rows)
        )
        return found if _unchanged(user, row.login_auth_hash) else None
    nameless = queries.pending(visit.session.id, clock.now())
    if nameless is None or (nameless.user is not None and not _unchanged(nameless.user, nameless.auth_hash)):
        return None
    return PendingState(nameless.user, nameless.step, nameless.purpose, tuple(_decode(nameless.proofs)), None)


def _unchanged(user: User, stored: str) -> bool:
    """Whether the account is still active, and has the password that the login began with."""
    return user.is_active and issue.auth_hash(user) == stored


def oldest() -> datetime:
    """A login that was started at this moment or earlier has expired."""
    return clock.now() - timedelta(seconds=conf.read(FlowSettings).login_seconds)


def abandon(visit: Visit, step: str, *purposes: Purpose) -> bool:
    """End the login pending in the visitor's session if this is its current step, and no code can complete it any more.

    A code that another request is comparing, or has just used, still completes it.

    Args:
        visit: The request.
        step: The step that waits for a code.
        purposes: What its code may be for.

    Returns:
        Whether no code can complete it.
    """
    session = visit.session
    if visit.handle and secret_queries.left(purposes, visit.handle, clock.now()):
        return False
    if session is not None and session.user is None:
        queries.delete_waiting(session.id, step)
    return True

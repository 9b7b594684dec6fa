"""What a single-request login issues: openers make it, in the transaction of the login."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from gatepost.accounts.accounts import Account
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.sessions.state import Opened, SessionState
from gatepost.tokens import opaque
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import Plan
from gatepost.tokens.origin import Origin

UNKNOWN_MOMENT = 1.0
"""Stands for the unknown time of a login, since a session whose proofs have no time would count as new."""


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A successful login, as an opener sees it.

    Args:
        visit: The request.
        account: The account that was signed in.
        proofs: The proofs of the login.
        session: The session that was opened with it, if any.
        wire: The API through which the user logged in; empty if unknown.
        authenticated_at: When the user authenticated; None for now.
        collected: Where openers add the rows that they insert, if one statement writes the whole login.
    """

    visit: Visit
    account: Account
    proofs: tuple[Proof, ...]
    session: SessionState | None = None
    wire: str = ""
    authenticated_at: datetime | None = None
    collected: Collected | None = None

    @property
    def origin(self) -> Origin:
        """What the tokens issued by this login record about it."""
        number = self.session.number if self.session is not None else None
        return Origin(
            wire=self.wire,
            authenticated_at=self.authenticated_at,
            session_number=number,
            ip=self.visit.ip,
            user_agent=self.visit.user_agent,
        )


class Opener(msgspec.Struct, frozen=True, kw_only=True):
    """Issues what the client gets, inside the transaction of the login.

    Args:
        issue: Issues it; the result of the login.
        at_once: Whether it adds what it writes to `Login.collected`, or raises `WritesMoreError`.
    """

    issue: Callable[[Login], Any]
    at_once: bool = False


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a single-request login.

    Args:
        user: The user; None for a decoy.
        opened: The session and its key, if one was requested.
        made: What the opener returned: the text of a token, a pair of tokens; None without an opener.
        pending_step: The step that is still missing, after a sign-up or if the login is held; then nothing was issued.
        held: The key of a login that waits for a code; see `flow.held_login`.
    """

    user: Any
    opened: Opened | None = None
    made: Any = None
    pending_step: str = ""
    held: str = ""


def opaque_token_with_row(plan: Plan) -> Opener:
    """Return an opener that issues an opaque token, named after the client, and returns its text and row."""

    def issue(login: Login) -> tuple[str, Token]:
        name = login.visit.user_agent or "-"
        return opaque.open_for(login.account.user, plan, name=name, origin=login.origin, collected=login.collected)

    return Opener(issue=issue, at_once=plan.at_once)


def token(plan: Plan) -> Opener:
    """Return an opener that issues an opaque token and returns its text alone."""
    opener = opaque_token_with_row(plan)
    return msgspec.structs.replace(opener, issue=lambda login: opener.issue(login)[0])

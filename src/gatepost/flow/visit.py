"""The request, as operations see it: plain values, no HTTP."""

from typing import Any
from uuid import UUID

import msgspec

from gatepost.flow.proof import Proof
from gatepost.ground import limits
from gatepost.sessions.state import SessionState


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """The user of a request that carries a token instead of a session.

    Args:
        user: The user's model instance.
        wire: The API through which the user logged in; empty if unknown.
        authenticated_at: When the user authenticated, in Unix seconds; 0 if unknown.
        reauthenticated_at: When the user last reauthenticated in the session behind it, in Unix seconds; 0 if never.
        token: Primary key of the opaque token, which stays active when other logins are revoked; None for other kinds.
        session_number: The session that the same login opened, if it opened one.
        family: Kind and token of the refresh family that a signed token came from; see `tokens.families`.
    """

    user: Any
    wire: str = ""
    authenticated_at: float = 0.0
    reauthenticated_at: float = 0.0
    token: UUID | None = None
    session_number: int | None = None
    family: tuple[str, str] | None = None


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """The request and its sender, in plain values; operations know nothing else of the outside.

    Args:
        client: `browser` or `app`.
        wire: The API that was called: `native`, `cookie`, a dialect's name.
        session: The session of the request, anonymous or not.
        ip: The client's address, as far as proxies are trusted.
        network: The network that rate limits count as one visitor.
        user_agent: As sent.
        language: Language code for errors and mails: the one that the project's middleware set on the request, else by
            Django's language cookie and `Accept-Language`; empty if the request names none.
        device: The device cookie of a browser in which a user has logged in before.
        trust: The keys of a trusted browser.
        refresh: The refresh token in a browser's cookie.
        bearer: The user of a token; only entry points that accept tokens set it.
        proof: Proof that this request itself contained the current password.
        links: Templates of the mailed links that this API's clients expect, by the names of the `links` settings.
        network_call: The call of the network, if the operation counts it together with its own attempts.
        attempt: The attempt that this login uncounts when it succeeds.
        request: Django's request, for the receivers of Django's signals alone; see `flow.notices`. None where Django's
            own code sends them.
    """

    client: str = "app"
    wire: str = "native"
    session: SessionState | None = None
    ip: str = ""
    network: str = ""
    user_agent: str = ""
    language: str = ""
    device: str = ""
    trust: str = ""
    refresh: str = ""
    bearer: Bearer | None = None
    proof: Proof | None = None
    links: dict[str, str] = {}
    network_call: limits.NetworkCall | None = None
    attempt: limits.Attempt | None = None
    request: Any = None

    @property
    def logged_in(self) -> bool:
        """Whether the visitor is logged in by session; a token doesn't count."""
        return self.session is not None and self.session.user is not None

    @property
    def user(self) -> Any:
        """The signed-in user, by session or by token; None for an anonymous visitor."""
        if self.session is not None and self.session.user is not None:
            return self.session.user
        return self.bearer.user if self.bearer is not None else None

    @property
    def login(self) -> str:
        """A key of user and login, for rate limits that count each of a user's logins separately."""
        number = self.session.number if self.logged_in and self.session is not None else None
        if number is None and self.bearer is not None:
            number = self.bearer.session_number
        if number is not None or self.bearer is None:
            return f"{self.user.pk}:session:{number}"
        return f"{self.user.pk}:token:{self.bearer.token or ':'.join(self.bearer.family or ())}"

    @property
    def session_number(self) -> int | None:
        """Public id of the session, for audit events."""
        return self.session.number if self.session is not None else None

    @property
    def handle(self) -> str:
        """The handle that this visitor's one-time secrets are bound to; empty without a session."""
        return self.session.handle if self.session is not None else ""

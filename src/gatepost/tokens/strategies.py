"""The tokens that an app gets in addition to its session token, only once the user is logged in.

Another kind of token is a subclass of `Strategy`, named by its dotted path in `tokens.strategy`;
`docs/features/tokens.md` shows one.
"""

import functools

from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState
from gatepost.tokens.origin import Origin
from gatepost.tokens.refresh import families, signed_refresh
from gatepost.tokens.refresh.families import Generation
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why
from gatepost.tokens.refresh.lineage import NATIVE
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import access
from gatepost.tokens.signed.jwt import BadToken, Reason

Tokens = dict[str, str]
"""`access_token`, and `refresh_token` where there is one."""


class Ended(Exception):  # noqa: N818 - a verdict
    """A valid access token whose session has ended."""


class Strategy:
    """A kind of access token; the base class issues none.

    Args of the class:
        renews: Whether there are refresh tokens, and so `tokens/refresh`.
        must_rotate: Whether a refresh token is always replaced, whatever `tokens.refresh_rotates` says.
    """

    renews = False
    must_rotate = False

    @property
    def kind(self) -> str:
        """The kind of the refresh families that it starts."""
        return NATIVE

    def open(self, session: SessionState, *, ip: str, user_agent: str) -> Tokens:
        """Issue the tokens for a new session."""
        del session, ip, user_agent
        return {}

    def renew(self, generation: Generation) -> Tokens:
        """Issue the tokens for a valid refresh token; called only if `renews`."""
        del generation
        return {}

    def read(self, text: str) -> tuple[str, str]:
        """The kind of a refresh token's family, and the text by which the family finds it."""
        return NATIVE, text

    def find(self, text: str) -> SessionState | None:
        """The session behind an access token; None for an invalid one.

        Raises:
            Ended: It is valid, but its session has ended.
        """
        del text
        return None


class Opaque(Strategy):
    """Opaque access tokens (`gpa_…`); one query finds the session."""

    renews = True
    must_rotate = True

    def open(self, session: SessionState, *, ip: str, user_agent: str) -> Tokens:
        """Start a refresh family and issue its tokens."""
        return self.renew(families.start(session.user, session=session, origin=Origin(ip=ip, user_agent=user_agent)))

    def renew(self, generation: Generation) -> Tokens:
        """Both tokens; the previous access token is revoked."""
        return {"access_token": generation.access, "refresh_token": generation.text}

    def find(self, text: str) -> SessionState | None:
        """The session of the family that the access token belongs to."""
        try:
            family = families.of_access(text)
        except InvalidRefresh as dead:
            if dead.why in (Why.ENDED, Why.DISABLED):
                raise Ended from None
            return None
        return issue.state_of(family.session, family.user) if family.session is not None else None


class Jwt(Strategy):
    """Signed access tokens; see `tokens.access`."""

    renews = True

    @property
    def kind(self) -> str:
        """The kind of families for the form in the settings."""
        return signed_refresh.KIND if conf.read(TokensSettings).form == "headless" else NATIVE

    def open(self, session: SessionState, *, ip: str, user_agent: str) -> Tokens:
        """Start a refresh family and issue its tokens."""
        generation = families.start(
            session.user, kind=self.kind, session=session, origin=Origin(ip=ip, user_agent=user_agent)
        )
        return self._tokens(session, generation)

    def renew(self, generation: Generation) -> Tokens:
        """A new access token, and the refresh token to use next."""
        family = generation.family
        if family.session is None:
            return {}
        return self._tokens(issue.state_of(family.session, family.user), generation)

    def _tokens(self, session: SessionState, generation: Generation) -> Tokens:
        family = generation.family
        refresh = signed_refresh.text(generation) if family.kind == signed_refresh.KIND else generation.text
        return {"access_token": access.make(session, scope=family.scope), "refresh_token": refresh}

    def read(self, text: str) -> tuple[str, str]:
        """Accept refresh tokens of either form, so that a change of the setting signs no one out."""
        return (signed_refresh.KIND, signed_refresh.read(text)) if "." in text else (NATIVE, text)

    def find(self, text: str) -> SessionState | None:
        """The session that a token was issued for; one query."""
        try:
            session = access.check(text).session
        except BadToken as bad:
            if bad.reason is Reason.ENDED:
                raise Ended from None
            return None
        if session is None:
            raise Ended
        return session


JWT = Jwt()
NAMED: dict[str, type[Strategy]] = {"session": Strategy, "opaque": Opaque, "jwt": Jwt}


def chosen() -> Strategy:
    """The strategy that the settings name."""
    return _strategy(conf.read(TokensSettings).strategy)


@functools.cache
def _strategy(name: str) -> Strategy:
    kind: type[Strategy] = NAMED[name] if name in NAMED else import_string(name)
    return kind()

"""What an app gets beside its session token once it is logged in, and never before.

Another kind of token is a subclass of `Strategy`, named by its dotted path in `tokens.strategy`; `docs/tokens.md` shows
one.
"""

import functools

from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState
from gatepost.tokens import access, families
from gatepost.tokens.families import Dead, Generation, Why
from gatepost.tokens.jwt import BadToken, Reason
from gatepost.tokens.settings import TokensSettings

Told = dict[str, str]
"""`access_token`, and `refresh_token` where there is one."""


class Ended(Exception):  # noqa: N818 - a verdict
    """A good access token whose session is gone."""


class Strategy:
    """A kind of access token; this one makes none.

    Args of the class:
        renews: Whether there are refresh tokens, and so `tokens/refresh`.
        must_rotate: Whether a refresh token is always used up, whatever `tokens.refresh_rotates` says.
    """

    renews = False
    must_rotate = False

    def open(self, session: SessionState, *, ip: str, user_agent: str) -> Told:
        """The tokens for a session that was just opened."""
        del session, ip, user_agent
        return {}

    def renew(self, generation: Generation) -> Told:
        """The tokens for a refresh token that is good; asked only where `renews`."""
        del generation
        return {}

    def find(self, text: str) -> SessionState | None:
        """The session behind an access token; None for one that is worth nothing.

        Raises:
            Ended: It is good, but its session is gone.
        """
        del text
        return None


class Opaque(Strategy):
    """Access tokens that mean nothing by themselves (`gpa_…`); one statement finds the session of one."""

    renews = True
    must_rotate = True

    def open(self, session: SessionState, *, ip: str, user_agent: str) -> Told:
        """Begin a family."""
        return self.renew(families.start(session.user, session=session, ip=ip, user_agent=user_agent))

    def renew(self, generation: Generation) -> Told:
        """Both tokens; the access token before ends."""
        return {"access_token": generation.access, "refresh_token": generation.text}

    def find(self, text: str) -> SessionState | None:
        """The session of a family whose access token this is."""
        try:
            family = families.of_access(text)
        except Dead as dead:
            if dead.why in (Why.ENDED, Why.DISABLED):
                raise Ended from None
            return None
        return issue.state_of(family.session, family.user) if family.session is not None else None


class Jwt(Strategy):
    """Access tokens that say who it is, signed; see `tokens.access`."""

    renews = True

    def open(self, session: SessionState, *, ip: str, user_agent: str) -> Told:
        """Begin a family."""
        generation = families.start(session.user, session=session, ip=ip, user_agent=user_agent)
        return {"access_token": access.make(session), "refresh_token": generation.text}

    def renew(self, generation: Generation) -> Told:
        """A new access token, and the refresh token that is to be used next."""
        family = generation.family
        if family.session is None:
            return {}
        session = issue.state_of(family.session, family.user)
        return {"access_token": access.make(session, scope=family.scope), "refresh_token": generation.text}

    def find(self, text: str) -> SessionState | None:
        """The session that a token was made for; one statement."""
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
    """The strategy of the settings."""
    return _strategy(conf.read(TokensSettings).strategy)


@functools.cache
def _strategy(name: str) -> Strategy:
    kind: type[Strategy] = NAMED[name] if name in NAMED else import_string(name)
    return kind()

"""Trusted browsers, in which a user may skip some steps of a login.

The browser keeps one key for each user who trusts it; the server stores digests, so that trust can be listed and
revoked. It ends when the password or a second factor changes.
Source: OWASP ASVS 5.0, 6.3.3, 7.4.3.
"""

from collections.abc import Sequence
from datetime import timedelta
from secrets import randbelow

from gatepost import conf
from gatepost.ground import clock, credentials, keyring
from gatepost.ground.user_types import UserId
from gatepost.sessions import queries
from gatepost.sessions.models import TrustedBrowser
from gatepost.sessions.settings import SessionsSettings

COOKIE = "gatepost_trust"
PURPOSE = "trusted-browser"
USERS = 5


def _keys(cookie: str) -> list[str]:
    return [key for key in cookie.split(".")[:USERS] if credentials.well_formed("t", key)]


def remember(user_id: UserId, steps: Sequence[str], *, ip: str, user_agent: str) -> str:
    """Trust a browser; returns the key for its cookie."""
    key, now = credentials.make("t"), clock.now()
    row = TrustedBrowser(
        number=randbelow(2**52 - 1) + 1,
        digest=keyring.digest(PURPOSE, str(user_id), key),
        user_id=user_id,
        steps=",".join(steps),
        created_at=now,
        expires_at=now + timedelta(seconds=conf.read(SessionsSettings).trust_seconds),
        ip=ip,
        user_agent=user_agent[:300],
    )
    queries.insert_trusted(row)
    return key


def cookie(present: str, key: str) -> str:
    """The cookie with a new key added, the newest first."""
    return ".".join([key, *_keys(present)][:USERS])


def digests(present: str, user_id: UserId) -> list[str]:
    """The digests under which a cookie's keys are stored if they belong to this user."""
    return [one for key in _keys(present) for one in keyring.digests(PURPOSE, str(user_id), key)]


def may_skip(present: str, user_id: UserId) -> frozenset[str]:
    """The steps that this user may skip in a browser with this cookie; no query for malformed input."""
    found = digests(present, user_id)
    rows = queries.trusted(user_id, found, clock.now()) if found else []
    return frozenset(step for row in rows for step in row.steps.split(","))


def revoke_all(user_id: UserId) -> None:
    """Revoke trust in all browsers of a user."""
    queries.delete_trusted(user_id)

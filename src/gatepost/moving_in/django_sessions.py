"""Live sessions in Django's table `django_session`: copied under the same keys, so that nobody is signed out.

A session that Django would no longer accept is not copied: an expired one, one whose user's password changed or whose
user is disabled. What Django's engines keep elsewhere (a cache, signed cookies) isn't in the table.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import models

from gatepost import conf
from gatepost.ground import clock, credentials, database, keyring
from gatepost.ground.user_types import User
from gatepost.moving_in import old_tables
from gatepost.moving_in.package import Entry, Kind, Skipped, Source, Table
from gatepost.sessions import issue, store, taking_over
from gatepost.sessions.models import Session
from gatepost.sessions.settings import SessionsSettings

DATABASE_ENGINES = ("django.contrib.sessions.backends.db", "django.contrib.sessions.backends.cached_db")
TAKEN_OVER = tuple(f"django.contrib.sessions.backends.{name}" for name in ("cache", "file", "signed_cookies"))
DEAD = "the session had ended: the password was changed, or the account is disabled or deleted"
UNFINISHED = (
    "no user is signed in, and the project stored nothing in it; whatever was started in it has to be started again"
)
FOREIGN_KEY = "its key doesn't have the format of Django's keys; the user has to sign in again"


class DjangoSession(models.Model):
    """A session as Django's engine `db` stores it."""

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField()

    class Meta:
        apps = old_tables.registry
        app_label = "sessions"
        db_table = "django_session"
        managed = False

    def __str__(self) -> str:
        return str(self.expire_date)


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What the old package knows about a session.

    Args:
        created_at: When the user signed in.
        last_seen_at: When it was last used.
        ip: The client's address.
        user_agent: As sent.
    """

    created_at: datetime
    last_seen_at: datetime
    ip: str = ""
    user_agent: str = ""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How a package uses sessions.

    Args:
        details: What it knows about sessions, by key; one query for all.
        proofs: The proofs of a login, from the session's data.
        private: Prefixes of the data's keys that only the package itself uses.
    """

    details: Callable[[Sequence[str]], Mapping[str, Details]] = lambda keys: {}  # noqa: ARG005
    proofs: Callable[[Mapping[str, Any]], Sequence[Mapping[str, Any]]] = lambda data: ()  # noqa: ARG005
    private: tuple[str, ...] = ()


def block() -> dict[str, dict[str, Any]]:
    """The settings with which sessions that are in no table are taken over at their next request."""
    engine = settings.SESSION_ENGINE
    return {"sessions": {"previous_engine": engine}} if engine in TAKEN_OVER else {}


def advice() -> list[str]:
    """What becomes of sessions that aren't in the table."""
    engine = settings.SESSION_ENGINE
    if engine in TAKEN_OVER:
        return [f"Sessions of {engine} are taken over at their next request; keep its cache or files until then."]
    if engine not in (*DATABASE_ENGINES, store.__name__):
        return [f"SESSION_ENGINE is {engine}, whose sessions can't be read here: users have to sign in again."]
    return []


def _live() -> "models.QuerySet[Any]":
    return old_tables.rows(DjangoSession, expire_date__gt=clock.now())


def _read(after: str, size: int) -> Sequence[Source]:
    return old_tables.page_by_secret(_live(), after, size, _digest)


def _digest(key: str) -> str:
    return keyring.digest(issue.PURPOSE, issue.MOVED, key)


def kind(reading: Reading) -> Kind:
    """The kind of rows that Django's sessions are, as a package uses them."""
    return Kind(
        name="sessions",
        title="Sessions",
        tables=(Table(model=Session, columns=("user", "auth_hash")),),
        count=lambda: _live().count(),
        read=_read,
        convert=lambda sources: _convert(sources, reading),
        undone="they were ended or signed in again here; what Django's own table says about them holds again",
    )


def _convert(sources: Sequence[Source], reading: Reading) -> list[Entry | Skipped]:
    data = {source.key: SessionStore().decode(source.row.session_data) for source in sources}
    users = _users(data.values())
    details = reading.details([source.row.session_key for source in sources])
    there = _there(data)
    return [
        Entry(source=source.key, user_id=data[source.key].get(SESSION_KEY))
        if source.key in there
        else _one(source, data[source.key], users, details.get(source.row.session_key), reading)
        for source in sources
    ]


def _there(digests: Iterable[str]) -> set[str]:
    """The sessions that the move of another package has copied already."""
    rows = Session.objects.using(database.alias()).filter(digest__in=list(digests))
    return set(rows.values_list("digest", flat=True))


def _users(data: Any) -> dict[str, Any]:
    """The users of sessions, by the text of their primary key in the session."""
    key = get_user_model()._meta.pk  # noqa: SLF001 - documented
    wanted = {text for one in data if (text := one.get(SESSION_KEY)) is not None}
    found = get_user_model()._base_manager.using(database.alias()).in_bulk([key.to_python(text) for text in wanted])  # noqa: SLF001
    return {key.value_to_string(user): user for user in found.values()}


def _one(
    source: Source, data: dict[str, Any], users: Mapping[str, Any], details: Details | None, reading: Reading
) -> Entry | Skipped:
    user_id = data.get(SESSION_KEY)
    kept = {
        name: value
        for name, value in data.items()
        if name not in taking_over.LOGIN_KEYS and not name.startswith(reading.private)
    }
    if user_id is None and not kept:
        return Skipped(source=source.key, user_id="none", reason=UNFINISHED)
    user = users.get(str(user_id)) if user_id is not None else None
    if user_id is not None and (user is None or not taking_over.accepted(user, data)):
        return Skipped(source=source.key, user_id=user_id, reason=DEAD)
    if not credentials.is_django_key(source.row.session_key):
        return Skipped(source=source.key, user_id=user_id, reason=FOREIGN_KEY)
    proofs = [dict(proof) for proof in reading.proofs(data)] if user is not None else []
    row = _row(source, user, details or _guessed(source.row.expire_date, proofs))
    row.data, row.proofs = store.SessionStore().encode(kept), json.dumps(proofs)
    return Entry(source=source.key, user_id=user_id, rows=(row,))


def _guessed(expires_at: datetime, proofs: Sequence[Mapping[str, Any]]) -> Details:
    """When a session was created, if the package doesn't know: at the first proof, or by its expiry."""
    now = clock.now()
    since = expires_at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if proofs:
        since = datetime.fromtimestamp(min(float(proof["at"]) for proof in proofs), tz=now.tzinfo)
    since = min(since, now)
    return Details(created_at=since, last_seen_at=since)


def _row(source: Source, user: User | None, details: Details) -> Session:
    expires_at = source.row.expire_date
    longest = clock.now() + timedelta(seconds=conf.read(SessionsSettings).absolute_seconds)
    return Session(
        number=secrets.randbelow(2**52 - 1) + 1,
        digest=source.key,
        client=issue.BROWSER,
        user_id=user.pk if user is not None else None,
        auth_hash=issue.auth_hash(user) if user is not None else "",
        backend=store.BACKEND if user is not None else "",
        created_at=details.created_at,
        last_seen_at=details.last_seen_at,
        expires_at=expires_at,
        absolute_expires_at=max(expires_at, longest),
        ip=details.ip,
        user_agent=details.user_agent,
    )

"""Opening, finding and ending sessions.

Rules: a login always gets a new row with a new key, and its previous row is deleted in the same transaction; only a
keyed digest of a key is stored; a changed password ends the login, regardless of who changed it.

A project may set the lifetime of sessions by Django's own means (`SESSION_COOKIE_AGE`, `set_expiry`), counted from the
last change. Our idle and absolute limits apply as well.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import compare_digest, randbelow
from typing import Any

import msgspec
from django.conf import settings
from django.utils.timezone import is_aware, make_aware

from gatepost import conf
from gatepost.accounts import drift
from gatepost.ground import clock, credentials, keyring
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.ground.prebuilt_queries import unsaved
from gatepost.ground.user_types import User
from gatepost.sessions import queries
from gatepost.sessions.models import Session
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import Opened, SessionState

PURPOSE = "session"
MOVED = "moved"
"""Stands for the client in the digest of a key that another session engine made."""
BROWSER = "browser"
EXPIRY_KEY = "_session_expiry"
"""The key of the session data under which Django's `set_expiry` stores its value."""
LONGEST_SECONDS = 100 * 365 * 86400.0
LAST_SEEN_STEP = timedelta(minutes=1)
_decode = msgspec.json.Decoder(list[dict[str, Any]]).decode


def auth_hash(user: User) -> str:
    """A digest of the password hash, which changes when the password does."""
    return keyring.digest("session-auth", str(user.pk), user.password)


def digests(client: str, key: str) -> list[str]:
    """The digests of a key, one for each key of the ring.

    A key that isn't in our format belongs to a session that was moved. Django's sessions don't say whether a browser or
    an app has the key, so the first use decides about its client.
    """
    return keyring.digests(PURPOSE, client if credentials.well_formed("s", key) else MOVED, key)


def may_be_moved(key: str) -> bool:
    """Whether a key may be that of a session that another engine made."""
    if credentials.well_formed("s", key):
        return False
    return credentials.is_django_key(key) or bool(conf.read(SessionsSettings).previous_engine)


def find(key: str, client: str) -> SessionState | None:
    """The valid session of a key, with its user; one query, none for malformed input.

    A session whose user was disabled or whose password changed is returned without a user.
    """
    moved = not credentials.well_formed("s", key)
    if moved and not may_be_moved(key):
        return None
    found = queries.find(keyring.digests(PURPOSE, MOVED if moved else client, key))
    now = clock.now()
    if found is None or found[0].expires_at <= now:
        return None
    row, user, annotations = found
    if moved and row.client != client:
        queries.set_client(row.id, client)
        row.client = client
    renewed = record_activity(row, now)
    if user is not None and not (
        user.is_active and same_password(user, row.auth_hash) and drift.follow(user, annotations)
    ):
        return state_of(row, None)
    return state_of(row, user, renewed=renewed)


def if_logged_in(row: Session | None) -> SessionState | None:
    """The state of a row that was read with its user; None unless it is a valid login."""
    now = clock.now()
    if row is None or row.user is None or row.expires_at <= now:
        return None
    record_activity(row, now)
    return state_of(row, row.user) if row.user.is_active and same_password(row.user, row.auth_hash) else None


def same_password(user: User, stored: str) -> bool:
    """Whether a digest from `auth_hash` matches the current password hash, under any key of the ring."""
    current = keyring.digests("session-auth", str(user.pk), user.password)
    return any(compare_digest(stored, one) for one in current)


def record_activity(row: Session | queries.FoundSession, now: datetime) -> bool:
    """Extend a session that is in use; writes at most once a minute, or ten times within a shorter idle limit.

    Returns:
        Whether the row now expires later than before.
    """
    room, with_user = conf.read(SessionsSettings), row.user_id is not None
    idle: float = room.idle_seconds if with_user else room.anonymous_seconds
    age = project_age(row.client, row.data, now) if row.client == BROWSER else None
    if age is not None:
        idle, _ = _limits_beside(age, with_user=with_user)
    step = min(LAST_SEEN_STEP, timedelta(seconds=idle / 10))
    if now - row.last_seen_at <= step:
        return False
    before, row.expires_at = row.expires_at, min(now + timedelta(seconds=idle), row.absolute_expires_at)
    queries.touch(row.id, now - step, now, row.expires_at)
    return row.expires_at > before


def project_age(client: str, data: str, now: datetime) -> float | None:
    """The lifetime that the project gives a session, in seconds from its last change; None if it sets none.

    Args:
        client: Django's settings and `set_expiry` apply to sessions of browsers only.
        data: The session's data, encoded.
        now: The time of the change.
    """
    if client != BROWSER:
        return None
    chosen = json.loads(data).get(EXPIRY_KEY) if EXPIRY_KEY in data else None
    if isinstance(chosen, str):
        date = datetime.fromisoformat(chosen)
        return (date - now if is_aware(date) else make_aware(date) - now).total_seconds()
    if chosen:
        return min(float(chosen), LONGEST_SECONDS)
    return cookie_age()


def cookie_age() -> float | None:
    """`SESSION_COOKIE_AGE` if the project sets it; None for Django's default, which the project did not choose."""
    set_by_project = getattr(settings, "is_overridden")("SESSION_COOKIE_AGE")  # noqa: B009 - the stubs don't know it
    return float(settings.SESSION_COOKIE_AGE) if set_by_project else None


def _limits_beside(age: float, *, with_user: bool) -> tuple[float, float]:
    """Our idle and absolute limits with a lifetime set by the project, which may exceed their defaults."""
    if not with_user:
        return age, age
    room = conf.read(SessionsSettings)
    given = conf.tree().get(room.section, {})
    idle = room.idle_seconds if "idle_seconds" in given else max(room.idle_seconds, age)
    absolute = room.absolute_seconds if "absolute_seconds" in given else max(room.absolute_seconds, age)
    return idle, absolute


def expiry(age: float | None, *, now: datetime, since: datetime, with_user: bool) -> tuple[datetime, datetime]:
    """When a session that is written now expires: if it isn't used again, and at the latest.

    Args:
        age: As `project_age` returns it.
        now: The time.
        since: The time of the login.
        with_user: Whether a user is logged in.
    """
    room = conf.read(SessionsSettings)
    if age is not None:
        idle, absolute = _limits_beside(age, with_user=with_user)
        last = min(since + timedelta(seconds=absolute), now + timedelta(seconds=age))
    else:
        idle = room.idle_seconds if with_user else room.anonymous_seconds
        last = since + timedelta(seconds=room.absolute_seconds)
    return min(now + timedelta(seconds=idle), last), last


def state_of(row: Session | queries.FoundSession, user: User | None, *, renewed: bool = False) -> SessionState:
    """The state of a row; without a user it has no proofs and no data of the login."""
    return SessionState(
        id=row.id,
        number=row.number,
        client=row.client,
        user=user,
        created_at=row.created_at,
        expires_at=row.expires_at,
        renewed=renewed,
        proofs=tuple(_decode(row.proofs)) if user is not None else (),
        data=row.data if user is not None or row.user_id is None else "{}",
        ended=user is None and bool(row.auth_hash),
        wire=row.wire,
    )


def new_row(
    client: str,
    ip: str,
    user_agent: str,
    *,
    user: User | None = None,
    age: float | None = None,
    since: datetime | None = None,
) -> tuple[str, Session]:
    """The key of a new session, and its row, not yet written.

    Args:
        client: `browser` or `app`.
        ip: The client's address.
        user_agent: As sent.
        user: The user who is logged in, if any.
        age: As `project_age` returns it.
        since: The time of the login, if it isn't now.
    """
    key = credentials.make("s")
    now = clock.now()
    since = since or now
    expires_at, absolute = expiry(age, now=now, since=since, with_user=user is not None)
    row = unsaved(
        Session,
        number=randbelow(2**52 - 1) + 1,
        digest=keyring.digest(PURPOSE, client, key),
        client=client,
        created_at=since,
        last_seen_at=now,
        expires_at=expires_at,
        absolute_expires_at=absolute,
        ip=ip,
        user_agent=user_agent[:300],
    )
    if user is not None:
        row.user_id = user.pk
        row.auth_hash = auth_hash(user)
    return key, row


def anonymous(client: str, ip: str, user_agent: str) -> Opened:
    """Open a session without a user, for a flow that has to keep state."""
    age = project_age(client, "{}", clock.now())
    if age is not None:
        age = min(age, conf.read(SessionsSettings).anonymous_seconds)
    key, row = new_row(client, ip, user_agent, age=age)
    queries.insert(row)
    return Opened(key=key, state=state_of(row, None))


def open_for(
    user: User,
    *,
    client: str,
    ip: str,
    user_agent: str,
    proofs: Sequence[dict[str, Any]],
    wire: str = "",
    previous: SessionState | None = None,
    collected: Collected | None = None,
) -> Opened:
    """Log a user in with a new session that replaces the previous one, if any. Runs inside a transaction.

    What it writes goes to `collected`, if given; it is then written only if the previous session is still there. The
    project's data moves along unless it was another user's.
    """
    moves = previous is not None and (previous.user is None or previous.user.pk == user.pk)
    data = previous.data if previous is not None and moves else "{}"
    age = project_age(client, data, clock.now()) if client == BROWSER else None
    key, row = new_row(client, ip, user_agent, user=user, age=age)
    row.wire, row.data, row.proofs = wire, data, msgspec.json.encode(list(proofs)).decode()
    if previous is not None and collected is not None:
        collected.guards.append(queries.replacement(previous.id, row))
    elif previous is None or not queries.replace(previous.id, row):
        queries.insert(row, collected)
    return Opened(key=key, state=state_of(row, user))


def add_proof(state: SessionState, proof: dict[str, Any]) -> SessionState:
    """Add a proof to a session, for example after reauthentication."""
    proofs = [*state.proofs, proof]
    queries.write_proofs(state.id, msgspec.json.encode(proofs).decode())
    return msgspec.structs.replace(state, proofs=tuple(proofs))


def remove_ended(state: SessionState) -> bool:
    """Delete a session that `end_others` ended; False for any other."""
    return state.ended and queries.delete_ended(state.id) > 0


def keep_after_rehash(user: User, old_hash: str) -> int:
    """Keep a user's sessions valid after the same password was rehashed."""
    return queries.replace_hash(user.pk, old_hash, auth_hash(user))

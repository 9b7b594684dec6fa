"""Opening, finding and ending sessions.

Rules: a login always gets a new row with a new key, and the row it came from dies in the same transaction;
only a keyed digest of a key is stored; a password that changed ends the login, whoever changed it.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from gatepost import conf
from gatepost.ground import clock, credentials, keyring
from gatepost.ground.announce import announce
from gatepost.sessions import queries, trusted
from gatepost.sessions.models import Session
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import Opened, SessionState

PURPOSE = "session"
LAST_SEEN_STEP = timedelta(minutes=1)
_decode = msgspec.json.Decoder(list[dict[str, Any]]).decode


def auth_hash(user: Any) -> str:
    """A digest of the password hash: it changes when the password does."""
    return keyring.digest("session-auth", str(user.pk), user.password)


def find(key: str, client: str) -> SessionState | None:
    """The living session of a key, with its user, in one statement; junk costs none.

    A session whose user was disabled or whose password changed comes back without a user.
    """
    if not credentials.well_formed("s", key):
        return None
    found = queries.find(keyring.digests(PURPOSE, client, key))
    now = clock.now()
    if found is None or found[0].expires_at <= now:
        return None
    row, user = found
    note_visit(row, now)
    if user is not None and not (user.is_active and same_password(user, row.auth_hash)):
        return state_of(row, None)
    return state_of(row, user)


def behind(row: Session | None) -> SessionState | None:
    """The session of a row that was read with its user, if somebody is logged in there."""
    now = clock.now()
    if row is None or row.user is None or row.expires_at <= now:
        return None
    note_visit(row, now)
    return state_of(row, row.user) if row.user.is_active and same_password(row.user, row.auth_hash) else None


def same_password(user: Any, stored: str) -> bool:
    """Whether a digest from `auth_hash` was made of the present password hash, by whichever key of the ring."""
    current = keyring.digests("session-auth", str(user.pk), user.password)
    return any(random.compare_digest(stored, one) for one in current)


def note_visit(row: Session | queries.Found, now: datetime) -> None:
    """A session is in use: it lives on; written once a minute."""
    if now - row.last_seen_at <= LAST_SEEN_STEP:
        return
    settings = conf.read(SessionsSettings)
    idle = settings.idle_seconds if row.user_id is not None else settings.anonymous_seconds
    expires_at = min(now + timedelta(seconds=idle), row.absolute_expires_at)
    queries.touch(row.id, now - LAST_SEEN_STEP, now, expires_at)


def state_of(row: Session | queries.Found, user: Any) -> SessionState:
    """A row in the words of the house; without a user nothing of the login is left in it."""
    return SessionState(
        id=row.id,
        number=row.number,
        client=row.client,
        user=user,
        created_at=row.created_at,
        proofs=tuple(_decode(row.proofs)) if user is not None else (),
        data=row.data if user is not None or row.user_id is None else "{}",
        ended=user is None and bool(row.auth_hash),
    )


def new_row(client: str, ip: str, user_agent: str, *, user: Any = None) -> tuple[str, Session]:
    """A session not yet written, and its key."""
    key = credentials.make("s")
    now = clock.now()
    settings = conf.read(SessionsSettings)
    absolute = now + timedelta(seconds=settings.absolute_seconds if user else settings.anonymous_seconds)
    idle = now + timedelta(seconds=settings.idle_seconds if user else settings.anonymous_seconds)
    row = Session(
        number=random.randbelow(2**52 - 1) + 1,
        digest=keyring.digest(PURPOSE, client, key),
        client=client,
        created_at=now,
        last_seen_at=now,
        expires_at=min(idle, absolute),
        absolute_expires_at=absolute,
        ip=ip,
        user_agent=user_agent[:300],
    )
    if user is not None:
        row.user_id = user.pk
        row.auth_hash = auth_hash(user)
    return key, row


def anonymous(client: str, ip: str, user_agent: str) -> Opened:
    """A session without a user, for a flow that needs to remember something."""
    key, row = new_row(client, ip, user_agent)
    queries.insert(row)
    return Opened(key=key, state=state_of(row, None))


def open_for(
    user: Any,
    *,
    client: str,
    ip: str,
    user_agent: str,
    proofs: Sequence[dict[str, Any]],
    previous: SessionState | None = None,
) -> Opened:
    """Log a user in: a new session; the one it came from, if any, dies. Runs inside a transaction.

    The host project's data (a shopping cart, say) moves along unless it belonged to somebody else.
    """
    key, row = new_row(client, ip, user_agent, user=user)
    row.proofs = msgspec.json.encode(list(proofs)).decode()
    if previous is not None and (previous.user is None or previous.user.pk == user.pk):
        row.data = previous.data
    if previous is None or not queries.replace(previous.id, row):
        queries.insert(row)
    return Opened(key=key, state=state_of(row, user))


def add_proof(state: SessionState, proof: dict[str, Any]) -> SessionState:
    """Remember a fresh proof in a session."""
    proofs = (*state.proofs, proof)
    queries.write_proofs(state.id, msgspec.json.encode(list(proofs)).decode())
    return msgspec.structs.replace(state, proofs=proofs)


def end(state: SessionState) -> None:
    """Log out: the session is gone before the answer is."""
    queries.delete(state.id)


def end_all(user_id: Any) -> int:
    """End every session of a user; no browser is trusted any more."""
    trusted.forget_all(user_id)
    announce("logged_out_everywhere", user_id)
    return queries.delete_of_user(user_id)


def end_others(user_id: Any, keep: UUID | None) -> int:
    """Turn a user's other sessions into anonymous ones.

    Their holders learn that they are logged out (401) and may log in again with the key they have.
    """
    settings = conf.read(SessionsSettings)
    return queries.demote_others(user_id, keep, clock.now() + timedelta(seconds=settings.anonymous_seconds))


def carry_over(user: Any, old_hash: str) -> int:
    """The same password under a new hash: the user's sessions go on."""
    return queries.replace_hash(user.pk, old_hash, auth_hash(user))

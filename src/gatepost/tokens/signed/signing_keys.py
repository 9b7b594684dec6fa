"""The keys that sign access tokens: next, active, retired, revoked.

Rules: keys are generated on first need, sealed in the database, and reread after at most five seconds, so that a
revocation takes effect within five; the next key is published before it signs; a retired key verifies until its last
token has expired. If two processes create or rotate at once, a unique constraint and a row count leave one new key.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from gatepost import conf
from gatepost.ground import audit, clock, database, keyring
from gatepost.ground.sealing import SealedColumn
from gatepost.ground.uuid7 import uuid7
from gatepost.tokens.models import SigningKey
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import jwt, key_queries
from gatepost.tokens.signed.jwk import Key

FRESH_SECONDS = 5
ALGORITHMS = ("ES256", "EdDSA", "RS256", "HS256")
PURPOSE = "signing-key"
_KID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SEALED = SealedColumn(purpose=PURPOSE, model=SigningKey)


class Ring(msgspec.Struct, frozen=True):
    """A snapshot of the keys.

    Args:
        active: The one that signs.
        others: Those that sign in other algorithms, by algorithm.
        keys: Those that verify, by id.
        read_at: When it was read, in Unix seconds.
    """

    active: Key
    keys: Mapping[str, Key]
    read_at: float
    others: Mapping[str, Key] = {}


_ring: Ring | None = None
_opened: dict[str, Key] = {}
"""Keys that this process has opened already; only those in the ring are used."""


def ring() -> Ring:
    """The keys; one query if they were not read within the last five seconds, else none.

    Raises:
        ImproperlyConfigured: A key was sealed by a key that is not in `KEYS`.
    """
    global _ring  # noqa: PLW0603 - one cache per process is the point
    known, now = _ring, clock.unix()
    if known is None or not 0 <= now - known.read_at < FRESH_SECONDS:
        known = _ring = _read(now)
    return known


def signer(algorithm: str) -> Key:
    """The key that signs in an algorithm, which need not be that of the settings; made on first need.

    It is replaced as often as the active key. Its successor is not published in advance: those who verify ID tokens
    reread the keys for an id that they don't know (OpenID Connect Core, section 10.1.1).
    """
    known = ring()
    if known.active.algorithm == algorithm:
        return known.active
    if algorithm not in known.others:
        key_queries.insert(_new(algorithm, algorithm))
        forget()
        known = ring()
    return known.others[algorithm]


def needs_no_query() -> bool:
    """Whether reading the keys costs no query now."""
    return _ring is not None and 0 <= clock.unix() - _ring.read_at < FRESH_SECONDS


def find(kid: str) -> Key | None:
    """The key of an id, if it may verify."""
    return ring().keys.get(kid)


def find_retired(kid: str) -> Key | None:
    """The key of an id, even if it was retired long ago, for tokens that may have expired; one query for such a key.

    Raises:
        ImproperlyConfigured: It was sealed by a key that is not in `KEYS`.
    """
    if (key := find(kid)) is not None:
        return key
    row = key_queries.unrevoked(kid) if _KID.fullmatch(kid) else None
    return _open(row) if row is not None else None


def published() -> dict[str, Any]:
    """The public halves, as a JWKS; HMAC keys have none. Source: RFC 7517, section 5."""
    return {"keys": [key.public() for key in ring().keys.values() if not key.symmetric]}


def forget() -> None:
    """Drop the snapshot, so that the keys are reread."""
    global _ring  # noqa: PLW0603
    _ring = None


def make(algorithm: str | None = None) -> SigningKey | None:
    """Generate the next key; None if there is one already."""
    row = _new(algorithm or conf.read(TokensSettings).algorithm, "next")
    return row if key_queries.insert(row) else None


def rotate() -> bool:
    """Make the next key active, retire the active one and generate a new next key; False if another process did."""
    forget()
    return _replace_active(_active(key_queries.usable(clock.now())))


def retire(kid: str) -> bool:
    """Retire a key; tokens signed by it stay valid. The next key replaces the active one."""
    row = next((row for row in key_queries.usable(clock.now()) if row.kid == kid), None)
    if row is None or row.slot is None:
        return False
    if row.slot == "active":
        return rotate()
    forget()
    if row.slot == row.algorithm:
        return _replace_other(row)
    with database.atomic():
        return key_queries.retire(row.id, "next", clock.now()) == 1 and make() is not None


def revoke(kid: str) -> bool:
    """Revoke a key, in every process within five seconds; False if there is no such key that isn't revoked."""
    forget()
    now, algorithm = clock.now(), conf.read(TokensSettings).algorithm
    with database.atomic():
        if not key_queries.revoke(kid, now):
            return False
        audit.record("signing_key_revoked", key=kid)
        if _active(key_queries.usable(now)) is None:
            _succeed(now, algorithm)
        make(algorithm)
    return True


def _active(rows: Sequence[SigningKey]) -> SigningKey | None:
    return next((row for row in rows if row.slot == "active"), None)


def _replace_active(active: SigningKey | None) -> bool:
    """Replace the active key, or fill its empty slot."""
    now, algorithm = clock.now(), conf.read(TokensSettings).algorithm

    def replace() -> bool:
        with database.atomic():
            if active is not None and not key_queries.retire(active.id, "active", now):
                return False
            return _succeed(now, algorithm)

    return database.retry_on_deadlock(replace)


def _succeed(now: datetime, algorithm: str) -> bool:
    """Fill the active slot, which must be free, and the next one."""
    if not key_queries.promote(now, algorithm):
        key_queries.retire_unfit(now, algorithm)
        if not key_queries.insert(_new(algorithm, "active")):
            return False
    make(algorithm)
    audit.record("signing_key_rotated")
    return True


def _replace_other(row: SigningKey) -> bool:
    """Replace the key of another algorithm; False if another process did."""

    def replace() -> bool:
        with database.atomic():
            if not key_queries.retire(row.id, row.algorithm, clock.now()):
                return False
            return key_queries.insert(_new(row.algorithm, row.algorithm))

    return database.retry_on_deadlock(replace)


def _new(algorithm: str, slot: str) -> SigningKey:
    row_id, kid, now = uuid7(), secrets.token_hex(8), clock.now()
    data = msgspec.json.encode(Key.generate(algorithm, kid=kid).private())
    return SigningKey(
        id=row_id,
        kid=kid,
        algorithm=algorithm,
        slot=slot,
        sealed=keyring.seal(PURPOSE, data, row_id.hex),
        created_at=now,
        activated_at=None if slot == "next" else now,
    )


def _read(now: float) -> Ring:
    settings = conf.read(TokensSettings)
    if settings.algorithm == "HS256" and settings.hs256_secret:
        key = Key.of_secret(settings.hs256_secret.encode(), kid=keyring.digest(PURPOSE, settings.hs256_secret)[:16])
        opened = {row.algorithm: _open(row) for row in _usable(settings) if row.slot == row.algorithm}
        return Ring(key, {key.kid: key} | {one.kid: one for one in opened.values()}, now, opened)
    rows = _usable(settings)
    active = _active(rows)
    if active is None or _due(active, settings):
        _replace_active(active)
        rows = _usable(settings)
        active = _active(rows)
    if active is None:
        raise ImproperlyConfigured("no signing key could be made")
    if due := [row for row in rows if row.slot == row.algorithm and _due(row, settings)]:
        for row in due:
            _replace_other(row)
        rows = _usable(settings)
    keys = {row.kid: _open(row) for row in rows}
    others = {row.algorithm: keys[row.kid] for row in rows if row.slot == row.algorithm}
    return Ring(keys[active.kid], keys, now, others)


def _usable(settings: TokensSettings) -> list[SigningKey]:
    longest = timedelta(seconds=settings.access_seconds + jwt.LEEWAY_SECONDS)
    return key_queries.usable(clock.now() - longest)


def _due(active: SigningKey, settings: TokensSettings) -> bool:
    since = active.activated_at or active.created_at
    return settings.signing_key_days > 0 and clock.now() - since > timedelta(days=settings.signing_key_days)


def _open(row: SigningKey) -> Key:
    place = f"{row.id.hex} {row.sealed}"
    if (known := _opened.get(place)) is not None:
        return known
    try:
        data = msgspec.json.decode(keyring.unseal(PURPOSE, row.sealed, row.id.hex))
    except keyring.KeyringError:
        raise ImproperlyConfigured(f"signing key {row.kid} was sealed by a key that is not in KEYS") from None
    key = _opened[place] = Key.of_jwk(data, algorithm=row.algorithm, kid=row.kid)
    return key


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        forget()
        _opened.clear()


setting_changed.connect(_forget)

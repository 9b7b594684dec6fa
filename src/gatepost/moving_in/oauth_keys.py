"""Keys with which another OpenID provider signs: moved with their ids, so that clients that know them verify on."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from gatepost.ground import clock, keyring
from gatepost.ground.uuid7 import uuid7
from gatepost.moving_in.package import Entry, Kind, Skipped, Source, Table
from gatepost.tokens.models import SigningKey
from gatepost.tokens.signed import key_queries, signing_keys
from gatepost.tokens.signed.jwk import BadKey, Key

ALGORITHM = "RS256"
UNFIT = "it isn't an RSA key of 2,048 bits or more in PEM; ID tokens that it signed can't be verified any more"


def kind(pems: Callable[[], Sequence[str]]) -> Kind:
    """The kind of a provider's signing keys.

    Args:
        pems: The keys in PEM; the first is the one that signs, if any does.
    """

    def convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
        there = {row.kid for row in key_queries.every()}
        occupied = any(row.slot == ALGORITHM for row in key_queries.every())
        return [_one(source, there, signs=source.position == "0" and not occupied) for source in sources]

    return Kind(
        name="signing_keys",
        title="Signing keys",
        tables=(Table(model=SigningKey, columns=("kid", "algorithm", "revoked_at")),),
        count=lambda: len(pems()),
        read=lambda after, size: _read(pems(), after, size),
        convert=convert,
        undone="they were revoked here since",
    )


def key_of(pem: str) -> Key | None:
    """A key, with its thumbprint as its id; None if it is unfit."""
    try:
        found = Key.of_pem(ALGORITHM, pem.encode())
        found.private()
    except (BadKey, ValueError):  # no key, or no private one
        return None
    return Key.of_pem(ALGORITHM, pem.encode(), kid=found.thumbprint)


def _read(pems: Sequence[str], after: str, size: int) -> list[Source]:
    start = int(after) + 1 if after else 0
    found = list(enumerate(pems))[start : start + size]
    return [Source(key=_name(pem, number), position=str(number), row=pem) for number, pem in found]


def _name(pem: str, number: int) -> str:
    key = key_of(pem)
    return key.thumbprint if key is not None else f"unfit {number}"


def _one(source: Source, there: set[str], *, signs: bool) -> Entry | Skipped:
    key: Any = key_of(source.row)
    if key is None:
        return Skipped(source=source.key, user_id="none", reason=UNFIT)
    if key.kid in there:
        return Entry(source=source.key, user_id="none")
    row_id, now = uuid7(), clock.now()
    data = msgspec.json.encode(key.private())
    row = SigningKey(
        id=row_id,
        kid=key.kid,
        algorithm=ALGORITHM,
        slot=ALGORITHM if signs else None,
        sealed=keyring.seal(signing_keys.PURPOSE, data, row_id.hex),
        created_at=now,
        activated_at=now,
        retired_at=None if signs else now,
    )
    return Entry(source=source.key, user_id="none", rows=(row,))

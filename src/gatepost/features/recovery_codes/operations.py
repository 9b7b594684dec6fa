"""Generate, show and check recovery codes."""

import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import authenticator_queries
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.features.recovery_codes import queries
from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.features.recovery_codes.settings import RecoveryCodesSettings
from gatepost.flow import factors, notices, sensitive
from gatepost.flow.reauthentication import anyone_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring
from gatepost.ground.sealing import SealedColumn
from gatepost.ground.user_types import User

TYPE = "recovery_codes"
PURPOSE = "recovery-code"
DIGITS = 8
SHORTEST, LONGEST = 4, 64
"""Ours have eight digits; codes that were moved from another package may have any length, and letters."""
FEW = 3
CANNOT = Refusal(
    Kind.INVALID,
    "cannot_generate_recovery_codes",
    text=_("Add another second factor before you generate recovery codes."),
)


def _digest(row: RecoveryCode, code: bytes) -> dict[str, Any]:
    return {"digest": keyring.digest(PURPOSE, str(row.authenticator.user_id), _normal(code.decode()))}


def _normal(code: str) -> str:
    """A code without spaces and dashes; full-width characters are folded."""
    return "".join(char for char in unicodedata.normalize("NFKC", code) if not char.isspace() and char != "-")


SEALED = SealedColumn(purpose=PURPOSE, model=RecoveryCode, bound_to="authenticator_id", follows=_digest)


def _held(user: User) -> Authenticator | None:
    return next((row for row in authenticator_queries.authenticators(user.pk) if row.type == TYPE), None)


def _make(user: User) -> Authenticator:
    held = Authenticator(
        number=secrets.randbelow(2**52 - 1) + 1, user_id=user.pk, type=TYPE, single=TYPE, created_at=clock.now()
    )
    if not authenticator_queries.insert_authenticator(held):
        raise Refused(CONFLICT)
    codes: set[str] = set()
    while len(codes) < conf.read(RecoveryCodesSettings).count:
        codes.add(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")
    queries.insert(rows_of(held, dict.fromkeys(codes, False)))
    return held


def rows_of(held: Authenticator, codes: Mapping[str, bool], used_at: datetime | None = None) -> list[RecoveryCode]:
    """The rows of a set, not yet written.

    Args:
        held: The set.
        codes: The codes, and whether each was used.
        used_at: The time to note for those.
    """
    return [
        RecoveryCode(
            authenticator=held,
            digest=keyring.digest(PURPOSE, str(held.user_id), _normal(code)),
            sealed="" if used else keyring.seal(PURPOSE, code.encode(), held.id.hex),
            used_at=used_at if used else None,
        )
        for code, used in codes.items()
    ]


def added(visit: Visit, user: User) -> bool:
    """Generate codes when a user adds the first second factor; returns whether any were generated."""
    del visit
    if not conf.read(RecoveryCodesSettings).enabled or _held(user) is not None:
        return False
    _make(user)
    return True


def removed(user: User, left: bool) -> None:  # noqa: FBT001 - the registry's signature
    """Delete the codes when a user removes the last second factor."""
    if not left:
        authenticator_queries.delete_authenticators(user.pk, type=TYPE)


class Codes(msgspec.Struct, frozen=True):
    """A user's recovery codes.

    Args:
        row: Their row among the user's authenticators.
        total: How many were generated.
        unused: How many are left.
        shown: Those that are left, where they may be shown.
    """

    row: Authenticator
    total: int
    unused: int
    shown: Sequence[str] = ()

    def __repr__(self) -> str:
        return "<Codes>"


def count(row: Authenticator) -> Codes:
    """How many codes there are, without showing any; one query."""
    return _counted(row, queries.of(row.id))


def _counted(row: Authenticator, codes: Sequence[RecoveryCode], shown: Sequence[str] = ()) -> Codes:
    return Codes(row, len(codes), sum(code.used_at is None for code in codes), shown)


def show(visit: Visit) -> Codes | None:
    """Show the unused codes; with `recovery_codes.show_once`, only their number after the first time.

    Returns:
        None if the user has no codes.

    Raises:
        Refused: PROOF_REQUIRED.
    """
    user = anyone_of(visit)
    held = _held(user)
    if held is None:
        return None
    sensitive.require(visit, "recovery_codes")
    return _shown(held)


def _shown(held: Authenticator) -> Codes:
    rows = queries.of(held.id)
    sealed = [row.sealed for row in rows if row.sealed]
    if conf.read(RecoveryCodesSettings).show_once and not queries.erase(held.id):
        sealed = []
    return _counted(held, rows, [keyring.unseal(PURPOSE, one, held.id.hex).decode() for one in sealed])


def generate(visit: Visit) -> Codes:
    """Generate new codes, and invalidate the previous ones.

    Raises:
        Refused: `cannot_generate_recovery_codes`, PROOF_REQUIRED; CONFLICT if a concurrent request generated codes.
    """
    user = anyone_of(visit)
    if not factors.types(authenticator_queries.authenticators(user.pk)):
        raise Refused(CANNOT)
    sensitive.require(visit, "recovery_codes")
    with database.atomic():
        account_queries.lock(user.pk)
        authenticator_queries.delete_authenticators(user.pk, type=TYPE)
        held = _make(user)
        audit.record("recovery_codes_generated", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "recovery_codes/generated")
    return _shown(held)


def check(visit: Visit, user: User, held: Authenticator, code: str) -> bool:
    """Use up one of the user's codes; of two concurrent requests with the same code one succeeds."""
    plain = _normal(code)
    if not SHORTEST <= len(plain) <= LONGEST or not plain.isascii():
        return False
    if not queries.use(held.id, keyring.digests(PURPOSE, str(user.pk), plain), clock.now()):
        return False
    authenticator_queries.record_use(held.id, clock.now())
    left = count(held).unused
    if left <= FEW:
        notices.notify(visit, user, "recovery_codes/few_left", left=str(left))
    return True

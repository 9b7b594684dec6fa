"""Make recovery codes, show them, use them."""

import secrets
import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import factors, notices, reauthentication, second_factor
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring
from gatepost.methods.recovery_codes import queries
from gatepost.methods.recovery_codes.models import RecoveryCode
from gatepost.methods.recovery_codes.settings import RecoveryCodesSettings

TYPE = "recovery_codes"
PURPOSE = "recovery-code"
DIGITS = 8
FEW = 3
CANNOT = Refusal(
    Kind.INVALID,
    "cannot_generate_recovery_codes",
    text=_("Recovery codes stand in for a second factor: add one first."),
)


def _held(user: Any) -> Authenticator | None:
    return next((row for row in account_queries.authenticators(user.pk) if row.type == TYPE), None)


def _make(user: Any) -> Authenticator:
    held = Authenticator(
        number=secrets.randbelow(2**52 - 1) + 1, user=user, type=TYPE, single=TYPE, created_at=clock.now()
    )
    if not account_queries.insert_authenticator(held):
        raise Refused(CONFLICT)
    codes: set[str] = set()
    while len(codes) < conf.read(RecoveryCodesSettings).count:
        codes.add(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")
    rows = [
        RecoveryCode(
            authenticator=held,
            digest=keyring.digest(PURPOSE, str(user.pk), code),
            sealed=keyring.seal(PURPOSE, code.encode(), held.id.hex),
        )
        for code in codes
    ]
    queries.insert(rows)
    return held


def added(visit: Visit, user: Any) -> bool:
    """A user got a second factor: codes come with the first one."""
    del visit
    if not conf.read(RecoveryCodesSettings).enabled or _held(user) is not None:
        return False
    _make(user)
    return True


def removed(user: Any, left: bool) -> None:  # noqa: FBT001 - what the registry hands over
    """A user lost a second factor: codes go with the last one."""
    if not left:
        account_queries.delete_authenticators(user.pk, type=TYPE)


def tell(rows: Sequence[Authenticator]) -> dict[UUID, dict[str, Any]]:
    """How many there are, and how many are left; a user has one set."""
    return {row.id: _counts(row) for row in rows}


def _counts(row: Authenticator) -> dict[str, Any]:
    codes = queries.of(row.id)
    return {"total_code_count": len(codes), "unused_code_count": sum(code.used_at is None for code in codes)}


def show(visit: Visit) -> Done:
    """The codes that are left, or how many there are where they were shown before and may not be shown again.

    Raises:
        Refused: PROOF_REQUIRED.
    """
    user = user_of(visit)[1]
    held = _held(user)
    if held is None:
        return Done(absent=True)
    reauthentication.require(visit, "change_factors")
    return _shown(held)


def _shown(held: Authenticator) -> Done:
    sealed = [row.sealed for row in queries.of(held.id) if row.sealed]
    if conf.read(RecoveryCodesSettings).show_once and not queries.erase(held.id):
        sealed = []
    data = second_factor.told(held)
    if sealed:
        data["unused_codes"] = [keyring.unseal(PURPOSE, one, held.id.hex).decode() for one in sealed]
    return Done(data=data)


def generate(visit: Visit) -> Done:
    """Make new codes; those before are dead at once.

    Raises:
        Refused: `cannot_generate_recovery_codes`, PROOF_REQUIRED; CONFLICT if another call made codes meanwhile.
    """
    user = user_of(visit)[1]
    if not factors.types(account_queries.authenticators(user.pk)):
        raise Refused(CANNOT)
    reauthentication.require(visit, "change_factors")
    with database.atomic():
        account_queries.lock(user.pk)
        account_queries.delete_authenticators(user.pk, type=TYPE)
        held = _make(user)
        audit.record("recovery_codes_generated", visit=visit, user_id=user.pk)
        notices.tell(visit, user, "recovery_codes/generated")
    return _shown(held)


def check(visit: Visit, user: Any, held: Authenticator, code: str) -> bool:
    """Whether this is one of the user's codes that was not used; of two who bring the same one is let in."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", code) if not sign.isspace() and sign != "-")
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return False
    if not queries.use(held.id, keyring.digests(PURPOSE, str(user.pk), digits), clock.now()):
        return False
    account_queries.used_authenticator(held.id, clock.now())
    left = _counts(held)["unused_code_count"]
    if left <= FEW:
        notices.tell(visit, user, "recovery_codes/few_left", left=str(left))
    return True

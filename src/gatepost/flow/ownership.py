"""What follows when a user turns out to own a mailbox or number, by a code or link sent there or by a provider.

The account may have been created by a stranger who only knew the address ("pre-hijacking"): whatever such a person may
have attached is removed then, once. Nothing is removed from an account that the project created, nor if a second factor
is older than the address: the account had an owner before it got that address, so the factor is required.
Source: Sudhodanan and Paverd, "Pre-hijacked accounts", 2022.
"""

import enum
from collections.abc import Sequence
from datetime import timedelta

from gatepost.accounts import accounts, identifiers, lifecycle, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.flow import factors, notices
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, clock, database
from gatepost.sessions import closing

AT_ONCE = timedelta(seconds=1)
"""Names written within this time after the account was adopted came with it."""


class Meaning(enum.Enum):
    """What the first verification of a name means for its account."""

    CLEARS = "clears"
    """What the account has may have been attached by a stranger: all of it is removed."""
    VERIFIES = "verifies"
    """The project created the account: the name is verified, and everything stays."""
    WAITS = "waits"
    """The account had an owner with a second factor before it got this name: the factor is required."""


def meaning(account: Account, row: Identifier) -> Meaning:
    """What follows for the account when the visitor turns out to own a name that was never verified."""
    if account.adopted:
        return Meaning.WAITS if newer_than_factor(account, row) else Meaning.VERIFIES
    if not factors.types(account.authenticators):
        return Meaning.CLEARS
    oldest = min(held.created_at for held in account.factors)
    return Meaning.CLEARS if account.established_at is None and row.created_at < oldest else Meaning.WAITS


def newer_than_factor(account: Account, row: Identifier) -> bool:
    """Whether an account got a name after its oldest second factor; names that the project gave it never count."""
    if not factors.types(account.authenticators):
        return False
    if account.adopted and account.established_at is not None and row.created_at - account.established_at < AT_ONCE:
        return False
    return row.created_at > min(held.created_at for held in account.factors)


def releasable(account: Account, proofs: Sequence[Proof]) -> Identifier | None:
    """The address by which the visitor reached an account that is probably not theirs.

    It was added after the second factor, and was never verified together with that factor.
    """
    for mailbox in (proof.mailbox for proof in proofs if proof.mailbox):
        row = account.called("email", mailbox)
        if row is not None and row.verified_at is None and newer_than_factor(account, row):
            return row
    return None


def verify_after_factor(account: Account, proofs: Sequence[Proof]) -> None:
    """Verify an address that is newer than the second factor, once a login has proved both."""
    row = releasable(account, proofs)
    if row is not None and any(proof.method == "mfa" for proof in proofs):
        identifiers.confirm(row, among=account.identifiers)


def verify(visit: Visit, account: Account, row: Identifier, *, keeps_password: bool = False) -> Account | None:
    """Verify a name that the visitor owns, by mailbox, number or provider.

    Args:
        visit: The request.
        account: The account that has the name.
        row: The name.
        keeps_password: Whether to keep the password, because the owner has just set it.

    Returns:
        The account afterwards; None if another user verified the name first.
    """
    means = meaning(account, row)
    if row.verified_at is not None or means is Meaning.WAITS:
        return account
    with database.atomic():
        queries.lock(account.id)
        if not identifiers.confirm(row, among=account.identifiers):
            return None
        if means is Meaning.CLEARS:
            _clear(visit, account, row, keeps_password=keeps_password)
            queries.record_owner(account.id, clock.now())
    return accounts.load(account.user)


def _clear(visit: Visit, account: Account, row: Identifier, *, keeps_password: bool) -> None:
    others = [one for one in account.identifiers if one.kind != "username" and one.id != row.id]
    for other in others:
        identifiers.remove(other)
    if not row.primary:
        identifiers.make_primary(row, account.user)
    announce.announce("address_verified", account.id)
    closing.end_others(account.id, None)
    if not keeps_password and account.user.has_usable_password():
        account.user.password = lifecycle.unusable_hash()
        queries.set_columns(account.id, password=account.user.password)
    audit.record(
        "account_cleared",
        visit=visit,
        user_id=account.id,
        names=len(others),
        factors=[held.type for held in account.authenticators],
    )
    if row.kind == "email" and (others or account.authenticators):
        notices.notify(visit, account.user, "flow/cleared", to=row.value, always=True)

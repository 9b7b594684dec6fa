"""Email addresses, with whether they are verified; several per user.

The primary address stays the one in the user model's column. A verified address takes the name from an account that
only claimed it; of two users who verified the same one, the first keeps it.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from gatepost.accounts import columns, reconciliation
from gatepost.accounts.models import Identifier
from gatepost.accounts.reconciliation import SPELLED
from gatepost.ground import clock, text
from gatepost.moving_in import old_tables
from gatepost.moving_in.allauth.tables import EmailAddress
from gatepost.moving_in.package import Change, Entry, Kind, Skipped, Source, Table

KIND_OF_NAME = "email"
TAKEN = (
    "another user has verified the same address and keeps it; this user can't log in with it, "
    "only with another name, a passkey or a provider"
)
UNREADABLE = "the address contains control characters, or is longer than 319 characters; it can't be used here"


def _canonical(address: str) -> str:
    return text.canonical(KIND_OF_NAME, address) or SPELLED + address


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is there already for a page of addresses.

    Args:
        own: The addresses of the users, by user and normal form.
        claims: The holders of names, by claim.
        earlier: The user who verified an address first, by address in lower case.
    """

    own: dict[tuple[Any, str], Identifier]
    claims: dict[str, Identifier]
    earlier: dict[str, Any]


def _known(rows: Sequence[Any]) -> Known:
    names = [_canonical(row.email) for row in rows]
    own = Identifier.objects.filter(kind=KIND_OF_NAME, user_id__in=[row.user_id for row in rows])
    claims = Identifier.objects.filter(kind=KIND_OF_NAME, claim__in=names)
    spelled = {spelling for row in rows for spelling in (row.email, row.email.lower())}
    first: dict[str, Any] = {}
    for one in old_tables.rows(EmailAddress, email__in=spelled, verified=True).order_by("pk"):
        first.setdefault(_canonical(one.email), one.user_id)
    return Known(
        own={(row.user_id, row.canonical): row for row in own},
        claims={str(row.claim): row for row in claims},
        earlier=first,
    )


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    known = _known([source.row for source in sources])
    return [_one(source, known) for source in sorted(sources, key=lambda source: not source.row.verified)]


def _one(source: Source, known: Known) -> Entry | Skipped:
    address = source.row
    if not reconciliation.writable(address.email):
        return Skipped(source=source.key, user_id=address.user_id, reason=UNREADABLE)
    canonical = _canonical(address.email)
    mine, holder = known.own.get((address.user_id, canonical)), known.claims.get(canonical)
    if not address.verified:
        rows = () if mine is not None else (_new(address, canonical, known),)
        return Entry(source=source.key, user_id=address.user_id, rows=rows)
    if known.earlier.get(canonical, address.user_id) != address.user_id or _verified_by_another(holder, address):
        return Skipped(source=source.key, user_id=address.user_id, reason=TAKEN)
    releases = (_release(holder),) if holder is not None and holder.user_id != address.user_id else ()
    if mine is None:
        new = _new(address, canonical, known, claim=canonical, verified_at=clock.now())
        known.claims[canonical] = new
        return Entry(source=source.key, user_id=address.user_id, rows=(new,), changes=releases)
    if mine.verified_at is not None:
        return Entry(source=source.key, user_id=address.user_id)
    verified = Change(row=mine, values={"claim": canonical, "verified_at": clock.now()})
    return Entry(source=source.key, user_id=address.user_id, changes=(*releases, verified))


def _verified_by_another(holder: Identifier | None, address: Any) -> bool:
    return holder is not None and holder.user_id != address.user_id and holder.verified_at is not None


def _release(holder: Identifier) -> Change:
    return Change(row=holder, values={"claim": None})


def _new(address: Any, canonical: str, known: Known, **values: Any) -> Identifier:
    """A row for an address that is not in a column; it is the primary one only for a user model without one."""
    row = Identifier(
        user_id=address.user_id,
        kind=KIND_OF_NAME,
        value=address.email,
        canonical=canonical,
        primary=address.primary and columns.email_column() is None,
        created_at=clock.now(),
        **values,
    )
    known.own[address.user_id, canonical] = row
    return row


KIND = Kind(
    name="addresses",
    title="Email addresses",
    tables=(Table(model=Identifier, columns=("value", "claim", "verified_at", "primary")),),
    count=lambda: old_tables.rows(EmailAddress).count(),
    read=lambda after, size: old_tables.page(EmailAddress, after, size),
    convert=_convert,
    follows=True,
)

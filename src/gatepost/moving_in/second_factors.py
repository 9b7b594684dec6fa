"""Authenticator apps, recovery codes and security keys of another package; packages differ in how they store them."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from gatepost.accounts.models import Authenticator as Factor
from gatepost.features.passkey.models import Passkey
from gatepost.features.passkey.operations import reading
from gatepost.features.recovery_codes import operations as recovery_codes
from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.features.totp.models import TotpSecret
from gatepost.features.totp.operations import check, enrol
from gatepost.ground import clock, database, keyring
from gatepost.moving_in import old_tables
from gatepost.moving_in.package import Entry, Kind, Skipped, Source, Table

HAS_ONE = "the user has set one up here; that one stays, and the old one isn't moved"
OTHER_FORMAT = (
    "the settings ask for other codes than six digits in 30 seconds, the only ones accepted here; "
    "the user has to set the app up again"
)
UNREADABLE = "its data can't be read; the user has to set it up again"
USED = "codes that were used here are still valid in the old tables: have these users generate new ones"
FACTOR = Table(model=Factor, columns=("type", "name"))
KNOWN_KEY = "the same key is registered here already"
LONGEST_HANDLE = 64
Converted = list[Entry | Skipped]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How a package stores second factors.

    Args:
        model: Its table, with `user_id`, `type`, `data`, `created_at` and `last_used_at`.
        secret: The secret of an app, in base 32, from `data`. Like `codes`, it may raise KeyError, TypeError or
            ValueError for data that can't be read.
        codes: The codes of a set, and whether each was used, from `data`.
        format: Digits and seconds of an app's codes.
        prefix: For the names of the kinds.
    """

    model: Any
    secret: Callable[[dict[str, Any]], str]
    codes: Callable[[dict[str, Any]], Mapping[str, bool]]
    format: Callable[[], tuple[int, int]]
    prefix: str = ""


def factor(old: Any, type_: str, *, single: bool, name: str = "", counter: int = 0) -> Factor:
    """Our row for one of the package's."""
    return Factor(
        number=secrets.randbelow(2**52 - 1) + 1,
        user_id=old.user_id,
        type=type_,
        single=type_ if single else None,
        name=name[: Factor._meta.get_field("name").max_length],  # noqa: SLF001
        created_at=old.created_at,
        last_used_at=old.last_used_at,
        counter=counter,
    )


def skipped(source: Source, reason: str) -> Skipped:
    """A factor that can't be moved."""
    return Skipped(source=source.key, user_id=source.row.user_id, reason=reason)


def entry(source: Source, *rows: object) -> Entry:
    """A factor that moves."""
    return Entry(source=source.key, user_id=source.row.user_id, rows=rows)


def _having(sources: Sequence[Source], type_: str) -> set[Any]:
    users = [source.row.user_id for source in sources]
    rows = Factor.objects.using(database.alias()).filter(user_id__in=users, single=type_)
    return set(rows.values_list("user_id", flat=True))


def _each(
    sources: Sequence[Source], type_: str, one: Callable[[Source, Reading], Entry | Skipped], reading: Reading
) -> Converted:
    having = _having(sources, type_)
    return [skipped(it, HAS_ONE) if it.row.user_id in having else one(it, reading) for it in sources]


def _convert_totp(sources: Sequence[Source], reading: Reading) -> Converted:
    if reading.format() != (check.DIGITS, check.SECONDS):
        return [skipped(source, OTHER_FORMAT) for source in sources]
    return _each(sources, enrol.TYPE, _totp, reading)


def _totp(source: Source, reading: Reading) -> Entry | Skipped:
    old = source.row
    try:
        secret = reading.secret(old.data)
        base64.b32decode(secret, casefold=True)
    except (KeyError, TypeError, ValueError):
        return skipped(source, UNREADABLE)
    used = int(old.last_used_at.timestamp()) // check.SECONDS if old.last_used_at is not None else 0
    row = factor(old, enrol.TYPE, single=True, counter=used)
    sealed = keyring.seal(check.PURPOSE, secret.encode(), row.id.hex)
    return entry(source, row, TotpSecret(authenticator=row, sealed=sealed))


def _codes(source: Source, reading: Reading) -> Entry | Skipped:
    old = source.row
    try:
        found = reading.codes(old.data)
    except (KeyError, TypeError, ValueError):
        return skipped(source, UNREADABLE)
    row = factor(old, recovery_codes.TYPE, single=True)
    return entry(source, row, *recovery_codes.rows_of(row, found, used_at=old.last_used_at or clock.now()))


def _used(keys: Sequence[Any]) -> dict[Any, str]:
    """Which codes of each set are used."""
    rows = RecoveryCode.objects.using(database.alias()).filter(authenticator_id__in=keys).order_by("id")
    found: dict[Any, list[bool]] = {key: [] for key in keys}
    for row in rows:
        found[row.authenticator_id].append(row.used_at is None)
    return {key: json.dumps(used) for key, used in found.items()}


def convert_keys(sources: Sequence[Source], one: Callable[[Source], Entry | Skipped]) -> Converted:
    """Security keys and passkeys; a key that is registered already isn't written again.

    Args:
        sources: The old rows.
        one: What becomes of one of them; the second row of an entry is the `Passkey`.
    """
    entries = [one(source) for source in sources]
    digests = {entry.rows[1].digest for entry in entries if isinstance(entry, Entry)}
    known = set(Passkey.objects.using(database.alias()).filter(digest__in=digests).values_list("digest", flat=True))
    found: Converted = []
    for source, it in zip(sources, entries, strict=True):
        twice = isinstance(it, Entry) and it.rows[1].digest in known
        if isinstance(it, Entry):
            known.add(it.rows[1].digest)
        found.append(skipped(source, KNOWN_KEY) if twice else it)
    return found


def passkey(factor: Factor, credential: Any, handle: str, *, passwordless: bool) -> Passkey:
    """The row of a key.

    Args:
        factor: Its row in the table of factors.
        credential: Its id and public key.
        handle: How it identifies its user, in hex; at most `LONGEST_HANDLE` digits.
        passwordless: Whether it alone may log in.
    """
    return Passkey(
        authenticator=factor,
        digest=reading.digest(credential.credential_id),
        credential=base64.urlsafe_b64encode(bytes(credential)).decode(),
        user_handle=handle,
        passwordless=passwordless,
    )


def kind(model: Any, type_: str, title: str, convert: Callable[[Sequence[Source]], Converted], **more: Any) -> Kind:
    """One type of the factors in a table; `name` is the type's unless given."""
    return Kind(
        **{"name": type_, **more},
        title=title,
        count=lambda: old_tables.rows(model, type=type_).count(),
        read=lambda after, size: old_tables.page(model, after, size, type=type_),
        convert=convert,
    )


def kinds(reading: Reading) -> tuple[Kind, Kind]:
    """The kinds of rows that apps and recovery codes are."""
    return (
        kind(
            reading.model,
            "totp",
            "Authenticator apps",
            lambda sources: _convert_totp(sources, reading),
            name=f"{reading.prefix}totp",
            tables=(FACTOR,),
        ),
        kind(
            reading.model,
            "recovery_codes",
            "Sets of recovery codes",
            lambda sources: _each(sources, recovery_codes.TYPE, _codes, reading),
            name=f"{reading.prefix}recovery_codes",
            tables=(Table(model=Factor, columns=("type",), details=_used),),
            undone=USED,
        ),
    )

"""Phone numbers. allauth has no table for them: they are where the project's `ACCOUNT_ADAPTER` keeps them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from gatepost.accounts import columns
from gatepost.accounts.models import Identifier
from gatepost.ground import clock, database, text
from gatepost.moving_in.package import Change, Entry, Kind, Skipped, Source, Table

PHONE = "phone"
DEFAULT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
INVALID = "the phone number isn't valid with its country code; the user can't use it here"
TAKEN = "another user has verified the same phone number, and keeps it"


def _adapter() -> Any:
    """The project's adapter, if it keeps phone numbers.

    Raises:
        ImproperlyConfigured: It can't be imported.
    """
    path = getattr(settings, "ACCOUNT_ADAPTER", DEFAULT_ADAPTER)
    if path == DEFAULT_ADAPTER:
        return None
    try:
        adapter = import_string(path)()
    except ImportError as error:
        raise ImproperlyConfigured(f"ACCOUNT_ADAPTER has the phone numbers, and can't be imported: {error}") from None
    own = getattr(type(adapter), "get_phone", None)
    return adapter if own is not None and not own.__module__.startswith("allauth.") else None


def _users() -> Any:
    return get_user_model()._base_manager.using(database.alias()).order_by("pk")  # noqa: SLF001 - documented


def _read(after: str, size: int) -> Sequence[Source]:
    adapter = _adapter()
    if adapter is None:
        return []
    users = _users()
    if after:
        users = users.filter(pk__gt=get_user_model()._meta.pk.to_python(after))  # noqa: SLF001 - documented
    found = [(user, adapter.get_phone(user)) for user in users[:size]]
    return [Source(key=str(user.pk), position=str(user.pk), row=(user, phone)) for user, phone in found]


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    wanted = [source for source in sources if source.row[1]]
    names = [text.canonical(PHONE, source.row[1][0]) for source in wanted]
    holders = {row.claim: row for row in Identifier.objects.filter(kind=PHONE, claim__in=[n for n in names if n])}
    own = {
        (row.user_id, row.canonical): row
        for row in Identifier.objects.filter(kind=PHONE, user_id__in=[source.row[0].pk for source in wanted])
    }
    found: list[Entry | Skipped] = []
    for source, canonical in zip(wanted, names, strict=True):
        one = _one(source, canonical, holders.get(canonical), own.get((source.row[0].pk, canonical)))
        if isinstance(one, Entry) and canonical is not None and one.rows and source.row[1][1]:
            holders[canonical] = one.rows[0]
        found.append(one)
    return found


def _one(source: Source, canonical: str | None, holder: Identifier | None, mine: Identifier | None) -> Entry | Skipped:
    user, (number, verified) = source.row
    if canonical is None:
        return Skipped(source=source.key, user_id=user.pk, reason=INVALID)
    others = holder is not None and holder.user_id != user.pk
    if others and holder is not None and holder.verified_at is not None:
        return Skipped(source=source.key, user_id=user.pk, reason=TAKEN)
    releases = (Change(row=holder, values={"claim": None}),) if others and verified else ()
    values = {"claim": canonical, "verified_at": clock.now()} if verified else {}
    if mine is not None:
        changes = (*releases, Change(row=mine, values=values)) if verified and mine.verified_at is None else ()
        return Entry(source=source.key, user_id=user.pk, changes=changes)
    row = Identifier(
        user_id=user.pk,
        kind=PHONE,
        value=number,
        canonical=canonical,
        primary=PHONE not in columns.by_kind(),
        created_at=clock.now(),
        **values,
    )
    return Entry(source=source.key, user_id=user.pk, rows=(row,), changes=releases)


KIND = Kind(
    name="phones",
    title="Phone numbers",
    tables=(Table(model=Identifier, columns=("value", "claim", "verified_at", "primary")),),
    count=lambda: _users().count() if _adapter() is not None else 0,
    read=_read,
    convert=_convert,
    follows=True,
)

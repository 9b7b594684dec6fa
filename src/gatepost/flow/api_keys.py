"""A user's keys for scripts and services: list, make, end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import notices, reauthentication
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.tokens import forms, opaque, queries
from gatepost.tokens.models import Token
from gatepost.tokens.settings import TokensSettings

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="keys", text=_("You have no such key."))
UNKNOWN_SCOPE = Refusal(Kind.INVALID, "invalid_choice", param="scope", text=_("There is no such scope."))
TOO_LONG = Refusal(Kind.INVALID, "max_value", param="expires_in", text=_("A key may not live so long."))
TOO_MANY = Refusal(Kind.CONFLICT, "too_many_keys", text=_("You have too many keys: end one first."))


def told(row: Token) -> dict[str, Any]:
    """A key in the words of the wire, without the key."""
    times = {"created_at": row.created_at, "expires_at": row.expires_at, "last_used_at": row.last_used_at}
    stamps = {name: moment.timestamp() if moment is not None else None for name, moment in times.items()}
    return {"id": row.number, "name": row.name, "hint": row.hint, "scope": row.scope, **stamps}


def listing(visit: Visit) -> Done:
    """The user's living keys, newest first."""
    return Done(data=[told(row) for row in queries.of_user(user_of(visit)[1].pk, clock.now(), forms.KEY)])


def create(visit: Visit, *, name: str, scope: str, seconds: int | None) -> Done:
    """Make a key; `meta.key` tells it, this once.

    Args:
        visit: The door.
        name: By which the user will know it.
        scope: Names of scopes with blanks between them.
        seconds: Its life; None for the longest that the settings allow.

    Raises:
        Refused: `invalid_choice`, `max_value`, PROOF_REQUIRED; CONFLICT where there are too many.
    """
    user, settings = user_of(visit)[1], conf.read(TokensSettings)
    wanted = sorted(set(scope.split()))
    if not set(wanted) <= set(settings.scopes):
        raise Refused(UNKNOWN_SCOPE)
    if seconds is not None and not 0 < seconds <= settings.key_seconds:
        raise Refused(TOO_LONG)
    reauthentication.require(visit, "change_keys")
    expires_at = clock.now() + timedelta(seconds=seconds or settings.key_seconds)
    with database.atomic():
        account_queries.lock(user.pk)
        if len(queries.of_user(user.pk, clock.now(), forms.KEY)) >= settings.keys_per_user:
            raise Refused(TOO_MANY)
        key, row = opaque.make(user.pk, name=name, scope=" ".join(wanted), expires_at=expires_at)
        audit.record("key_created", visit=visit, user_id=user.pk, key=row.number)
        notices.tell(visit, user, "flow/key_created", name=name)
    return Done(data=told(row), meta={"key": key})


def end(visit: Visit, *, numbers: Sequence[int]) -> Done:
    """End keys, at once, or none if one of the numbers is not the user's.

    Raises:
        Refused: `invalid_choice`.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    with database.atomic():
        if queries.delete(user.pk, kind=forms.KEY, number__in=wanted) != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("keys_ended", visit=visit, user_id=user.pk, count=len(wanted))
    return listing(visit)

"""The user's API keys for scripts and services: list, create, revoke."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import notices, sensitive
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.tokens import forms, opaque, opaque_queries
from gatepost.tokens.models import Token
from gatepost.tokens.settings import TokensSettings

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="keys", text=_("Unknown key."))
UNKNOWN_SCOPE = Refusal(Kind.INVALID, "invalid_choice", param="scope", text=_("Unknown scope."))
TOO_LONG = Refusal(Kind.INVALID, "max_value", param="expires_in", text=_("`expires_in` exceeds the allowed lifetime."))
TOO_MANY = Refusal(Kind.CONFLICT, "too_many_keys", text=_("You have too many keys; revoke one first."))


class NewKey(msgspec.Struct, frozen=True):
    """A new key: its row, and the key itself, which is not stored."""

    row: Token
    key: str

    def __repr__(self) -> str:
        return "<NewKey>"


def listing(visit: Visit) -> list[Token]:
    """The user's active keys, newest first."""
    return opaque_queries.of_user(user_of(visit)[1].pk, clock.now(), forms.KEY)


def create(visit: Visit, *, name: str, scope: str, seconds: int | None) -> NewKey:
    """Create a key, which cannot be shown again.

    Args:
        visit: The request.
        name: A name for the user to recognize the key by.
        scope: Space-separated scopes.
        seconds: Lifetime; None for the longest that the settings allow.

    Raises:
        Refused: `invalid_choice`, `max_value`, PROOF_REQUIRED; CONFLICT if the user has too many.
    """
    user, settings = user_of(visit)[1], conf.read(TokensSettings)
    wanted = sorted(set(scope.split()))
    if not set(wanted) <= set(settings.scopes):
        raise Refused(UNKNOWN_SCOPE)
    if seconds is not None and not 0 < seconds <= settings.key_seconds:
        raise Refused(TOO_LONG)
    sensitive.require(visit, "create_key")
    expires_at = clock.now() + timedelta(seconds=seconds or settings.key_seconds)

    def write() -> NewKey:
        account_queries.lock(user.pk)
        if opaque_queries.count_of_user(user.pk, clock.now(), forms.KEY) >= settings.keys_per_user:
            raise Refused(TOO_MANY)
        key, row = opaque.make(user.pk, name=name, scope=" ".join(wanted), expires_at=expires_at)
        audit.record("key_created", visit=visit, user_id=user.pk, key=row.number)
        notices.notify(visit, user, "flow/key_created", name=name)
        return NewKey(row, key)

    return database.retry_transaction_on_deadlock(write)


def end(visit: Visit, *, numbers: Sequence[int]) -> list[Token]:
    """Revoke keys, or none if one of the numbers is not the user's; returns those that are left.

    Raises:
        Refused: `invalid_choice`.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    with database.atomic():
        if opaque_queries.delete(user.pk, kind=forms.KEY, number__in=wanted) != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("keys_ended", visit=visit, user_id=user.pk, count=len(wanted))
    return listing(visit)

"""Change what an account says of its user: names, declared extra fields, language."""

import copy
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import conflicts, language_queries, lifecycle, profile_fields, queries
from gatepost.errors import CONFLICT, LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import reauthentication
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, constraint_queries, database
from gatepost.ground.user_types import User

UNKNOWN_LANGUAGE = Refusal(Kind.INVALID, "invalid_choice", param="language", text=_("This language isn't available."))


def describe(visit: Visit, user: User, *, columns: Mapping[str, Any]) -> Done:
    """Write columns of the user model that a serializer of the project declares.

    Args:
        visit: The request, of the user or of staff.
        user: The user to change.
        columns: Validated values by column.

    Raises:
        Refused: LOGIN_REQUIRED, also for an API key; CONFLICT if the user was deleted meanwhile; `unique`, with its
            field, where the database refuses a value.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    if columns:
        wanted = _wanted(user, columns)
        try:
            with constraint_queries.atomic():
                if not queries.set_columns(user.pk, **columns):
                    raise Refused(CONFLICT)
        except database.ConstraintViolated:
            raise _not_unique(wanted, columns) from None
        for name, value in columns.items():
            setattr(user, name, value)
        audit.record("account_described", visit=visit, user_id=user.pk, columns=sorted(columns))
    return Done()


def edit(visit: Visit, *, typed: Mapping[str, str | None]) -> Any:
    """Change the user's names and declared extra fields; returns the user with the new values.

    Args:
        visit: The request.
        typed: Texts by column, of those that `profile_fields.names` lists; None to empty a field.

    Raises:
        Refused: LOGIN_REQUIRED; `required`, `invalid`, the codes of the model's validators, and `unique` where the
            database refuses a value, each with its field.
    """
    user = reauthentication.user_of(visit)[1]
    values, faults = profile_fields.cleaned(typed)
    if faults:
        raise Refused(*faults)
    changed = {name: value for name, value in values.items() if getattr(user, name) != value}
    if not changed:
        return user
    wanted = _wanted(user, changed)
    try:
        with constraint_queries.atomic():
            if not queries.set_own_columns(user.pk, **changed):
                raise Refused(LOGIN_REQUIRED)
            audit.record("account_described", visit=visit, user_id=user.pk, columns=sorted(changed))
    except database.ConstraintViolated:
        raise _not_unique(wanted, changed) from None
    return wanted


def _wanted(user: User, values: Mapping[str, Any]) -> User:
    wanted = copy.copy(user)
    for name, value in values.items():
        setattr(wanted, name, value)
    return wanted


def _not_unique(wanted: User, values: Mapping[str, Any]) -> Refused:
    found = conflicts.refused(wanted, values, stored=True) or set(values)
    return Refused(*(lifecycle.NOT_UNIQUE.at(name) for name in sorted(found)))


def language(visit: Visit) -> str | None:
    """The stored language of the user; None if there is none, and mails that no request causes use LANGUAGE_CODE."""
    return language_queries.language(reauthentication.user_of(visit)[1].pk) or None


def choose_language(visit: Visit, *, code: str) -> Done:
    """Store the user's language, for the mails that staff, a command or the worker cause.

    Args:
        visit: The request.
        code: A language tag, for example `de` or `pt-BR`; the nearest of the `LANGUAGES` setting is stored.

    Raises:
        Refused: LOGIN_REQUIRED; `invalid_choice` for a language that the project doesn't have.
    """
    user = reauthentication.user_of(visit)[1]
    try:
        found = get_supported_language_variant(code.lower())
    except LookupError:
        raise Refused(UNKNOWN_LANGUAGE) from None
    with database.atomic():
        queries.lock(user.pk)
        if not language_queries.replace_language(user.pk, found):
            language_queries.add_language(user.pk, found)
    return Done()

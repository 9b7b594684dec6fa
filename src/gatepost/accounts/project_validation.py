"""Errors that the project's own `save()` or signal receivers raise for a new user."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from gatepost.accounts import columns, taken
from gatepost.errors import Kind, Refusal, Refused

DUPLICATE = ("unique", "unique_together")
"""The codes with which a model's `full_clean` reports a value that another row has."""


def only_duplicates(error: ValidationError) -> bool:
    """Whether all that is wrong is a value that another user has, as if the database had refused it."""
    return all(one.code in DUPLICATE for found in _by_column(error).values() for one in found)


def names_taken(error: ValidationError) -> bool:
    """Whether a name is among what only duplicates another user's value."""
    return not columns.by_kind().keys().isdisjoint(_kinds().get(column, "") for column in _by_column(error))


def refused(error: ValidationError) -> Refused:
    """The refusal for these errors, each with its field; a taken name is left out if responses must not reveal it."""
    kinds = _kinds()
    found = [
        Refusal(Kind.INVALID, one.code or "invalid", _param(column, kinds.get(column)), " ".join(one.messages))
        for column, errors in _by_column(error).items()
        for one in errors
        if not (one.code in DUPLICATE and column in kinds and taken.hides(kinds[column]))
    ]
    return Refused(*found or [Refusal(Kind.INVALID, "invalid")])


def _kinds() -> dict[str, str]:
    return {column: kind for kind, column in columns.by_kind().items()}


def _param(column: str, kind: str | None) -> str | None:
    return None if column == NON_FIELD_ERRORS else kind or column


def _by_column(error: ValidationError) -> dict[str, list[ValidationError]]:
    if hasattr(error, "error_dict"):
        return {
            column: [one for each in errors for one in each.error_list] for column, errors in error.error_dict.items()
        }
    return {NON_FIELD_ERRORS: error.error_list}

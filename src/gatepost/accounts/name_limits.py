"""Limits of names that a form can check before it is sent: maximum length, and the pattern of the model's validator."""

import re
from collections.abc import Iterable
from typing import Any

from gatepost.accounts import columns
from gatepost.accounts.new_names import LONGEST


def limits(kind: str) -> dict[str, Any]:
    r"""The limits of a kind of name: `max_length`, and if its column has one, `pattern` with its error `message`.

    A pattern has Python's syntax, without flags: `\w` means letters and digits of every script.
    """
    field = columns.field(kind)
    longest = min(getattr(field, "max_length", None) or LONGEST[kind], LONGEST[kind])
    return {"max_length": longest, **_pattern(field)}


def of_model(kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The limits of the names that the user model has, and of these further kinds, by kind."""
    return {kind: limits(kind) for kind in LONGEST if kind in columns.by_kind() or kind in kinds}


def longest_extra(name: str, declared: int) -> int:
    """The maximum length of a declared extra field."""
    own = columns.longest(name) if columns.has_column(name) else None
    return min(own or declared, declared)


def extra_limits(name: str, declared: int) -> dict[str, Any]:
    """The limits of a declared extra field."""
    return {
        "max_length": longest_extra(name, declared),
        **_pattern(columns.by_name(name) if columns.has_column(name) else None),
    }


def _pattern(field: "columns.Column | None") -> dict[str, Any]:
    validator = next((one for one in getattr(field, "validators", ()) if _is_pattern(one)), None)
    if field is None or validator is None:
        return {}
    text = field.error_messages.get(validator.code, validator.message)
    pattern = validator.regex.pattern.replace("\\Z", "$").replace("\\A", "^")
    return {"pattern": pattern, "message": str(text)}


def _is_pattern(validator: object) -> bool:
    """Whether a validator can be described by its pattern alone: not inverted, and without flags that change it."""
    if not hasattr(validator, "regex") or getattr(validator, "inverse_match", False):
        return False
    return not validator.regex.flags & ~(re.UNICODE | re.ASCII)

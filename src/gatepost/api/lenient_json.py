"""Reads what Python's parser takes for JSON and a strict one doesn't: `NaN`, infinite numbers, lone surrogates."""

import json
import math
from typing import Any

from gatepost.door.payload import INVALID_JSON
from gatepost.errors import Refused


def parsed(body: bytes) -> Any:
    """What a body contains; such values of an object are left to the rules of their field.

    A number that isn't finite becomes its text. Surrogates within lists and objects, and in names, are replaced, since
    no field's rules look there.

    Raises:
        Refused: `invalid_json`.
    """
    try:
        data = json.loads(body.decode(), parse_constant=str, parse_float=_finite)
        if not isinstance(data, dict):
            return data
        return {readable(name): one if isinstance(one, str) else readable(one) for name, one in data.items()}
    except (RecursionError, ValueError):
        raise Refused(INVALID_JSON) from None


def _finite(number: str) -> float | str:
    return float(number) if math.isfinite(float(number)) else number


def readable(value: object) -> Any:
    """A value in which each lone surrogate is a question mark, since no response can contain it."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {readable(name): readable(one) for name, one in value.items()}
    return [readable(one) for one in value] if isinstance(value, list) else value

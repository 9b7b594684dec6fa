"""Reads `GATEPOST` into the rooms' typed settings.

The tree has one section per room or method (`GATEPOST["sessions"]["idle_seconds"]`); keys of sections are
the fields of the struct in that room's `settings.py`. Parsed once; replaced as a whole when Django's
settings change in tests. The standalone server reads the same tree from a TOML file and the environment.
"""

import difflib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

Room = TypeVar("Room", bound=msgspec.Struct)


def _nearest(key: str, names: list[str]) -> str:
    near = difflib.get_close_matches(key, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def parse(room: type[Room], values: Mapping[str, Any]) -> Room:
    """One section as its struct.

    Raises:
        ImproperlyConfigured: Names the key that is unknown (with the nearest right one) or of a wrong type.
    """
    section: str = getattr(room, "section")  # noqa: B009 - a ClassVar that Struct does not know of
    names = [field.name for field in msgspec.structs.fields(room)]
    for key in values:
        if key not in names:
            raise ImproperlyConfigured(f"GATEPOST[{section!r}] has no key {key!r}{_nearest(key, names)}")
    try:
        return msgspec.convert(dict(values), room, strict=False)
    except msgspec.ValidationError as error:
        raise ImproperlyConfigured(f"GATEPOST[{section!r}]: {error}") from None


def tree() -> dict[str, Any]:
    """The whole of `GATEPOST`, as it was given."""
    given = getattr(django_settings, "GATEPOST", {})
    if not isinstance(given, dict):
        raise ImproperlyConfigured("GATEPOST must be a dict")
    return given


_parsed: dict[type[msgspec.Struct], Any] = {}


def read(room: type[Room]) -> Room:
    """The settings of a room, parsed once."""
    known: Room | None = _parsed.get(room)
    if known is None:
        known = _parsed[room] = _read(room)
    return known


def _read(room: type[Room]) -> Room:
    section: str = getattr(room, "section")  # noqa: B009
    values = tree().get(section, {})
    if not isinstance(values, dict):
        raise ImproperlyConfigured(f"GATEPOST[{section!r}] must be a dict")
    return parse(room, values)


def tree_from(path: Path | None, environ: Mapping[str, str]) -> dict[str, Any]:
    """The tree from a TOML file and `GATEPOST_SECTION__KEY` variables; a variable wins over the file.

    Args:
        path: A `gatepost.toml`, or None.
        environ: The process's environment. A value is read as JSON where it is JSON, else as text.
    """
    found: dict[str, Any] = tomllib.loads(path.read_text()) if path is not None else {}
    for name, text in environ.items():
        if not name.startswith("GATEPOST_") or "__" not in name:
            continue
        section, key = name.removeprefix("GATEPOST_").lower().split("__", 1)
        found.setdefault(section, {})[key] = _value(text)
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        _parsed.clear()


setting_changed.connect(_forget)

"""Reads `GATEPOST` into the typed settings of each package.

The tree has one section per package or feature (`GATEPOST["sessions"]["idle_seconds"]`); the keys of a section are the
fields of the struct in its `settings.py`. Parsed once; reparsed when Django's settings change in tests. The standalone
server reads the same tree from a TOML file and the environment.
"""

import difflib
import functools
import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

import msgspec
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

Room = TypeVar("Room", bound=msgspec.Struct)
Given = ParamSpec("Given")
Made = TypeVar("Made")
BESIDE = ("FEATURES", "KEYS", "PROVIDERS", "SMS", "public_url")
"""The top-level keys of `GATEPOST` that are not sections."""
WITHOUT_PUBLIC_URL = "http://127.0.0.1:8000"


def _nearest(key: str, names: list[str]) -> str:
    near = difflib.get_close_matches(key, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def parse(room: type[Room], values: Mapping[str, Any]) -> Room:
    """Parse one section to its struct.

    Raises:
        ImproperlyConfigured: A key is unknown (the error suggests the nearest one) or has a wrong type.
    """
    section: str = getattr(room, "section")  # noqa: B009 - a ClassVar that Struct does not know of
    names = [field.name for field in msgspec.structs.fields(room)]
    for key in values:
        if key not in names:
            raise ImproperlyConfigured(f"GATEPOST[{section!r}] has no key {key!r}{_nearest(key, names)}")
    try:
        return msgspec.convert(dict(values), room, strict=False)
    except msgspec.ValidationError as error:
        where = "".join(f"[{name!r}]" for name in (section, *_entry(room, values)))
        raise ImproperlyConfigured(f"GATEPOST{where}: {error}") from None


def _entry(room: type[msgspec.Struct], values: Mapping[str, Any]) -> list[str]:
    """The key and the entry's name, if a single entry of a dict is wrong: msgspec's own message says `[...]`."""
    for key, value in values.items():
        for name, entry in value.items() if isinstance(value, dict) else ():
            try:
                msgspec.convert({key: {name: entry}}, room, strict=False)
            except msgspec.ValidationError:
                return [key, str(name)]
    return []


def tree() -> dict[str, Any]:
    """The whole of `GATEPOST`, unparsed."""
    given = getattr(django_settings, "GATEPOST", {})
    if not isinstance(given, dict):
        raise ImproperlyConfigured("GATEPOST must be a dict")
    return given


def paths(key: str) -> list[str]:
    """The dotted paths in a top-level key.

    Raises:
        ImproperlyConfigured: It is anything but a list of strings.
    """
    given = tree().get(key, ())
    if not isinstance(given, list | tuple) or not all(isinstance(path, str) for path in given):
        raise ImproperlyConfigured(f'GATEPOST["{key}"] must be a list of dotted paths, not {given!r}')
    return list(given)


def public_url() -> str:
    """The origin at which users reach the site, for example `https://example.org`; empty if not configured.

    It is never taken from a request, whose `Host` header the client chooses.

    Raises:
        ImproperlyConfigured: It is not an origin.
    """
    given = tree().get("public_url", "")
    return parse_public_url(str(given)) if given else ""


@functools.lru_cache(maxsize=8)
def parse_public_url(given: str) -> str:
    """An origin in its normal form, without a trailing slash.

    Raises:
        ImproperlyConfigured: It is not an origin.
    """
    try:
        parts = urlsplit(given)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"public_url must be an origin such as https://example.org, not {given!r}")
    return f"{parts.scheme}://{parts.netloc.lower()}"


_composed: list[Any] = []


def composed(compose: Callable[Given, Made]) -> Callable[Given, Made]:
    """Decorate a function of nothing but settings and models: it runs once for its arguments, not once a request.

    Every result is kept, so no argument may come from a request.
    """
    cached = functools.cache(compose)
    _composed.append(cached)
    return cast("Callable[Given, Made]", cached)


@composed
def read(room: type[Room]) -> Room:
    """The settings of one section, parsed once.

    Raises:
        ImproperlyConfigured: As `parse`; or the section is not a dict.
    """
    section: str = getattr(room, "section")  # noqa: B009
    values = tree().get(section, {})
    if not isinstance(values, dict):
        raise ImproperlyConfigured(f"GATEPOST[{section!r}] must be a dict")
    derived = getattr(room, "derived", dict)
    return _with_addresses(parse(room, {**derived(), **values}), values)


def _with_addresses(section: Room, given: Mapping[str, Any]) -> Room:
    """Prefix paths with the public URL, in the fields that a section lists as `addresses`.

    A default is one of our own pages, which are below `FORCE_SCRIPT_NAME`; those of `whole_site` are the site itself.
    """
    base, prefix = public_url() or WITHOUT_PUBLIC_URL, (django_settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    site = getattr(section, "whole_site", ())
    paths = {name: getattr(section, name) for name in getattr(section, "addresses", ())}
    whole = {
        name: base + prefix * (name not in given and name not in site) + path.removesuffix("/" * (path == "/"))
        for name, path in paths.items()
        if path.startswith("/")
    }
    return msgspec.structs.replace(section, **whole) if whole else section


def tree_from(path: Path | None, environ: Mapping[str, str]) -> dict[str, Any]:
    """The tree from a TOML file and `GATEPOST_SECTION__KEY` variables; a variable wins over the file.

    Args:
        path: A `gatepost.toml`, or None.
        environ: The process's environment. A value is read as JSON where it is JSON, else as text.

    Raises:
        ImproperlyConfigured: The file is not TOML, or has a value outside a section; names the line or the key.
    """
    found = _file(path) if path is not None else {}
    for name, text in environ.items():
        if not name.startswith("GATEPOST_") or "__" not in name:
            continue
        section, key = name.removeprefix("GATEPOST_").lower().split("__", 1)
        found.setdefault(section, {})[key] = _value(text)
    return found


def _file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{path}: {error}") from None
    for name, value in found.items():
        if name not in BESIDE and not isinstance(value, dict):
            raise ImproperlyConfigured(f"{path}: {name!r} stands outside a section such as [accounts]")
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def compose_again() -> None:
    """Run composed functions again, because something they depend on has changed."""
    for cached in _composed:
        cached.cache_clear()


def _forget(**_: object) -> None:
    compose_again()


setting_changed.connect(_forget)

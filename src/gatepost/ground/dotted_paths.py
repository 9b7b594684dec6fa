"""Objects that a project names by dotted path in `GATEPOST`: features, providers, senders.

A path names either the object itself or a module that defines it under a fixed name, as our own modules do.
"""

import importlib
from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def load(key: str, path: str, attribute: str = "", *, beside: str = "") -> tuple[Any, ModuleType]:
    """Load an object; returns it with the module that it was found in.

    Args:
        key: The setting as it is written, for the error: `GATEPOST["FEATURES"]`.
        path: The setting's value.
        attribute: The fixed name under which a module defines such an object; empty if there is none.
        beside: A submodule of the package at that path that may define it instead.

    Raises:
        ImproperlyConfigured: Nothing can be imported there, or the module lacks the attribute; says which.
    """
    if not isinstance(path, str) or not all(word.isidentifier() for word in path.split(".")):
        raise ImproperlyConfigured(f"{key}: {path!r} is not a dotted path")
    module = _module(key, path)
    if module is None:
        parent, _, name = path.rpartition(".")
        module = _module(key, parent) if parent else None
        if module is None:
            raise ImproperlyConfigured(f"{key}: there is no module {path!r} on the Python path")
        if not hasattr(module, name):
            raise ImproperlyConfigured(f"{key}: there is no module {path!r}, and no {name!r} in {parent!r}")
        return getattr(module, name), module
    places = [module, _module(key, f"{path}.{beside}") if beside and hasattr(module, "__path__") else None]
    for place in places:
        if attribute and place is not None and hasattr(place, attribute):
            return getattr(place, attribute), place
    wanted = f"it has no {attribute}" if attribute else "it is a module; name an object in it"
    raise ImproperlyConfigured(f"{key}: {path!r} can't be used: {wanted}")


def _module(key: str, path: str) -> ModuleType | None:
    """Import a module; None if it doesn't exist, as opposed to one that raises."""
    try:
        return importlib.import_module(path)
    except Exception as error:  # whatever a project's module raises
        if isinstance(error, ModuleNotFoundError) and error.name and f"{path}.".startswith(f"{error.name}."):
            return None
        raise ImproperlyConfigured(f"{key}: {path!r} can't be imported: {type(error).__name__}: {error}") from error

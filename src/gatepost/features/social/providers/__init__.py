"""One file per provider; the folder is the registry, and `GATEPOST["PROVIDERS"]` adds the project's own.

`gatepost.features.social.provider` describes the contents of a file.
"""

import functools
import pkgutil

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from gatepost import conf
from gatepost.features.social.provider import Provider
from gatepost.ground import dotted_paths

KEY = 'GATEPOST["PROVIDERS"]'


@functools.cache
def _ours() -> dict[str, str]:
    return {module.name: f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)}


@functools.cache
def _paths() -> dict[str, str]:
    """The dotted path of each provider by id; the id is the last component of the path.

    Raises:
        ImproperlyConfigured: Two have the same id.
    """
    found = dict(_ours())
    for path in conf.paths("PROVIDERS"):
        name = path.rpartition(".")[2].lower()
        if name in found:
            raise ImproperlyConfigured(f"{KEY}: {path!r} has the id {name!r}, as {found[name]!r} has: rename it")
        found[name] = path
    return found


def names() -> frozenset[str]:
    """The ids of all providers, without importing them.

    Raises:
        ImproperlyConfigured: A provider of the project has the id of another one.
    """
    return frozenset(_paths())


def named(name: str) -> Provider:
    """A provider by its id; imported on first use.

    Raises:
        KeyError: There is none.
        ImproperlyConfigured: The project's path leads to no provider.
    """
    path = _paths()[name]
    provider, _ = dotted_paths.load(KEY, path, "PROVIDER")
    if not isinstance(provider, Provider):
        raise ImproperlyConfigured(f"{KEY}: {path!r} holds a {type(provider).__name__}, not a gatepost.Provider")
    return provider


def faults() -> list[str]:
    """What is wrong with the project's providers, one sentence each."""
    found: list[str] = []
    try:
        own = [name for name in sorted(_paths()) if name not in _ours()]
    except ImproperlyConfigured as error:
        return [str(error)]
    for name in own:
        try:
            named(name)
        except ImproperlyConfigured as error:
            found.append(str(error))
    return found


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        _paths.cache_clear()


setting_changed.connect(_forget)

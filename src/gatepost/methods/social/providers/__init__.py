"""One file per provider; the folder is the registry. `gatepost.methods.social.provider` says what stands in a file."""

import functools
import importlib
import pkgutil

from gatepost.methods.social.provider import Provider


@functools.cache
def names() -> frozenset[str]:
    """The ids of all providers; nothing is imported for it."""
    return frozenset(module.name for module in pkgutil.iter_modules(__path__))


@functools.cache
def named(name: str) -> Provider:
    """A provider by its id; imported when it is first asked for.

    Raises:
        KeyError: There is none.
    """
    if name not in names():
        raise KeyError(name)
    provider: Provider = importlib.import_module(f"{__name__}.{name}").PROVIDER
    return provider

"""One folder per way to prove who one is."""

import importlib
import pkgutil

from gatepost.flow.method import Method


def load() -> list[Method]:
    """The `METHOD` of every folder here; the one dynamic import of the house."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    return [importlib.import_module(f"{__name__}.{name}.method").METHOD for name in names]

"""The APIs of other packages, one folder each."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import msgspec
from django.core.checks import CheckMessage


def settings() -> list[type[msgspec.Struct]]:
    """The settings struct of every dialect; does not import REST framework."""
    return [
        value
        for module in _modules("settings")
        for value in vars(module).values()
        if isinstance(value, type) and hasattr(value, "section") and value.__module__ == module.__name__
    ]


def checks() -> list[CheckMessage]:
    """What every dialect's `checks.py` reports; does not import REST framework."""
    return [message for module in _modules("checks") for message in module.messages()]


def _modules(name: str) -> Iterator[ModuleType]:
    """The modules of this name in the folders that have one."""
    for folder in sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg):
        if importlib.util.find_spec(path := f"{__name__}.{folder}.{name}") is not None:
            yield importlib.import_module(path)

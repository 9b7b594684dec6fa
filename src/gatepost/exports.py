"""Lazy re-exports: names that are imported from another module on first use (PEP 562).

Django imports apps and settings before models exist, so `import gatepost` must not reach for any.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def lazily(module: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """A module-level `__getattr__` that imports names on first use.

    Args:
        module: Its `__name__`.
        homes: Each name, and the module that defines it, or the package that it is a module of.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home = importlib.import_module(homes[name])
        if not hasattr(home, name):
            importlib.import_module(f"{homes[name]}.{name}")
        value = getattr(home, name)
        setattr(sys.modules[module], name, value)  # the next look-up doesn't come here
        return value

    return find

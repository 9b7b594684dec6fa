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
        homes: Each name, and the module that defines it: `module`, or `module:name` if its name there is another.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home, _, own = homes[name].partition(":")
        value = getattr(importlib.import_module(home), own or name)
        setattr(sys.modules[module], name, value)  # the next look-up doesn't come here
        return value

    return find

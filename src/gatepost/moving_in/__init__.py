"""Migration from other packages: one folder per package, each with a `PACKAGE`; the folders are independent."""

import importlib
import pkgutil

from gatepost.moving_in.package import Package, together


def names() -> list[str]:
    """The packages, as the command line names them."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__) if module.ispkg)


def named(name: str) -> Package:
    """The declaration of a package; its folder is only imported now, because it names models."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}.package")
    package: Package = module.PACKAGE
    return package


def complete(package: Package) -> Package:
    """A package with those that it is built on, as far as the project has them."""
    others = [named(name) for name in package.uses if name in names()]
    return together(package, [one for one in others if one.found()])

"""One folder per feature, plus the project's own features; features never import each other."""

import importlib
import importlib.util
import pkgutil
from pathlib import Path

import msgspec
from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.flow.feature import Feature
from gatepost.ground import dotted_paths

KEY = 'GATEPOST["FEATURES"]'


def _folders() -> list[str]:
    return sorted(f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__) if module.ispkg)


def load_models() -> None:
    """Import the `models` of every folder that has some, when Django loads the app's models.

    A project's feature is an app of its own, whose models Django finds by itself.
    """
    for folder in _folders():
        if importlib.util.find_spec(f"{folder}.models") is not None:
            importlib.import_module(f"{folder}.models")


def load() -> tuple[list[Feature], list[str]]:
    """The `FEATURE` of every folder of ours, then of each path in `GATEPOST["FEATURES"]`; and why others failed."""
    found: list[Feature] = []
    faults: list[str] = []
    try:
        paths = [*_folders(), *conf.paths("FEATURES")]
    except ImproperlyConfigured as error:
        paths, faults = _folders(), [str(error)]
    for path in paths:
        try:
            found.append(_feature(path))
        except ImproperlyConfigured as error:
            faults.append(str(error))
    return found, faults


def _feature(path: str) -> Feature:
    """Load a feature, with the folder of its mail templates filled in.

    Raises:
        ImproperlyConfigured: The path leads to no feature.
    """
    feature, module = dotted_paths.load(KEY, path, "FEATURE", beside="feature")
    if not isinstance(feature, Feature):
        raise ImproperlyConfigured(f"{KEY}: {path!r} holds a {type(feature).__name__}, not a gatepost.Feature")
    if feature.messages or module.__file__ is None:
        return feature
    return msgspec.structs.replace(feature, messages=str(Path(module.__file__).parent / "messages"))

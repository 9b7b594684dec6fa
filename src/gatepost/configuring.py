"""`gatepost.configure(globals())`: the last line of a project's settings."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from gatepost import django_settings

NEEDED = ("INSTALLED_APPS", "MIDDLEWARE")


def configure(settings: MutableMapping[str, Any]) -> None:
    """Complete a project's settings for gatepost; what the project has stays, and a second call changes nothing.

    Sets `INSTALLED_APPS`, `MIDDLEWARE`, `SESSION_ENGINE`, `AUTHENTICATION_BACKENDS` and `PASSWORD_HASHERS`, which
    `gatepost doctor --settings` prints. Without `GATEPOST["KEYS"]` it takes the keys of the environment variable
    `GATEPOST_KEYS`, and with `DEBUG` on otherwise those of `.gatepost/keys`, a file of the project that it makes.

    Args:
        settings: The `globals()` of the settings module.

    Raises:
        ImproperlyConfigured: Called before the settings that it completes are there.
    """
    missing = [name for name in NEEDED if name not in settings]
    if missing:
        raise ImproperlyConfigured(
            f"gatepost.configure(globals()) completes {' and '.join(missing)}: call it at the end of the settings"
        )
    settings.update(django_settings.completed(settings))
    tree = settings.get("GATEPOST", {})
    if isinstance(tree, dict) and not tree.get("KEYS") and (keys := _keys(settings)):
        settings["GATEPOST"] = {**tree, "KEYS": keys}


def _keys(settings: MutableMapping[str, Any]) -> list[str]:
    given = os.environ.get("GATEPOST_KEYS", "").split()
    if given or not settings.get("DEBUG"):
        return given
    from gatepost.deployment import environment  # noqa: PLC0415 - in development alone
    from gatepost.ground import keyring  # noqa: PLC0415

    home = Path(os.environ.get("GATEPOST_HOME") or Path(settings.get("BASE_DIR") or Path.cwd()) / ".gatepost")
    environment.kept(home / ".gitignore", lambda: "*")
    return environment.kept(home / "keys", keyring.generate).split()

"""What the standalone server reads: a TOML file, the environment, and its own folder."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec
from django.core.exceptions import ImproperlyConfigured

from gatepost.ground import keyring

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Environment(msgspec.Struct, frozen=True):
    """Where things are, and in which mode.

    Args:
        home: Folder of the database, the keys and the inbox of a server without configuration.
        production: Whether anything but loopback may reach it.
        public_url: Where users see it, without a slash at the end.
    """

    home: Path
    production: bool
    public_url: str


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """From `GATEPOST_HOME`, `GATEPOST_PRODUCTION`, `GATEPOST_PUBLIC_URL`."""
    return Environment(
        home=Path(environ.get("GATEPOST_HOME", ".gatepost")).resolve(),
        production=environ.get("GATEPOST_PRODUCTION", "") not in ("", "0"),
        public_url=environ.get("GATEPOST_PUBLIC_URL", "").rstrip("/"),
    )


def missing(environ: Mapping[str, str] = os.environ) -> list[str]:
    """What production still needs, each with the variable that gives it."""
    needed = {
        "GATEPOST_KEYS": "keys (make one with `gatepost keys generate`)",
        "GATEPOST_PUBLIC_URL": "the public URL, https://…",
        "DATABASE_URL": "a database, for example postgres://user:password@host/name",
        "EMAIL_URL": "a mail server, for example smtp://user:password@host:587",
        "GATEPOST_SECRET_KEY": "Django's secret key, 50 random signs",
    }
    return [f"{name}: {what}" for name, what in needed.items() if not environ.get(name)]


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text of a private file, made on first use; two processes that start at once agree on one."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        text = make()
        file.write(text + "\n")
    return text


def keys(found: Environment, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The key ring: `GATEPOST_KEYS` (blank-separated, first one seals), or a file in development."""
    given = environ.get("GATEPOST_KEYS", "").split()
    return given or kept(found.home / "keys", keyring.generate).split()


def secret_key(found: Environment, environ: Mapping[str, str] = os.environ) -> str:
    """Django's secret key."""
    return environ.get("GATEPOST_SECRET_KEY") or kept(found.home / "secret_key", lambda: secrets.token_urlsafe(50))


ENGINES = {
    "sqlite": "sqlite3",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;",
}


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for a `DATABASE_URL`; a file in the server's folder without one.

    Raises:
        ImproperlyConfigured: No such kind of database; the URL, which may hold a password, is not repeated.
    """
    if not url:
        home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / "db.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme not in ENGINES:
        raise ImproperlyConfigured(f"DATABASE_URL must begin with one of {', '.join(ENGINES)} and ://")
    engine = f"django.db.backends.{ENGINES[parts.scheme]}"
    if parts.scheme == "sqlite":
        return {"ENGINE": engine, "NAME": unquote(parts.path.removeprefix("/")), "OPTIONS": SQLITE_OPTIONS}
    return {"ENGINE": engine, "NAME": unquote(parts.path.lstrip("/")), **_host(parts), "CONN_MAX_AGE": 60}


def _host(parts: SplitResult) -> dict[str, str]:
    return {
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }


def mail(url: str) -> dict[str, Any]:
    """Django's settings for an `EMAIL_URL`: `smtp://` (STARTTLS if offered on 587) or `smtps://`."""
    if not url:
        return {"EMAIL_BACKEND": "gatepost.server.inbox.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps"):
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp:// or smtps://")
    host = _host(parts)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host["HOST"],
        "EMAIL_PORT": int(host["PORT"] or (465 if parts.scheme == "smtps" else 587)),
        "EMAIL_HOST_USER": host["USER"],
        "EMAIL_HOST_PASSWORD": host["PASSWORD"],
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.port == 587,  # noqa: PLR2004
        "EMAIL_TIMEOUT": 10,
    }

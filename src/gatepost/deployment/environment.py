"""Where the standalone server's configuration comes from: a TOML file, the environment, and its own folder."""

import contextlib
import importlib.util
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec
from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.ground import keyring
from gatepost.ground.connections import OWN_POOL

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
POSTGRESQL = "django.db.backends.postgresql"
POSTGRESQL_PORT = "5432"
CONNECTIONS_VARIABLE = "GATEPOST_DATABASE_CONNECTIONS"
POOL = {"name": OWN_POOL, "min_size": 0, "timeout": 2, "reconnect_timeout": 2}
"""A request waits so many seconds for a connection. The pool doesn't wait longer between attempts to connect, so that a
server is in use again soon after it returns."""


class Environment(msgspec.Struct, frozen=True):
    """Paths, public URL and mode of the standalone server.

    Args:
        home: Folder for the database, keys and inbox of an unconfigured server.
        production: Whether clients other than loopback may connect.
        public_url: The origin at which users reach the server; empty if not configured.
        config: Path of the `gatepost.toml`, if any.
    """

    home: Path
    production: bool
    public_url: str
    config: Path | None


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read `GATEPOST_HOME`, `GATEPOST_PRODUCTION`, `GATEPOST_PUBLIC_URL`, `GATEPOST_CONFIG` or `./gatepost.toml`.

    Raises:
        ImproperlyConfigured: The file cannot be read, or the public URL is not an origin.
    """
    named, usual = environ.get("GATEPOST_CONFIG"), Path("gatepost.toml")
    config = Path(named) if named else (usual.resolve() if usual.is_file() else None)
    public_url = environ.get("GATEPOST_PUBLIC_URL") or conf.tree_from(config, {}).get("public_url", "")
    return Environment(
        home=Path(environ.get("GATEPOST_HOME", ".gatepost")).resolve(),
        production=environ.get("GATEPOST_PRODUCTION", "") not in ("", "0"),
        public_url=conf.parse_public_url(str(public_url)) if public_url else "",
        config=config,
    )


def apps_of(features: object) -> list[str]:
    """The operator's own features that are packages, and so also Django apps; the checks report invalid paths."""
    paths = [path for path in features if isinstance(path, str)] if isinstance(features, list) else []
    return [path for path in paths if _is_package(path)]


def _is_package(path: str) -> bool:
    try:
        found = importlib.util.find_spec(path)
    except (ImportError, ValueError):
        return False
    return found is not None and found.submodule_search_locations is not None


def make_private(path: Path) -> Path:
    """Make a file readable by its owner only; creates the file and its folder if missing."""
    _make_folder(path.parent)
    with contextlib.suppress(PermissionError):  # another user's file: leave it; opening it will show if it is usable
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE))
        path.chmod(PRIVATE_FILE)
    return path


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{path}: {error.strerror}; set GATEPOST_HOME to use another folder") from None


def kept(path: Path, make: Callable[[], str]) -> str:
    """The contents of a private file, created on first use; processes that start concurrently agree on one."""
    if not path.exists():
        _make_folder(path.parent)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "w") as file:
            file.write(make() + "\n")
        with contextlib.suppress(FileExistsError):  # another process created it first
            path.hardlink_to(draft)
        draft.unlink()
    return make_private(path).read_text().strip()


def keys(found: Environment, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The key ring: `GATEPOST_KEYS` (space-separated, the first one seals), or a file in development."""
    given = environ.get("GATEPOST_KEYS", "").split()
    return given or kept(found.home / "keys", keyring.generate).split()


def secret_key(found: Environment, environ: Mapping[str, str] = os.environ) -> str:
    """Django's `SECRET_KEY`: `GATEPOST_SECRET_KEY`, or a generated one kept in a file in development."""
    return environ.get("GATEPOST_SECRET_KEY") or kept(found.home / "secret_key", lambda: secrets.token_urlsafe(50))


ENGINES = {
    "sqlite": "sqlite3",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
}
MARIADB_NUMBERS = ("connect_timeout", "read_timeout", "write_timeout", "compress")
MARIADB_TEXTS = (
    *("auth_plugin", "charset", "collation", "init_command", "read_default_file", "read_default_group", "sql_mode"),
    *("ssl_mode", "unix_socket"),
)
MARIADB_TLS = ("ssl_ca", "ssl_capath", "ssl_cert", "ssl_cipher", "ssl_key")
"""Parameters of mysqlclient that its `ssl` takes without the prefix."""
VERIFYING = ("VERIFY_IDENTITY", "VERIFY_CA")
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;",
}


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for a `DATABASE_URL`; without one, an SQLite file in the server's folder.

    A URL of PostgreSQL may name several hosts, and libpq's parameters as its query; one of MariaDB has mysqlclient's.

    Raises:
        ImproperlyConfigured: Unsupported database. The message omits the URL, which may contain a password.
    """
    if not url:
        return _sqlite(home / "db.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in ENGINES:
        raise ImproperlyConfigured(f"DATABASE_URL must begin with one of {', '.join(ENGINES)} and ://")
    engine = f"django.db.backends.{ENGINES[parts.scheme]}"
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))))
    found: dict[str, Any] = {"ENGINE": engine, "NAME": unquote(parts.path.lstrip("/"))}
    if engine != POSTGRESQL:
        return {**found, **_host(parts), "CONN_MAX_AGE": 60, **_mariadb_options(dict(parse_qsl(parts.query)))}
    login, _, hosts = parts.netloc.rpartition("@")
    several = [_host(urlsplit(f"//{login}@{host}")) for host in hosts.split(",")]
    found |= several[0]
    if len(several) > 1:
        found |= {"HOST": ",".join(one["HOST"] for one in several)}
        found |= {"PORT": ",".join(one["PORT"] or POSTGRESQL_PORT for one in several)}
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if options and (unknown := set(options) - _libpq_parameters()):
        raise ImproperlyConfigured(f"DATABASE_URL: PostgreSQL has no parameter {', '.join(sorted(unknown))}")
    if size := pool_size():
        return {**found, "OPTIONS": {**options, "pool": {**POOL, "max_size": size}}}
    return {**found, "CONN_MAX_AGE": 60, **({"OPTIONS": options} if options else {})}


def _mariadb_options(given: dict[str, str]) -> dict[str, Any]:
    """The setting `OPTIONS`, if there are any; a named certificate authority must have certified the server.

    MariaDB's client library connects without TLS to a server that has none, unless it has to verify the certificate:
    also by a mode like `REQUIRED`.
    """
    if unknown := set(given) - {*MARIADB_NUMBERS, *MARIADB_TEXTS, *MARIADB_TLS}:
        raise ImproperlyConfigured(f"DATABASE_URL: MariaDB's client has no parameter {', '.join(sorted(unknown))}")
    options: dict[str, Any] = {name: given[name] for name in MARIADB_TEXTS if name in given}
    for name in MARIADB_NUMBERS:
        if name in given:
            if not given[name].isdecimal():
                raise ImproperlyConfigured(f"DATABASE_URL: {name} must be a number")
            options[name] = int(given[name])
    if tls := {name.removeprefix("ssl_"): given[name] for name in MARIADB_TLS if name in given}:
        options = {"ssl_mode": VERIFYING[0], **options, "ssl": tls}
    if options.get("ssl_mode") not in (None, "DISABLED", *VERIFYING):
        raise ImproperlyConfigured(
            f"DATABASE_URL: ssl_mode must be {' or '.join(VERIFYING)}; with others TLS is optional"
        )
    return {"OPTIONS": options} if options else {}


def _libpq_parameters() -> set[str]:
    from psycopg import pq  # noqa: PLC0415 - only where PostgreSQL is used

    return {one.keyword.decode() for one in pq.Conninfo.get_defaults()}


def pool_size() -> int:
    """How many connections to PostgreSQL a process may have; 0 for one per thread, as without psycopg's pool.

    Raises:
        ImproperlyConfigured: `GATEPOST_DATABASE_CONNECTIONS` is not a number.
    """
    given = os.environ.get(CONNECTIONS_VARIABLE, "")
    if given and not given.isdecimal():
        raise ImproperlyConfigured(f"{CONNECTIONS_VARIABLE} must be a number of connections, or 0 for one per thread")
    return int(given or 0) if importlib.util.find_spec("psycopg_pool") is not None else 0


def _sqlite(file: Path) -> dict[str, Any]:
    """SQLite creates `-wal` and `-shm` with the permissions of the database file, so making that private suffices."""
    name = str(file) if str(file) == ":memory:" else str(make_private(file))
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE_OPTIONS}


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

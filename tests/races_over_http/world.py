"""A server with four processes on a database of its own, and this process on the same database."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import MySQLdb
import psycopg

from tests.started import until_up

WORKERS, OK = 4, 200
NAME = "gatepost_races"
OFTEN = (
    "verification_address",
    "verification_address_any",
    "emails_user",
    "verification_code",
    "verification_code_any",
)
"""Limits that would stop racers before they race."""
URLS = {
    "postgresql": f"postgres://postgres@127.0.0.1:5432/{NAME}",
    "mariadb": f"mariadb://root@127.0.0.1:3306/{NAME}",
    "galera": "",
}


def recreate(database):
    """An empty database."""
    if database == "galera":
        return
    if database == "postgresql":
        with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")
        return
    connection = MySQLdb.connect(host="127.0.0.1", user="root")
    with contextlib.closing(connection) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4")


def environment(database, port, folder, provider):
    """The configuration that the server and this process share."""
    from gatepost.ground import keyring  # noqa: PLC0415 - needs no settings

    return {
        "DATABASE_URL": URLS[database],
        "GATEPOST_HOME": str(folder / "home"),
        "GATEPOST_KEYS": keyring.generate(),
        "GATEPOST_SECRET_KEY": secrets.token_urlsafe(50),
        "GATEPOST_PUBLIC_URL": f"http://localhost:{port}",
        "GATEPOST_OUTBOX__DELIVERY": "worker",
        "GATEPOST_LIMITS__NETWORK_FACTOR": "100000",
        "GATEPOST_ACCOUNTS__LOGIN_METHODS": '["email", "username"]',
        "GATEPOST_ACCOUNTS__SIGNUP_FIELDS": '["email*", "username", "password*"]',
        "GATEPOST_LIMITS__RATES": json.dumps({key: ["1000/60"] for key in OFTEN}),
        "GATEPOST_TOKENS__STRATEGY": "opaque",
        "GATEPOST_TOKENS__KEYS": "true",
        "GATEPOST_PROVIDER__ENABLED": "true",
        "GATEPOST_PROVIDER__SCOPES": '{"read": {}}',
        **{f"GATEPOST_SOCIAL__{name.upper()}": json.dumps(value) for name, value in provider.settings().items()},
    }


@contextlib.contextmanager
def running(database, port, provider):
    """Start the server, and set up Django in this process."""
    from tests.live.test_server import COMMAND  # noqa: PLC0415 - reads the environment

    folder = Path(tempfile.mkdtemp(prefix="gatepost-races-"))
    with contextlib.ExitStack() as stack:
        if database == "galera":
            from tests.failure.galera_servers import Galera  # noqa: PLC0415 - reads the environment

            nodes = stack.enter_context(contextlib.closing(Galera()))
            URLS["galera"] = nodes.url
        yield from _served(database, port, provider, folder, COMMAND)


def _served(database, port, provider, folder, program):
    recreate(database)
    os.environ.update(environment(database, port, folder, provider))
    command = [program, "serve", "--port", str(port), "--workers", str(WORKERS), "--connections", "16"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            until_up(process, f"http://127.0.0.1:{port}/health", log=folder / "log")
            yield folder / "log"
        finally:
            process.terminate()
            process.wait(60)
            shutil.rmtree(folder, ignore_errors=True)

"""The databases of the projects that move."""

import os


def of(database):
    """`DATABASES` for the path of an SQLite file, or for `postgresql:NAME` and `mariadb:NAME`."""
    kind, _, name = database.partition(":")
    if kind == "postgresql":
        server = {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": "postgres", "HOST": "127.0.0.1"}
        return {"default": server}
    if kind == "mariadb":
        server = {"ENGINE": "django.db.backends.mysql", "NAME": name, "USER": "root", "HOST": "127.0.0.1"}
        return {"default": {**server, "OPTIONS": {"charset": "utf8mb4"}}}
    # Nothing here has to survive the machine, so that only a run that is to be killed waits for its disk.
    options = {"init_command": f"PRAGMA synchronous={os.environ.get('SYNCHRONOUS', 'OFF')}"}
    return {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": options}}

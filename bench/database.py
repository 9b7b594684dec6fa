"""The database of a benchmark: SQLite in memory, or PostgreSQL if `BENCH_DATABASE` names one on 127.0.0.1."""

import os

NAME = os.environ.get("BENCH_DATABASE", "")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": "postgres",
        "HOST": "127.0.0.1",
        "TEST": {"NAME": NAME},
        "CONN_MAX_AGE": None,
    }
    if NAME
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
}

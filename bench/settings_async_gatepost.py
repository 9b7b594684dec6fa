"""gatepost for async views: on PostgreSQL with the pool that its documentation asks for, on SQLite in a file.

Django gives each request by ASGI a thread of its own, and each thread a connection.
"""

import tempfile

from settings_gatepost import *  # noqa: F403

if NAME:  # noqa: F405
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": True}}  # noqa: F405
else:
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.mkdtemp()}/bench.sqlite3"}  # noqa: F405
ROOT_URLCONF = "urls_async"

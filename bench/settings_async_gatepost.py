"""gatepost for async views: on PostgreSQL with the pool that its documentation asks for.

Django gives each request by ASGI a thread of its own, and each thread a connection.
"""

from settings_gatepost import *  # noqa: F403

DATABASES["default"] |= {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": True}}  # noqa: F405
ROOT_URLCONF = "urls_async"

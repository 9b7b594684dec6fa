"""The connections of a thread to the database, for code outside of Django's requests, or that waits for others."""

from django import db
from django.db import connections

OWN_POOL = "gatepost"
"""The name of the standalone server's pool."""


def close() -> None:
    """Close them; for threads that don't serve requests."""
    connections.close_all()


def close_old() -> None:
    """Close those that are broken or too old, as Django does before and after a request."""
    db.close_old_connections()


def lend() -> None:
    """Return them to the standalone server's pool while a request waits for another server; not in a transaction.

    Such requests would otherwise keep the pool's few connections from everyone else. The next query takes one again. A
    project keeps its own, since its middlewares may have set variables on them, such as a tenant's name.
    """
    for one in connections.all(initialized_only=True):
        pool = one.settings_dict["OPTIONS"].get("pool")
        ours = isinstance(pool, dict) and pool.get("name") == OWN_POOL
        if ours and one.connection is not None and not one.in_atomic_block and one.autocommit:
            one.close()

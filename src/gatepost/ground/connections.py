"""The connections of a thread to the database, for code outside of Django's requests, or that waits for others."""

from django import db
from django.db import connections


def close() -> None:
    """Close them; for threads that don't serve requests."""
    connections.close_all()


def close_old() -> None:
    """Close those that are broken or too old, as Django does before and after a request."""
    db.close_old_connections()


def lend() -> None:
    """Return them to their pools, unless a transaction is open; for a request that waits for another server.

    Such requests would otherwise keep a pool's few connections from everyone else. The next query takes one again.
    """
    for one in connections.all(initialized_only=True):
        pooled = one.settings_dict["OPTIONS"].get("pool")
        if pooled and one.connection is not None and not one.in_atomic_block and one.autocommit:
            one.close()

"""All writes of a login in one statement, where the database can do that.

A login then takes three round trips: it looks the name up, counts the attempt, and writes. The rows are inserted only
if the user's row was updated, which also locks it: the same guards as those of the transaction in `flow.engine`.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import connections, router

from gatepost.accounts import columns
from gatepost.accounts import queries as account_queries
from gatepost.ground import database
from gatepost.ground import queries as ground_queries
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.ground.user_types import UserId
from gatepost.sessions.models import Session


def possible() -> bool:
    """Whether the user model has `last_login` in its own table."""
    model = get_user_model()
    return columns.has_column("last_login") and model._meta.get_field("last_login").model is model  # noqa: SLF001


def write(rows: Collected, user_id: UserId, now: datetime, turns: Mapping[str, float]) -> tuple[bool, bool]:
    """Guard: write what a login opens and its event, and update `last_login`, in one statement.

    The user's row is locked before those of `rows.guards`, in the order of everything that revokes logins: each needs
    the result of the one before.

    Args:
        rows: The session or token, the audit event, and updates of rows that were there, each with a condition.
        user_id: The user.
        now: The time of the login.
        turns: What to subtract from buckets, by digest; see `limits.Attempt`.

    Returns:
        Whether the user is still there, and whether all of `rows.guards` found a row.
    """
    touch, parameters = account_queries.last_login_part(user_id, now)
    parts, needs = [f"touched AS ({touch} RETURNING 1)"], "touched"
    for number, (guard, values) in enumerate(rows.guards):
        parts.append(f"guard{number} AS ({guard} AND EXISTS (SELECT 1 FROM {needs}) RETURNING 1)")  # noqa: S608 - built by Django
        parameters, needs = [*parameters, *values], f"guard{number}"
    for number, (insert, row) in enumerate(rows):
        into, places, values = insert.part(row)
        parts.append(f"written{number} AS ({into} SELECT {places} FROM {needs})")  # noqa: S608 - as above
        parameters = [*parameters, *values]
    for number, (change, values) in enumerate(rows.changes):
        parts.append(f"changed{number} AS ({change} AND EXISTS (SELECT 1 FROM {needs}))")  # noqa: S608 - as above
        parameters = [*parameters, *values]
    if turns:
        lower, values = ground_queries.lower_part(turns)
        parts.append(f"lowered AS ({lower})")
        parameters = [*parameters, *values]
    counts = f"(SELECT count(*) FROM touched), (SELECT count(*) FROM {needs})"  # noqa: S608 - as above
    sql = f"WITH {', '.join(parts)} SELECT {counts}"

    def execute() -> tuple[bool, bool]:
        with connections[router.db_for_write(Session)].cursor() as cursor:
            cursor.execute(sql, parameters)
            users, complete = cursor.fetchone()
            return bool(users), bool(complete)

    return database.retry_on_deadlock(execute)

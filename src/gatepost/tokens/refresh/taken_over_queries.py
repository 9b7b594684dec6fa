"""Queries about refresh tokens of another package that were converted to families, one per function."""

import functools
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connections
from django.db.models import Exists

from gatepost.ground import database, project_users, queries
from gatepost.ground.deletion_queries import delete_batch
from gatepost.tokens.models import TakenOver
from gatepost.tokens.refresh.lineage import ROOT_LENGTH

BLACKLISTED, OUTSTANDING = "token_blacklist_blacklistedtoken", "token_blacklist_outstandingtoken"


def mark(jti: str, expires_at: datetime) -> bool:
    """Guard: mark a token as converted; of concurrent calls one gets True. Call it in a transaction."""
    try:
        with database.atomic():
            TakenOver.objects.using(database.alias()).create(root=jti[:ROOT_LENGTH], expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def owner(user_id: Any, jti: str, ending: Collection[str], since: datetime) -> Any:
    """The user of a token that was neither converted nor revoked, or None; one statement.

    Args:
        user_id: The user whom the token names.
        jti: Its id.
        ending: Events that revoke the tokens of a user.
        since: When it was issued.
    """
    marks = TakenOver.objects.using(database.alias()).filter(root=jti[:ROOT_LENGTH])
    ended = queries.happenings(ending, str(user_id), since)
    users = project_users.manager().using(database.alias())
    return users.filter(~Exists(marks), ~Exists(ended), pk=user_id).first()


def marked(jtis: Iterable[str]) -> set[str]:
    """The roots of those tokens that were already converted or revoked."""
    rows = TakenOver.objects.using(database.alias()).filter(root__in={jti[:ROOT_LENGTH] for jti in jtis})
    return set(rows.values_list("root", flat=True))


def is_blacklisted(jti: str) -> bool:
    """Whether a token is blacklisted in simplejwt's own tables, if they exist."""
    connection = connections[database.alias()]
    if not have_blacklist(database.alias()):
        return False
    ended, issued, token, key, id_ = map(connection.ops.quote_name, (BLACKLISTED, OUTSTANDING, "token_id", "id", "jti"))
    sql = f"SELECT 1 FROM {ended} b JOIN {issued} o ON b.{token} = o.{key} WHERE o.{id_} = %s"  # noqa: S608 - quoted
    try:
        with database.savepoint(), connection.cursor() as cursor:
            cursor.execute(sql, [jti])
            return cursor.fetchone() is not None
    except database.Error:
        have_blacklist.cache_clear()
        if have_blacklist(database.alias()):
            raise
        return False  # the tables were dropped meanwhile


@functools.cache
def have_blacklist(alias: str) -> bool:
    """Whether simplejwt's tables exist; asked once per process, since an app is only installed by a restart."""
    return {BLACKLISTED, OUTSTANDING} <= set(connections[alias].introspection.table_names())


def delete_expired(before: datetime, limit: int) -> int:
    """Delete the marks of expired tokens, a batch at a time."""
    return delete_batch(TakenOver.objects.filter(expires_at__lte=before), limit)

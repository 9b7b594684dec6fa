"""Queries about refresh tokens of another package that were converted to families, one per function."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connections, router

from gatepost.ground import database
from gatepost.tokens.lineage import ROOT_LENGTH
from gatepost.tokens.models import TakenOver

BLACKLISTED, OUTSTANDING = "token_blacklist_blacklistedtoken", "token_blacklist_outstandingtoken"


def mark(jti: str, expires_at: datetime) -> bool:
    """Guard: mark a token as converted; of concurrent calls one gets True. Call it in a transaction."""
    try:
        with database.atomic():
            TakenOver.objects.using(database.alias()).create(root=jti[:ROOT_LENGTH], expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def is_marked(jti: str) -> bool:
    """Whether a token was already converted or revoked."""
    return TakenOver.objects.using(database.alias()).filter(root=jti[:ROOT_LENGTH]).exists()


def marked(jtis: Iterable[str]) -> set[str]:
    """The roots of those tokens that were already converted or revoked."""
    rows = TakenOver.objects.using(database.alias()).filter(root__in={jti[:ROOT_LENGTH] for jti in jtis})
    return set(rows.values_list("root", flat=True))


def is_blacklisted(jti: str) -> bool:
    """Whether a token is blacklisted in simplejwt's own tables, if they exist."""
    connection = connections[database.alias()]
    if not {BLACKLISTED, OUTSTANDING} <= set(connection.introspection.table_names()):
        return False
    ended, issued, token, key, id_ = map(connection.ops.quote_name, (BLACKLISTED, OUTSTANDING, "token_id", "id", "jti"))
    sql = f"SELECT 1 FROM {ended} b JOIN {issued} o ON b.{token} = o.{key} WHERE o.{id_} = %s"  # noqa: S608 - quoted
    with connection.cursor() as cursor:
        cursor.execute(sql, [jti])
        return cursor.fetchone() is not None


def delete_expired(before: datetime, limit: int) -> int:
    """Delete the marks of expired tokens, a batch at a time."""
    roots = list(TakenOver.objects.filter(expires_at__lte=before).values_list("root", flat=True)[:limit])
    return TakenOver.objects.filter(root__in=roots)._raw_delete(router.db_for_write(TakenOver))  # noqa: SLF001

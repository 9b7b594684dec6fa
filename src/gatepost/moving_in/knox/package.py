"""What moves from knox: its tokens. Only their hashes are known, so a digest of the hash stands for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from gatepost import conf
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.ground import clock, database, keyring
from gatepost.ground.user_types import User
from gatepost.moving_in import old_tables
from gatepost.moving_in.knox import settings
from gatepost.moving_in.package import Ends, Entry, Kind, Package, Skipped, Source, Table
from gatepost.tokens import moved_tokens, opaque_queries
from gatepost.tokens.models import Token

ORPHAN = "its user was deleted"
OTHER_FORM = "gatepost doesn't have the hash or the length of the project's tokens; see the settings"


def _table() -> str:
    name = settings.token_model()
    try:
        return str(apps.get_model(name)._meta.db_table)  # noqa: SLF001 - documented
    except LookupError:
        return name.replace(".", "_").lower()


class AuthToken(models.Model):
    """A hash of a token, and the token's first characters. Source: the models of django-rest-knox 5.1.0."""

    digest = models.CharField(max_length=128, primary_key=True)
    token_key = models.CharField(max_length=25)
    user_id = old_tables.user_column()
    created = models.DateTimeField()
    expiry = models.DateTimeField(null=True)

    class Meta:
        apps = old_tables.registry
        app_label = "knox"
        db_table = _table()
        managed = False

    def __str__(self) -> str:
        return str(self.created)


def _live() -> "models.QuerySet[Any]":
    unexpired = models.Q(expiry__isnull=True) | models.Q(expiry__gt=clock.now())
    return old_tables.rows(AuthToken).filter(unexpired)


def _read(after: str, size: int) -> Sequence[Source]:
    return _page(_live(), after, size)


def _page(found: "models.QuerySet[Any]", after: str, size: int) -> Sequence[Source]:
    rows = found.filter(pk__gt=after) if after else found
    return [Source(key=moved_tokens.digest(row.pk), position=row.pk, row=row) for row in rows.order_by("pk")[:size]]


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    users = get_user_model()._base_manager.using(database.alias()).in_bulk([one.row.user_id for one in sources])  # noqa: SLF001 - documented
    there = opaque_queries.there([digest for one in sources for digest in _digests(one.row.pk)])
    return [_one(source, users.get(source.row.user_id), there) for source in sources]


def _digests(hashed: str) -> Sequence[str]:
    return keyring.digests(moved_tokens.MOVED, hashed)


def _one(source: Source, user: User | None, there: set[str]) -> Entry | Skipped:
    if user is None:
        return Skipped(source=source.key, user_id=source.row.user_id, reason=ORPHAN)
    if not settings.length_fits() or not settings.previous_hash():
        return Skipped(source=source.key, user_id=user.pk, reason=OTHER_FORM)
    if there.intersection(_digests(source.row.pk)):
        return Entry(source=source.key, user_id=user.pk)
    old, ours = source.row, conf.read(KnoxSettings)
    refreshes = ours.auto_refresh and old.expiry is not None
    hashed = moved_tokens.Hashed(
        user=user,
        digest=source.key,
        hint=old.token_key,
        created_at=old.created,
        expires_at=old.expiry,
        idle_seconds=ours.token_seconds if refreshes else None,
        most_seconds=ours.auto_refresh_max_seconds if refreshes else None,
    )
    return Entry(source=source.key, user_id=user.pk, rows=(moved_tokens.hashed_row(hashed, name=moved_tokens.NAME),))


TOKENS = Kind(
    name="knox_tokens",
    title="Tokens",
    tables=(Table(model=Token, columns=("user", "digest")),),
    count=lambda: _live().count(),
    read=_read,
    convert=_convert,
    undone="they are other tokens now; the table of knox still has the old ones",
    ends=Ends(
        model=AuthToken,
        read=lambda after, size: _page(old_tables.rows(AuthToken), after, size),
        keys=lambda source: _digests(source.row.pk),
        also=moved_tokens.ends_with_old_row,
    ),
)


def _found() -> bool:
    return apps.is_installed("knox") or old_tables.exists(AuthToken)


def _kinds() -> Sequence[Kind]:
    return (TOKENS,)


def _block() -> Mapping[str, Mapping[str, Any]]:
    """An unlimited lifetime, which no setting of knox's expresses."""
    return {"knox": {"token_seconds": None}} if settings.value("TOKEN_TTL", 0) is None else {}


def _advice() -> list[str]:
    return [
        "Put the printed settings in place before you move: without `knox.previous_hash`, moved tokens are not found.",
        "Your code that reads `user.auth_token_set` or `AuthToken.objects` finds nothing new any more.",
    ]


PACKAGE = Package(
    name="knox",
    title="django-rest-knox",
    found=_found,
    settings=settings.SETTINGS,
    kinds=_kinds,
    urls=('path("api/auth/", include("gatepost.dialects.knox.urls")),  # instead of knox.urls',),
    advice=_advice,
    block=_block,
)

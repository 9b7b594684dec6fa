"""What moves from REST framework's app `authtoken`: its tokens, which are stored hashed here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from gatepost import conf
from gatepost.dialects.authtoken.settings import AuthtokenSettings
from gatepost.ground import database, keyring
from gatepost.ground.user_types import User
from gatepost.moving_in import old_tables
from gatepost.moving_in.package import Ends, Entry, Kind, Package, Skipped, Source, Table, loses
from gatepost.tokens import forms, moved_tokens, opaque, opaque_queries
from gatepost.tokens.models import Token

FOREIGN = "it isn't forty hexadecimal digits, so the project made it itself; its client has to log in again"
ORPHAN = "its user was deleted"


class AuthtokenToken(models.Model):
    """A token in plain text. Source: the models of Django REST framework 3.16."""

    key = models.CharField(max_length=40, primary_key=True)
    created = models.DateTimeField()
    user_id = old_tables.user_column()

    class Meta:
        apps = old_tables.registry
        app_label = "authtoken"
        db_table = "authtoken_token"
        managed = False

    def __str__(self) -> str:
        return str(self.created)


def _digest(text: str) -> str:
    return keyring.digest(forms.PURPOSES[forms.AUTHTOKEN], text)


def _read(after: str, size: int) -> Sequence[Source]:
    return old_tables.page_by_secret(old_tables.rows(AuthtokenToken), after, size, _digest)


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    users = get_user_model()._base_manager.using(database.alias()).in_bulk([one.row.user_id for one in sources])  # noqa: SLF001 - Django's documented name
    there = opaque_queries.there([digest for one in sources for digest in _digests(one.row.key)])
    return [_one(source, users.get(source.row.user_id), there) for source in sources]


def _digests(text: str) -> Sequence[str]:
    return keyring.digests(forms.PURPOSES[forms.AUTHTOKEN], text)


def _one(source: Source, user: User | None, there: set[str]) -> Entry | Skipped:
    if user is None:
        return Skipped(source=source.key, user_id=source.row.user_id, reason=ORPHAN)
    if not forms.well_formed(forms.AUTHTOKEN, source.row.key):
        return Skipped(source=source.key, user_id=user.pk, reason=FOREIGN)
    if there.intersection(_digests(source.row.key)):
        return Entry(source=source.key, user_id=user.pk)
    foreign = opaque.Foreign(user, source.row.key, source.row.created)
    row = opaque.foreign_row(foreign, conf.read(AuthtokenSettings).plan(), name=moved_tokens.NAME)
    return Entry(source=source.key, user_id=user.pk, rows=(row,))


TOKENS = Kind(
    name="tokens",
    title="Tokens",
    tables=(Table(model=Token, columns=("user", "digest")),),
    count=lambda: old_tables.rows(AuthtokenToken).count(),
    read=_read,
    convert=_convert,
    undone="they are other tokens now; the table of authtoken still has the old ones",
    ends=Ends(
        model=AuthtokenToken,
        read=_read,
        keys=lambda source: _digests(source.row.key),
        also=moved_tokens.ends_with_old_row,
    ),
)


def _found() -> bool:
    return apps.is_installed("rest_framework.authtoken") or old_tables.exists(AuthtokenToken)


def _kinds() -> Sequence[Kind]:
    return (TOKENS,)


def _block() -> Mapping[str, Mapping[str, Any]]:
    """The behavior of authtoken: one token per user, without expiry."""
    return {"authtoken": {"one_per_user": True, "idle_seconds": None}}


def _advice() -> list[str]:
    return [
        "Put the printed settings in place before you move: they decide how long the moved tokens stay valid.",
        "A moved token can't be returned again: its user's next login issues another, both valid until a logout.",
        "Your code that reads `user.auth_token` or `Token.objects` finds nothing new any more.",
        "Drop the table authtoken_token at the end: it holds the tokens in plain text.",
    ]


PACKAGE = Package(
    name="authtoken",
    title="REST framework's authtoken",
    found=_found,
    settings=(
        loses(
            "REST_FRAMEWORK.DEFAULT_AUTHENTICATION_CLASSES",
            "Replace `rest_framework.authentication.TokenAuthentication` by the class in docs/rest-dialects.md.",
        ),
    ),
    kinds=_kinds,
    urls=('path("", include("gatepost.dialects.authtoken.urls")),  # instead of obtain_auth_token',),
    advice=_advice,
    block=_block,
)

"""What moves from djoser: sessions, and with them the rows of the packages that it is built on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from gatepost.accounts.models import Authenticator as Factor
from gatepost.moving_in import django_sessions, old_tables
from gatepost.moving_in.djoser.settings import SETTINGS
from gatepost.moving_in.package import Entry, Kind, Package, Skipped, Source, Table
from gatepost.moving_in.settings_table import ABSENT, given

KEYS_STAY = (
    "djoser stores its security keys in a format of a library that is no longer kept, without what a passkey needs; "
    "the user signs in another way, with a mailed link if there is no password, and registers the key again"
)


class Credential(models.Model):
    """A security key of djoser's app `webauthn`. Source: its models in version 2.3."""

    user_id = old_tables.user_column()

    class Meta:
        apps = old_tables.registry
        app_label = "djoser"
        db_table = "webauthn_credentialoptions"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    return [Skipped(source=one.key, user_id=one.row.user_id, reason=KEYS_STAY) for one in sources]


CREDENTIALS = Kind(
    name="djoser_webauthn",
    title="Security keys of djoser",
    tables=(Table(model=Factor, columns=("type",)),),
    count=lambda: old_tables.rows(Credential, user_id__isnull=False).count(),
    read=lambda after, size: old_tables.page(Credential, after, size, user_id__isnull=False),
    convert=_convert,
)
SESSIONS = django_sessions.kind(django_sessions.Reading())


def _found() -> bool:
    return apps.is_installed("djoser") or given("DJOSER") is not ABSENT


def _kinds() -> Sequence[Kind]:
    return (*((CREDENTIALS,) if old_tables.exists(Credential) else ()), SESSIONS)


def _block() -> Mapping[str, Mapping[str, Any]]:
    """What djoser does: a key without an end."""
    return {"djoser": {"token_idle_seconds": None}, **django_sessions.block()}


def _advice() -> list[str]:
    return [
        "Mailed links that are pending have to be asked for again, an activation by `users/resend_activation/`.",
        "Replace the authentication classes of REST framework and simplejwt by those in docs/rest-dialects.md.",
        *django_sessions.advice(),
    ]


PACKAGE = Package(
    name="djoser",
    title="djoser",
    found=_found,
    settings=SETTINGS,
    kinds=_kinds,
    urls=('path("auth/", include("gatepost.dialects.djoser.urls")),  # instead of djoser.urls and djoser.urls.…',),
    advice=_advice,
    block=_block,
    uses=("authtoken", "simplejwt", "social-auth"),
)

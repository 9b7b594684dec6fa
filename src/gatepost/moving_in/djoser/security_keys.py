"""Security keys of djoser's app `webauthn` that are their users' only way to log in."""

import base64
import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import is_password_usable
from django.db import models

from gatepost.accounts.models import Authenticator as Factor
from gatepost.features.passkey.operations import ceremony, keep
from gatepost.features.social.models import SocialAccount
from gatepost.ground import clock, database
from gatepost.moving_in import old_tables, second_factors
from gatepost.moving_in.package import Entry, Kind, Skipped, Source

ASKED_AFTER = (
    "the user has {} too, which djoser accepts without the key; here the key would be asked for after it, "
    "so the user registers the key again to have that"
)
ORPHAN = "its user was deleted"


class Credential(models.Model):
    """A security key of djoser's app `webauthn`. Source: its models in version 2.3."""

    user_id = old_tables.user_column()
    display_name = models.TextField()
    ukey = models.TextField()
    credential_id = models.TextField()
    sign_count = models.IntegerField(null=True)
    public_key = models.TextField()

    class Meta:
        apps = old_tables.registry
        app_label = "djoser"
        db_table = "webauthn_credentialoptions"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    users = get_user_model()._base_manager.using(database.alias()).in_bulk([one.row.user_id for one in sources])  # noqa: SLF001 - documented
    connected = set(SocialAccount.objects.filter(user_id__in=users).values_list("user_id", flat=True))

    def convert(source: Source) -> Entry | Skipped:
        user = users.get(source.row.user_id)
        if user is None:
            return second_factors.skipped(source, ORPHAN)
        if is_password_usable(user.password):
            return second_factors.skipped(source, ASKED_AFTER.format("a password"))
        if user.pk in connected:
            return second_factors.skipped(source, ASKED_AFTER.format("an account at a provider"))
        return _key(source)

    return second_factors.convert_keys(sources, convert)


def _key(source: Source) -> Entry | Skipped:
    old: Any = source.row
    try:
        credential, handle = ceremony.stored(old.credential_id, old.public_key), _handle(old.ukey)
    except ValueError:
        return second_factors.skipped(source, second_factors.UNREADABLE)
    if len(handle) > second_factors.LONGEST_HANDLE:
        return second_factors.skipped(source, second_factors.UNREADABLE)
    factor = Factor(
        number=secrets.randbelow(2**52 - 1) + 1,
        user_id=old.user_id,
        type=keep.TYPE,
        name=(old.display_name or "Key")[: Factor._meta.get_field("name").max_length],  # noqa: SLF001 - documented
        created_at=clock.now(),
        counter=old.sign_count or 0,
    )
    return second_factors.entry(source, factor, second_factors.passkey(factor, credential, handle, passwordless=True))


def _handle(ukey: str) -> str:
    """How a key identifies its user, in hex; clients of djoser decode the text as base64, as they do challenges."""
    return base64.urlsafe_b64decode(ukey + "=" * (-len(ukey) % 4)).hex()


KEYS = Kind(
    name="djoser_webauthn",
    title="Security keys of djoser",
    tables=(second_factors.FACTOR,),
    count=lambda: old_tables.rows(Credential, user_id__isnull=False).count(),
    read=lambda after, size: old_tables.page(Credential, after, size, user_id__isnull=False),
    convert=_convert,
)

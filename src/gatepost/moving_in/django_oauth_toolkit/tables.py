"""The tables of django-oauth-toolkit. Source: the models of versions 3.0 to 3.4.

Authorization codes and device codes aren't read: they are valid for a minute and for some minutes.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from gatepost.moving_in import old_tables
from gatepost.moving_in.settings_table import ABSENT, given

MODELS = {
    name: f"OAUTH2_PROVIDER_{name}_MODEL" for name in ("APPLICATION", "ACCESS_TOKEN", "REFRESH_TOKEN")
}  # fmt: skip
OWN = {"APPLICATION": "Application", "ACCESS_TOKEN": "AccessToken", "REFRESH_TOKEN": "RefreshToken"}


def model_name(name: str) -> str:
    """The project's model of `APPLICATION`, `ACCESS_TOKEN` or `REFRESH_TOKEN`, as `app.Model`."""
    found = given(f"OAUTH2_PROVIDER.{name}_MODEL")
    usual = getattr(settings, MODELS[name], f"oauth2_provider.{OWN[name]}")
    return str(usual if found is ABSENT else found)


def _table(name: str) -> str:
    try:
        return str(apps.get_model(model_name(name))._meta.db_table)  # noqa: SLF001 - documented
    except LookupError:
        return model_name(name).replace(".", "_").lower()


def _key(name: str) -> Any:
    try:
        found: Any = old_tables.key_column(apps.get_model(model_name(name)))
    except LookupError:
        found = models.BigIntegerField()
    found.primary_key = True
    return found


class Application(models.Model):
    """A client, with one grant type."""

    id = _key("APPLICATION")
    client_id = models.CharField(max_length=255)
    user_id = old_tables.user_column()
    redirect_uris = models.TextField()
    post_logout_redirect_uris = models.TextField()
    client_type = models.CharField(max_length=32)
    authorization_grant_type = models.CharField(max_length=44)
    client_secret = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    skip_authorization = models.BooleanField()
    created = models.DateTimeField()
    algorithm = models.CharField(max_length=5)
    registration_source = models.CharField(max_length=32)

    class Meta:
        apps = old_tables.registry
        app_label = "oauth2_provider"
        db_table = _table("APPLICATION")
        managed = False

    def __str__(self) -> str:
        return self.client_id


class AccessToken(models.Model):
    """An access token; its text may be empty, its checksum is the SHA-256 hash."""

    id = _key("ACCESS_TOKEN")
    user_id = old_tables.user_column()
    application = models.ForeignKey(Application, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    token_checksum = models.CharField(max_length=64)
    expires = models.DateTimeField()
    scope = models.TextField()
    resource = models.JSONField()
    created = models.DateTimeField()

    class Meta:
        apps = old_tables.registry
        app_label = "oauth2_provider"
        db_table = _table("ACCESS_TOKEN")
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class RefreshToken(models.Model):
    """A refresh token: valid while it isn't revoked and has an access token, which may have expired."""

    id = _key("REFRESH_TOKEN")
    user_id = old_tables.user_column()
    application = models.ForeignKey(Application, models.DO_NOTHING, db_constraint=False, related_name="+")
    access_token = models.ForeignKey(AccessToken, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    token = models.TextField()
    token_checksum = models.CharField(max_length=64)
    resource = models.JSONField()
    created = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta:
        apps = old_tables.registry
        app_label = "oauth2_provider"
        db_table = _table("REFRESH_TOKEN")
        managed = False

    def __str__(self) -> str:
        return str(self.pk)

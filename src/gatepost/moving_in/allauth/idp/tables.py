"""The tables of `allauth.idp.oidc`. Source: the models of django-allauth 65.11 to 65.22.

Codes of devices are in a cache, and authorization codes are valid for a minute, so neither is read.
"""

from typing import Any

from django.db import models

from gatepost.moving_in.old_tables import registry, user_column

ACCESS, REFRESH = "at", "rt"
"""Types of tokens; there are also `ac`, authorization codes, and `ia`, initial access tokens."""


class Client(models.Model):
    """A client; lists are in lines of text."""

    id = models.CharField(primary_key=True, max_length=100)
    name = models.CharField(max_length=100)
    secret = models.CharField(max_length=200)
    scopes = models.TextField()
    default_scopes = models.TextField()
    type = models.CharField(max_length=20)
    grant_types = models.TextField()
    redirect_uris = models.TextField()
    response_types = models.TextField()
    owner_id = user_column()
    skip_consent = models.BooleanField()
    created_at = models.DateTimeField()
    data = models.JSONField(null=True)

    class Meta:
        apps = registry
        app_label = "allauth_idp_oidc"
        db_table = "allauth_idp_oidc_client"
        managed = False

    def __str__(self) -> str:
        return self.id

    @property
    def metadata(self) -> dict[str, Any]:
        """What the client said of itself when it registered."""
        found = self.data.get("client_metadata") if isinstance(self.data, dict) else None
        return found if isinstance(found, dict) else {}


class Token(models.Model):
    """A token, by its hash; tokens of one authorization have the same `grant_id` in `data`."""

    type = models.CharField(max_length=2)
    hash = models.CharField(max_length=255)
    client = models.ForeignKey(Client, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    user_id = user_column()
    data = models.JSONField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    scopes = models.TextField()

    class Meta:
        apps = registry
        app_label = "allauth_idp_oidc"
        db_table = "allauth_idp_oidc_token"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)

    def told(self, name: str) -> Any:
        """A value of `data`; None without it."""
        return self.data.get(name) if isinstance(self.data, dict) else None

    @property
    def resources(self) -> list[str]:
        """The resource URIs that it is for."""
        found = self.told("resources")
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

"""Connected provider accounts, and connections made in the admin."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class SocialAccount(models.Model):
    """An account at a provider, connected to a user; of two concurrent first logins the unique constraint lets one win.

    `connection` and `subject` are compared byte by byte. Address and names are the provider's latest values; no
    user is looked up by them. `sealed` holds tokens if the connection keeps them. `number` is the public id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_social")
    connection = ExactCharField(max_length=64)
    subject = ExactCharField(max_length=255)
    email = models.CharField(max_length=320, default="")
    name = models.CharField(max_length=255, default="")
    picture = models.CharField(max_length=1000, default="")
    sealed = models.TextField(default="")
    tokens_expire_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        app_label = "gatepost"
        verbose_name = "social account"
        constraints = (models.UniqueConstraint(fields=["connection", "subject"], name="gatepost_one_person"),)

    def __str__(self) -> str:
        return f"{self.connection} {self.number}"


class SocialConnection(models.Model):
    """A connection made in the admin; `settings` has the keys of a connection in the settings, as JSON.

    The secret is sealed for this row, and never shown again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = ExactCharField(max_length=64, unique=True)
    provider = models.CharField(max_length=64)
    client_id = models.CharField(max_length=255)
    sealed = models.TextField(default="", editable=False)
    settings = models.JSONField(default=dict, blank=True)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        app_label = "gatepost"
        verbose_name = "social connection"

    def __str__(self) -> str:
        return str(self.name)

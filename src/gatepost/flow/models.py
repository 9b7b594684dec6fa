"""Logins on their way."""

from django.conf import settings
from django.db import models

from gatepost.ground.identity import uuid7


class PendingLogin(models.Model):
    """What has been proved so far in one session that is not logged in yet.

    Never upgraded in place: when nothing is missing a new session is made and this row dies with the
    anonymous one. `user` NULL is a decoy, which looks the same from outside and never completes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session_id = models.UUIDField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="gatepost_logins"
    )
    purpose = models.CharField(max_length=16)
    step = models.CharField(max_length=24)
    proofs = models.TextField(default="[]")
    auth_hash = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.id)

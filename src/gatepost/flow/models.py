"""Pending logins."""

from django.conf import settings
from django.db import models

from gatepost.ground.uuid7 import uuid7


class PendingLogin(models.Model):
    """The proofs so far of one session that is not logged in yet.

    Never upgraded in place: when nothing is missing a new session is opened, and this row is deleted with the
    anonymous one. `user` NULL is a decoy, indistinguishable from outside, which never completes.
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

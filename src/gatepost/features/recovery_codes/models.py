"""Recovery codes, one row per code."""

from django.db import models

from gatepost.accounts.models import Authenticator
from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class RecoveryCode(models.Model):
    """A code: its keyed digest for the look-up, and the sealed code until it is used or may no longer be shown."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authenticator = models.ForeignKey(
        Authenticator, on_delete=models.CASCADE, db_index=False, related_name="gatepost_recovery_codes"
    )
    digest = ExactCharField(max_length=64)
    sealed = models.TextField(default="")
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        constraints = (models.UniqueConstraint(fields=["authenticator", "digest"], name="gatepost_one_recovery_code"),)

    def __str__(self) -> str:
        return str(self.id)

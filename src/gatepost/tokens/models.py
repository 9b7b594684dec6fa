"""Keys, one row each."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.identity import uuid7


class ApiKey(models.Model):
    """A key with which a script or a service acts for a user.

    The key itself is told once and not here: `digest` is its keyed digest, `hint` its first signs, by which its owner
    knows it again. `scope` holds names with blanks between them (RFC 6749, section 3.3). Deleted by its owner or staff,
    by a recovery of the account, and by cleanup once it has expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_api_keys")
    name = models.CharField(max_length=100)
    digest = ExactCharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scope = models.TextField(default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def scopes(self) -> frozenset[str]:
        """What it is limited to."""
        return frozenset(self.scope.split())

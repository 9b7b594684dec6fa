"""Opaque tokens, one row each."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.identity import uuid7


class Token(models.Model):
    """A text with which a script, a service or an app acts for a user.

    The text itself is told once and not here: `digest` is its keyed digest, `hint` its first signs, by which its owner
    knows it again. `kind` is one of `tokens.forms`. `scope` holds names with blanks between them (RFC 6749, section
    3.3). Where a user has one token of a kind, the same at each login, `single` equals `kind`, so that the unique
    constraint decides, and the text follows from `nonce` and a key of the ring. `session_number` names the session that
    was opened by the same login. With `idle_seconds` each use prolongs its life, up to `absolute_expires_at`.
    `auth_hash` ends a login's token when the password changes; see `sessions.issue`. Deleted by its owner or staff, by
    logout, by a recovery of the account, and by cleanup once it has expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_tokens")
    kind = models.CharField(max_length=16, default="key")
    name = models.CharField(max_length=100)
    digest = ExactCharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scope = models.TextField(default="")
    single = ExactCharField(max_length=16, null=True)
    nonce = models.CharField(max_length=32, default="")
    session_number = models.BigIntegerField(null=True)
    auth_hash = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)
    idle_seconds = models.IntegerField(null=True)
    absolute_expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        verbose_name = "token"
        constraints = (models.UniqueConstraint(fields=["user", "single"], name="gatepost_one_token"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def scopes(self) -> frozenset[str]:
        """What it is limited to."""
        return frozenset(self.scope.split())

    @property
    def limited(self) -> bool:
        """Whether it may do only what its scopes name; the token of a login may do what its user may."""
        return self.kind == "key"

"""Tables of opaque tokens, refresh families and signing keys."""

from datetime import datetime

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class Token(models.Model):
    """An opaque bearer token with which a script, a service or an app acts for a user.

    Its text is shown once and never stored: `digest` is its keyed digest, `hint` its first characters, by which its
    owner recognises it. `kind` is one of `tokens.forms`. `scope` is space-separated (RFC 6749, section 3.3). If a user
    has only one token of a kind, returned at every login, `single` equals `kind`, so that the unique constraint
    decides, and the text is derived from `nonce` and a key of the ring. `session_number` is the session that the same
    login opened. `wire` and `authenticated_at` are those of the login: its API, and when the user authenticated. With
    `idle_seconds` each use extends it, up to `absolute_expires_at`. `auth_hash` revokes a login's token when the
    password changes; see `sessions.issue`. Deleted by its owner or staff, by logout, by a recovery of the account, and
    by cleanup once expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="gatepost_tokens"
    )
    kind = models.CharField(max_length=16, default="key")
    name = models.CharField(max_length=100)
    digest = ExactCharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scope = models.TextField(default="")
    single = ExactCharField(max_length=16, null=True)
    nonce = models.CharField(max_length=32, default="")
    session_number = models.BigIntegerField(null=True)
    wire = models.CharField(max_length=16, default="", db_default="")
    authenticated_at = models.DateTimeField(null=True)
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
        """The scopes that it is limited to."""
        return frozenset(self.scope.split())

    @property
    def logged_in_at(self) -> datetime:
        """When the user authenticated."""
        return self.authenticated_at or self.created_at

    @property
    def limited(self) -> bool:
        """Whether it is limited to its scopes; the token of a login may do whatever its user may."""
        return self.kind == "key"


class RefreshFamily(models.Model):
    """A login that is renewed by refresh tokens; each generation replaces the previous one.

    No token is stored. `lookup` is the keyed digest of what all generations share, `current` that of the valid one,
    `previous` that of its parent. A family with `session_id` is valid only while that session belongs to that user,
    which is checked at each use: hence no foreign key constraint, and nothing to delete at logout. One without has
    `auth_hash`, as a session does. `wire` and `authenticated_at` are those of the login. `access` is the keyed digest
    of the current opaque access token of a native family. Deleted by logout, replay, changes of the account, the
    user's next login once it has expired, and cleanup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=16)
    lookup = ExactCharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="gatepost_families"
    )
    session = models.ForeignKey(
        "gatepost.Session", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    auth_hash = models.CharField(max_length=64, default="")
    current = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, default="")
    access = ExactCharField(max_length=64, null=True, unique=True)
    generation = models.PositiveIntegerField(default=1)
    scope = models.TextField(default="")
    wire = models.CharField(max_length=16, default="", db_default="")
    authenticated_at = models.DateTimeField(null=True)
    ip = models.CharField(max_length=45, default="")
    user_agent = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)
    absolute_expires_at = models.DateTimeField()

    class Meta:
        app_label = "gatepost"
        verbose_name = "refresh family"
        verbose_name_plural = "refresh families"
        indexes = (models.Index(fields=["user", "expires_at"], name="gatepost_family_user"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def logged_in_at(self) -> datetime:
        """When the user authenticated."""
        return self.authenticated_at or self.created_at


class TakenOver(models.Model):
    """A refresh token of another package that was converted to a family, or revoked, and must not be converted again.

    `root` is the half of its `jti` that all tokens of the family share, so that none of them can be converted either.
    Outlives the family. Deleted by cleanup, once no token of the family can still be valid.
    """

    root = ExactCharField(max_length=32, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.root)


class SigningKey(models.Model):
    """A key that signs access tokens, sealed and bound to this row; its public half is derived from the sealed key.

    `slot` is `active` for the key that signs, `next` for its successor, which is published in advance, and NULL for
    former keys: at most one row each, by the unique constraint. The key for another algorithm than the settings', with
    which ID tokens may be signed, has the algorithm's name there. A retired key verifies until its last token has
    expired, a revoked one verifies nothing. Deleted by cleanup after that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kid = ExactCharField(max_length=64, unique=True)
    algorithm = models.CharField(max_length=8)
    slot = ExactCharField(max_length=8, null=True, unique=True)
    sealed = models.TextField()
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        verbose_name = "signing key"

    def __str__(self) -> str:
        return f"{self.kid} ({self.algorithm})"

    @property
    def state(self) -> str:
        """`next`, `active`, `retired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.slot == self.algorithm else self.slot or "retired"

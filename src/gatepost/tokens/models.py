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


class RefreshFamily(models.Model):
    """One login that is renewed by refresh tokens; each generation takes the place of the one before.

    No token is here. `lookup` is the keyed digest of what all generations share, `current` that of the living one,
    `previous` that of the one that it came from. A family with `session_id` lives no longer than that session with that
    user in it, which is asked for at each use: hence no constraint, and nothing to erase at a logout. One without
    holds `auth_hash`, as a session does. `access` is the keyed digest of the opaque access token of the living
    generation of a native one. Gone once it has ended: deleted by logout, replay, what happens to the
    account, the user's next login once it has expired, and cleanup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=16)
    lookup = ExactCharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_families")
    session = models.ForeignKey(
        "gatepost.Session", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    auth_hash = models.CharField(max_length=64, default="")
    current = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, default="")
    access = ExactCharField(max_length=64, null=True, unique=True)
    generation = models.PositiveIntegerField(default=1)
    scope = models.TextField(default="")
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


class SigningKey(models.Model):
    """A key that signs access tokens, sealed and bound to this row; its public half is derived, never read from here.

    `slot` is `active` for the one that signs, `next` for the one that takes its place and is published ahead, and NULL
    for those that signed before: at most one row in each, by the unique constraint. A retired key verifies until the
    last token of it has expired, a revoked one nothing. Deleted by cleanup after that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kid = ExactCharField(max_length=32, unique=True)
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
        return "revoked" if self.revoked_at is not None else self.slot or "retired"

"""Tables of sessions, of those taken over from another engine, and of trusted browsers."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class Session(models.Model):
    """A login, or (user NULL, ends when unused for an hour) the session of an anonymous visitor.

    The client's key is not stored: `digest` is its keyed digest. `auth_hash` is a digest of the user's password hash
    at the time of login, so that any change of the password ends the login. `number` is the public id, random and safe
    for JavaScript. `wire` names the API through which the user logged in. Deleted by logout, revocation and cleanup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    digest = ExactCharField(max_length=64, unique=True)
    client = models.CharField(max_length=8)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, null=True, related_name="gatepost_sessions"
    )
    auth_hash = models.CharField(max_length=64, default="")
    backend = models.CharField(max_length=150, default="")
    wire = models.CharField(max_length=16, default="", db_default="")
    data = models.TextField(default="{}")
    proofs = models.TextField(default="[]")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    absolute_expires_at = models.DateTimeField()
    ip = models.CharField(max_length=45, default="")
    user_agent = models.CharField(max_length=300, default="")

    class Meta:
        app_label = "gatepost"
        indexes = (models.Index(fields=["user", "expires_at"], name="gatepost_session_user"),)

    def __str__(self) -> str:
        return str(self.number)


class TakenOverSession(models.Model):
    """Marks a session of the previous engine as taken over, so that it can't be a second time; deleted by cleanup."""

    digest = ExactCharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.digest)


class TrustedBrowser(models.Model):
    """A browser in which a user may skip some steps of a login.

    The key is in the browser's cookie; `digest` is its keyed digest. `steps` are the names of the skippable steps,
    comma-separated. Deleted by the user, and when the password or a second factor changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    digest = ExactCharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_trusted_browsers"
    )
    steps = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ip = models.CharField(max_length=45, default="")
    user_agent = models.CharField(max_length=300, default="")

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.number)

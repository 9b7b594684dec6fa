"""Sessions, one row each."""

from typing import Any

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.identity import uuid7


class Session(models.Model):
    """A login that lasts, or (user NULL, a quarter of an hour at most) a visitor on the way to one.

    The key that the client holds is not here: `digest` is its keyed digest. `auth_hash` is the digest of
    the user's password hash at the time of login; a password that changed by whatever way ends the login.
    `number` is the public id, random, safe for JavaScript. Deleted by logout, revocation and cleanup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    digest = ExactCharField(max_length=64, unique=True)
    client = models.CharField(max_length=8)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="gatepost_sessions"
    )
    auth_hash = models.CharField(max_length=64, default="")
    backend = models.CharField(max_length=150, default="")
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

    def get_decoded(self) -> dict[str, Any]:
        """The session's data, for the admin of Django projects that show it."""
        from gatepost.sessions.store import SessionStore  # noqa: PLC0415 - the store imports this module

        return SessionStore().decode(self.data)


class TrustedBrowser(models.Model):
    """A browser in which a user need not take every step of a login.

    The key is in the browser's cookie; `digest` is its keyed digest. `steps` are the names of what may be left out,
    with commas. Deleted by the user, and when the password or a second factor changes.
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

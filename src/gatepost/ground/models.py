"""The tables of the ground."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.identity import uuid7


class OneTimeSecret(models.Model):
    """A mailed code or link, used once.

    `digest` finds a link; a code is found by the session that asked for it (`bound_to`) and compared with
    `code_digest`. `details` is what it stands for, sealed by who asked for it. `user` NULL is a decoy for an account
    that does not exist and matches nothing, except for keys that are for anyone. Deleted by being replaced, by what
    makes it worthless, and by cleanup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=24)
    digest = ExactCharField(max_length=64, unique=True)
    code_digest = ExactCharField(max_length=64, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    bound_to = models.CharField(max_length=32, default="")
    target = models.CharField(max_length=320, default="")
    details = models.TextField(default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries_left = models.SmallIntegerField(default=3)
    resends_left = models.SmallIntegerField(default=0)
    changes_left = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        indexes = (
            models.Index(fields=["bound_to", "purpose"], name="gatepost_secret_bound"),
            models.Index(fields=["user", "purpose"], name="gatepost_secret_user"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Bucket(models.Model):
    """A rate limit's memory: the moment at which its bucket will be empty again (Unix seconds).

    `stamp` names the last caller who was let through, which is how that caller knows. Deleted by cleanup.
    """

    digest = ExactCharField(max_length=64, primary_key=True)
    arrival = models.FloatField(db_index=True)
    stamp = models.CharField(max_length=32)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.digest)


class Message(models.Model):
    """A mail or SMS to be sent; recipient and content are sealed, and erased once sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=64)
    sealed = models.TextField()
    language = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        indexes = (models.Index(fields=["due_at"], name="gatepost_message_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Event(models.Model):
    """Something that happened to an account. No secrets, no typed names; outlives the user."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8)
    user_key = models.CharField(max_length=64, default="", db_index=True)
    session_number = models.BigIntegerField(null=True)
    network = models.CharField(max_length=50, default="")
    details = models.JSONField(default=dict)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"

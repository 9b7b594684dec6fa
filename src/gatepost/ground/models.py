"""Tables of one-time secrets, rate limits, outgoing messages, audit events and refused requests."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class OneTimeSecret(models.Model):
    """A mailed code or link, used once.

    `digest` finds a link; a code is found by the session that requested it (`bound_to`) and compared with
    `code_digest`. `details` is a sealed payload. `user` NULL is a decoy for an account that does not exist and never
    matches, except for tickets, which may belong to no user yet. Deleted when replaced, when invalidated, and by
    cleanup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=24)
    digest = ExactCharField(max_length=64, unique=True)
    code_digest = ExactCharField(max_length=64, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, null=True, related_name="+"
    )
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
    """The state of one rate limit: `arrival` is when its bucket will be empty again (Unix seconds).

    `stamp` identifies the last attempt that was allowed, so that a caller can tell whether its own was. Deleted by
    cleanup.
    """

    digest = ExactCharField(max_length=64, primary_key=True)
    arrival = models.FloatField(db_index=True)
    stamp = models.CharField(max_length=32)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.digest)


class Message(models.Model):
    """An outgoing mail, SMS or message of a feature; recipient and content are sealed, and erased once sent."""

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
    """An audit event. Contains no secrets and no typed names; kept after the user is deleted."""

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


class RefusedRequest(models.Model):
    """The decisions behind a refused request, without secrets and typed names; deleted by cleanup.

    An id may occur more than once, because a proxy may send the same one with several requests.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request_id = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)
    method = models.CharField(max_length=16)
    route = models.CharField(max_length=200)
    status = models.SmallIntegerField()
    decisions = models.JSONField(default=list)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return f"{self.request_id} {self.status}"

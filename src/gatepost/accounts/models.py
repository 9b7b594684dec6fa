"""By which names a user can be found, and what else a user can show."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.identity import uuid7


class Identifier(models.Model):
    """One email address, user name or phone number of a user.

    `claim` equals `canonical` while the row holds the right to it and is NULL otherwise, so that the unique
    constraint decides who may be found by a name, on every database. A sign-up claims first come, first
    served; an address added later claims when it is proved. `adopted` tells that the host project made the user, not
    somebody who signed up. Deleted with its user.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_identifiers")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=320)
    canonical = ExactCharField(max_length=320)
    claim = ExactCharField(max_length=320, null=True)
    verified_at = models.DateTimeField(null=True)
    primary = models.BooleanField(default=False)
    adopted = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "gatepost"
        constraints = (
            models.UniqueConstraint(fields=["kind", "claim"], name="gatepost_one_claim"),
            models.UniqueConstraint(fields=["user", "kind", "canonical"], name="gatepost_one_of_each"),
        )
        indexes = (models.Index(fields=["canonical", "kind"], name="gatepost_name"),)

    def __str__(self) -> str:
        return self.value


class Authenticator(models.Model):
    """Something that a user can show besides a name and a password: a TOTP app, recovery codes, a passkey.

    What it is checked against stands in the table of its method. `single` equals `type` where a user may have only
    one of it and is NULL otherwise, so that the unique constraint decides. `number` is its public id.
    `counter` only rises: the last time step of an app, the signatures of a key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gatepost_authenticators")
    type = models.CharField(max_length=16)
    single = ExactCharField(max_length=16, null=True)
    name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    counter = models.BigIntegerField(default=0)

    class Meta:
        app_label = "gatepost"
        constraints = (models.UniqueConstraint(fields=["user", "single"], name="gatepost_one_of_a_type"),)

    def __str__(self) -> str:
        return f"{self.type} {self.number}"

"""Tables of identifiers, reserved names, account records and second factors."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class Identifier(models.Model):
    """One email address, username or phone number of a user.

    `claim` equals `canonical` while the row has the exclusive right to the name and is NULL otherwise, so that the
    unique constraint decides which user is found by a name, on every database. Sign-ups claim names first come, first
    served; an address added later is claimed when it is verified. A name that the project wrote and that has no normal
    form, or shares it with another user's, claims its exact spelling after a space, with which no normal form begins;
    `exact_only` then marks the other row, which has the normal form. Deleted with its user.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="gatepost_identifiers"
    )
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=320)
    canonical = ExactCharField(max_length=320)
    claim = ExactCharField(max_length=320, null=True)
    verified_at = models.DateTimeField(null=True)
    primary = models.BooleanField(default=False)
    exact_only = models.BooleanField(default=False)
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


class ReleasedName(models.Model):
    """A username that was given up and stays reserved for its former holder for a while.

    `digest` is the keyed digest of its normal form, `holder` that of the form and the user who had it. It has no
    reference to the user, and outlives the account. Deleted by cleanup.
    """

    digest = ExactCharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.digest)


class AccountRecord(models.Model):
    """Marks an account that has a known owner, whatever names it has now.

    `established_at`: when its owner was first verified. Whatever strangers may have attached was removed then, and
    nothing is removed later. `adopted`: created by the project, not by a sign-up, so that its addresses need no
    verification before a login. Deleted with its user.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="gatepost_record"
    )
    adopted = models.BooleanField(default=False)
    established_at = models.DateTimeField()

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.pk)


class AccountLanguage(models.Model):
    """The language of a user's mails, as far as it isn't LANGUAGE_CODE.

    Not a column of `AccountRecord`, whose existence means that the owner is known. Deleted with its user.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="gatepost_language"
    )
    code = models.CharField(max_length=16)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.code)


class Authenticator(models.Model):
    """A second factor or passkey of a user: a TOTP app, recovery codes, a passkey.

    Its secret or public key is in the table of its feature. `single` equals `type` if a user may have only one of this
    type and is NULL otherwise, so that the unique constraint decides. `number` is its public id. `counter` only ever
    increases: the last time step of an app, the signature counter of a passkey. A passkey that a password manager added
    after a password login is no factor (`is_factor`): it stands in for the password, and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="gatepost_authenticators"
    )
    type = models.CharField(max_length=16)
    single = ExactCharField(max_length=16, null=True)
    name = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    counter = models.BigIntegerField(default=0)
    is_factor = models.BooleanField(default=True, db_default=True)

    class Meta:
        app_label = "gatepost"
        constraints = (models.UniqueConstraint(fields=["user", "single"], name="gatepost_one_of_a_type"),)

    def __str__(self) -> str:
        return f"{self.type} {self.number}"

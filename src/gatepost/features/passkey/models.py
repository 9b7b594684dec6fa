"""Public keys of passkeys and security keys."""

from django.db import models

from gatepost.accounts.models import Authenticator
from gatepost.ground.columns import ExactCharField


class Passkey(models.Model):
    """The credential that an assertion is verified against.

    `digest` is the SHA-256 of the credential's id, which may be too long for an index; `credential` holds id and public
    key as the authenticator sent them, in base64url. `user_handle` is how the key identifies its user.
    """

    authenticator = models.OneToOneField(
        Authenticator, on_delete=models.CASCADE, primary_key=True, related_name="gatepost_passkey"
    )
    digest = ExactCharField(max_length=64, unique=True)
    credential = models.TextField()
    user_handle = models.CharField(max_length=64)
    passwordless = models.BooleanField()

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.authenticator_id)

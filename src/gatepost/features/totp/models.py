"""Secrets of authenticator apps."""

from django.db import models

from gatepost.accounts.models import Authenticator


class TotpSecret(models.Model):
    """The secret of one app, sealed; the authenticator's counter is the last time step of which a code was accepted."""

    authenticator = models.OneToOneField(
        Authenticator, on_delete=models.CASCADE, primary_key=True, related_name="gatepost_totp"
    )
    sealed = models.TextField()

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.authenticator_id)

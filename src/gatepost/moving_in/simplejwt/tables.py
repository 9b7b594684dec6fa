"""The tables of simplejwt's app `token_blacklist`. Source: the models of djangorestframework-simplejwt 5.5.1."""

from django.db import models

from gatepost.moving_in.old_tables import registry, user_column


class OutstandingToken(models.Model):
    """A refresh or sliding token, in plain text, until `flushexpiredtokens` deletes it."""

    user_id = user_column()
    jti = models.CharField(max_length=255)
    token = models.TextField()
    created_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        apps = registry
        app_label = "token_blacklist"
        db_table = "token_blacklist_outstandingtoken"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class BlacklistedToken(models.Model):
    """An outstanding token that is refused."""

    token_id = models.BigIntegerField()
    blacklisted_at = models.DateTimeField()

    class Meta:
        apps = registry
        app_label = "token_blacklist"
        db_table = "token_blacklist_blacklistedtoken"
        managed = False

    def __str__(self) -> str:
        return str(self.token_id)

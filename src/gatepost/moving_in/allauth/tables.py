"""allauth's tables. Source: the models of django-allauth 65.22.1."""

from django.db import models

from gatepost.moving_in.old_tables import registry, user_column


class EmailAddress(models.Model):
    """An address of a user."""

    user_id = user_column()
    email = models.CharField(max_length=320)
    verified = models.BooleanField()
    primary = models.BooleanField()

    class Meta:
        apps = registry
        app_label = "allauth"
        db_table = "account_emailaddress"
        managed = False

    def __str__(self) -> str:
        return self.email


class SocialAccount(models.Model):
    """An account at a provider."""

    user_id = user_column()
    provider = models.CharField(max_length=200)
    uid = models.CharField(max_length=191)
    last_login = models.DateTimeField()
    date_joined = models.DateTimeField()
    extra_data = models.JSONField()

    class Meta:
        apps = registry
        app_label = "allauth"
        db_table = "socialaccount_socialaccount"
        managed = False

    def __str__(self) -> str:
        return f"{self.provider} {self.uid}"


class SocialToken(models.Model):
    """Tokens of an account at a provider; for OAuth 2, `token_secret` is the refresh token."""

    account_id = models.BigIntegerField()
    token = models.TextField()
    token_secret = models.TextField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        apps = registry
        app_label = "allauth"
        db_table = "socialaccount_socialtoken"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class SocialApp(models.Model):
    """A registration at a provider."""

    provider = models.CharField(max_length=30)
    provider_id = models.CharField(max_length=200)
    name = models.CharField(max_length=40)
    client_id = models.CharField(max_length=191)
    secret = models.CharField(max_length=191)
    key = models.CharField(max_length=191)
    settings = models.JSONField()

    class Meta:
        apps = registry
        app_label = "allauth"
        db_table = "socialaccount_socialapp"
        managed = False

    def __str__(self) -> str:
        return self.name


class Authenticator(models.Model):
    """A second factor; what `data` holds depends on the type."""

    user_id = user_column()
    type = models.CharField(max_length=20)
    data = models.JSONField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        apps = registry
        app_label = "allauth"
        db_table = "mfa_authenticator"
        managed = False

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class UserSession(models.Model):
    """What the app `usersessions` knows about a session."""

    created_at = models.DateTimeField()
    ip = models.CharField(max_length=45)
    last_seen_at = models.DateTimeField()
    session_key = models.CharField(max_length=40)
    user_agent = models.CharField(max_length=200)

    class Meta:
        apps = registry
        app_label = "allauth"
        db_table = "usersessions_usersession"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)

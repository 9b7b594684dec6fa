"""The table of connected accounts. Source: the models of social-auth-app-django 5.9 and 7.2.

Version 6 added `id_key`, which says what `uid` is. The other four tables aren't read: `Association` and `Nonce` belong
to OpenID 2.0, which no provider here speaks, `Code` holds mailed codes and `Partial` half-finished logins; both are
valid for minutes.
"""

from typing import Any

from django.db import connections, models

from gatepost.ground import database
from gatepost.moving_in.old_tables import registry, user_column

TABLE = "social_auth_usersocialauth"


class UserSocialAuth(models.Model):
    """An account at a provider; `uid` is whatever the backend takes for the id of a user."""

    user_id = user_column()
    provider = models.CharField(max_length=32)
    uid = models.CharField(max_length=255)
    extra_data = models.JSONField()
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        apps = registry
        app_label = "social_auth"
        db_table = TABLE
        managed = False

    def __str__(self) -> str:
        return f"{self.provider} {self.pk}"


class KeyedUserSocialAuth(models.Model):
    """The same, with the name of the value in `uid`."""

    user_id = user_column()
    provider = models.CharField(max_length=32)
    uid = models.CharField(max_length=255)
    id_key = models.CharField(max_length=255)
    extra_data = models.JSONField()
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        apps = registry
        app_label = "social_auth"
        db_table = TABLE
        managed = False

    def __str__(self) -> str:
        return f"{self.provider} {self.pk}"


def accounts() -> Any:
    """The model that fits the table."""
    connection = connections[database.alias()]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return UserSocialAuth
        columns = {column.name for column in connection.introspection.get_table_description(cursor, TABLE)}
    return KeyedUserSocialAuth if "id_key" in columns else UserSocialAuth

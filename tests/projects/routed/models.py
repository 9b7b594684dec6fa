"""A user in a database of its own, with what hangs on it."""

from django.contrib.auth.models import AbstractUser

WITH_USERS = {"routed", "auth", "contenttypes", "gatepost", "admin"}


class User(AbstractUser):
    pass


class Router:
    """Everything of the users stands in `users`, and nothing else does."""

    def db_for_write(self, model, **_):
        return "users" if model._meta.app_label in WITH_USERS else None

    db_for_read = db_for_write

    def allow_migrate(self, db, app_label, **_):
        return (db == "users") == (app_label in WITH_USERS)

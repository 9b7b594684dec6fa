"""A user who is never deleted, only hidden."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models


class Present(UserManager):
    def get_queryset(self):
        return super().get_queryset().filter(deleted_at__isnull=True)


class User(AbstractUser):
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Present()
    everyone = UserManager()

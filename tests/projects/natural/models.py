"""A user whose address is the primary key, with a name that may be missing, and constraints that the commit checks."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(primary_key=True)
    username = models.CharField(max_length=30, null=True, blank=True, unique=True)
    badge = models.CharField(max_length=20, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = BaseUserManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["badge"], name="one_badge", deferrable=models.Deferrable.DEFERRED),
        )


class Note(models.Model):
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING)

    def __str__(self):
        return f"Note of {self.user_id}"

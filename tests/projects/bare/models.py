"""A user as small as Django allows: no time of the last login, and no column that disables."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    last_login = None
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

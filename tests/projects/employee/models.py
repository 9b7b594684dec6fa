"""A user who logs in by the employee's number, which is a number in the database too."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    employee_no = models.PositiveIntegerField(unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "employee_no"
    objects = BaseUserManager()

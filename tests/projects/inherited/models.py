"""A user whose columns stand in two tables."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    pass


class User(Person):
    badge = models.CharField(max_length=10, blank=True)


class Clerk(User):
    """A user with a third table."""

    desk = models.CharField(max_length=10, blank=True)

"""A user who belongs to a company and has a badge: columns that the database requires."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Company(models.Model):
    name = models.CharField(max_length=50)

    def __str__(self):
        return self.name


class User(AbstractUser):
    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    floor = models.PositiveSmallIntegerField()
    desk = models.CharField(max_length=10)

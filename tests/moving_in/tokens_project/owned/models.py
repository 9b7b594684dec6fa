"""A token model of the project's own, as knox allows."""

from django.db import models
from knox.models import AbstractAuthToken


class Device(AbstractAuthToken):
    label = models.CharField(max_length=20, default="phone")

    class Meta:
        app_label = "owned"

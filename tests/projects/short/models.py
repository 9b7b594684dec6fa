"""A user whose columns are short and have validators of their own."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models


def not_reserved(value):
    if value.lower().startswith("root"):
        raise ValidationError("This name is reserved.", code="reserved")


def not_at_a_rival(value):
    if value.endswith("@rival.example"):
        raise ValidationError("Addresses of this company are not accepted.")


class User(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(
        max_length=30, unique=True, validators=[RegexValidator(r"^[A-Za-z0-9_ ü]+\Z"), not_reserved]
    )
    email = models.EmailField(max_length=60, validators=[not_at_a_rival])
    badge = models.CharField(max_length=6, unique=True, null=True, validators=[RegexValidator(r"^B\d+\Z")])
    floor = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]
    objects = BaseUserManager()

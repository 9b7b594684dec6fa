"""Types of the project's users, for annotations."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    User: TypeAlias = AbstractBaseUser
else:
    User = object  # Django's class can't be imported before the apps are loaded, as feature declarations are

UserId: TypeAlias = int | str
"""A user's primary key. Other keys, such as UUIDs, work too: mypy knows only the model of the tests."""

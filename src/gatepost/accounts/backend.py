"""Django's authentication backend, so that `authenticate()` applies the same limits and rules as the APIs.

The rules of passwords are in `gatepost.features.password`, which registers its verifier here, because this package may
not import features.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

Verifier = Callable[[HttpRequest | None, str, str], Any]
_verifiers: list[Verifier] = []


def use(verifier: Verifier) -> Verifier:
    """Register the function that verifies passwords; it returns a user or raises `PermissionDenied`."""
    _verifiers[:] = [verifier]
    return verifier


class Backend(ModelBackend):
    """Django's model permissions, with passwords verified by gatepost.

    As the only or first backend it stops the chain with `PermissionDenied`, so that no other backend can sign in a user
    who was refused.
    """

    def authenticate(  # type: ignore[override]  # the stubs know one user model
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,
    ) -> AbstractBaseUser | None:
        """The user of a name and password, if the login needs no further step."""
        name = username or next((value for value in kwargs.values() if isinstance(value, str)), None)
        if name is None or password is None:
            return None
        for verifier in _verifiers:
            user: AbstractBaseUser = verifier(request, name, password)
            return user
        raise PermissionDenied

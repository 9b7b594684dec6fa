"""Django's door: whoever calls `authenticate()` passes the same limits and rules.

The password's own rules live in `gatepost.methods.password`; a login method registers itself here, because
this room may not look up.
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
    """Let this function decide; it returns a user or raises `PermissionDenied`."""
    _verifiers[:] = [verifier]
    return verifier


class Backend(ModelBackend):
    """Permissions as Django has them; passwords as the engine decides.

    Being the only backend, or the first one, it stops the chain with `PermissionDenied`, so that no other
    backend is asked about somebody who was refused.
    """

    def authenticate(  # type: ignore[override]  # the stubs know one user model
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> AbstractBaseUser | None:
        """The user of a name and password, if a plain password is all that a login needs."""
        name = username or next((value for value in kwargs.values() if isinstance(value, str)), None)
        if name is None or password is None:
            return None
        for verifier in _verifiers:
            user: AbstractBaseUser = verifier(request, name, password)
            return user
        raise PermissionDenied

"""Lazily loaded users of access tokens: those of a login, and those that the OAuth provider issues."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed.access import Access

GONE = _("This session has ended.")


class LazyUser(SimpleLazyObject):  # type: ignore[type-arg]  # generic for the stubs alone
    """A proxy for the user: `is_authenticated` costs no query, any other attribute costs one, once."""

    is_authenticated = True
    is_anonymous = False

    def __init__(
        self, load: Callable[[], Any], gone: Callable[[], Exception] = lambda: PermissionDenied(str(GONE))
    ) -> None:
        """Load the user on first use.

        Args:
            load: Returns the user, or None if what it belongs to was revoked by then.
            gone: Makes the exception to raise in that case.
        """

        def found() -> Any:
            user = load()
            if user is None:
                raise gone()
            return user

        super().__init__(found)

    def __bool__(self) -> bool:
        """Always true, without loading the user."""
        return True


class AccessUser(LazyUser):
    """The user of a login's access token, whose `pk` costs no query either."""

    def __init__(self, access: Access, gone: Callable[[], Exception] = lambda: PermissionDenied(str(GONE))) -> None:
        """Keep the token; the user is loaded on first use.

        Args:
            access: The token.
            gone: Makes the exception to raise if the token's session was revoked by then.
        """
        super().__init__(lambda: access.user, gone)
        self.__dict__["_access"] = access

    @property
    def pk(self) -> Any:
        """The primary key, taken from the token if that is its subject."""
        if conf.read(TokensSettings).subject_field != "pk":
            return self.__getattr__("pk")
        return get_user_model()._meta.pk.to_python(self.__dict__["_access"].subject)  # noqa: SLF001 - documented

"""Lazily loaded user of an access token; queries only for attributes other than `pk` and `is_authenticated`."""

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


class AccessUser(SimpleLazyObject):  # type: ignore[type-arg]  # generic for the stubs alone
    """A proxy for the user: `is_authenticated` and `pk` cost no query, any other attribute costs one, once."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, access: Access, gone: Callable[[], Exception] = lambda: PermissionDenied(str(GONE))) -> None:
        """Keep the token; the user is loaded on first use.

        Args:
            access: The token.
            gone: Makes the exception to raise if the token's session was revoked by then.
        """

        def load() -> Any:
            if access.user is None:
                raise gone()
            return access.user

        super().__init__(load)
        self.__dict__["_access"] = access

    def __bool__(self) -> bool:
        """Always true, without loading the user."""
        return True

    @property
    def pk(self) -> Any:
        """The primary key, taken from the token if that is its subject."""
        if conf.read(TokensSettings).subject_field != "pk":
            return self.__getattr__("pk")
        return get_user_model()._meta.pk.to_python(self.__dict__["_access"].subject)  # noqa: SLF001 - documented

"""The user of an access token, who is read when somebody looks at more than that there is one."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.tokens.access import Access
from gatepost.tokens.settings import TokensSettings

GONE = _("This session has ended.")


class AccessUser(SimpleLazyObject):  # type: ignore[type-arg]  # generic for the stubs alone
    """Stands for the user: `is_authenticated` and `pk` cost no statement, anything else costs one, once."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, access: Access, gone: Callable[[], Exception] = lambda: PermissionDenied(str(GONE))) -> None:
        """Wait to be asked.

        Args:
            access: The token.
            gone: Makes what is raised where the session behind the token has ended by then.
        """

        def load() -> Any:
            if access.user is None:
                raise gone()
            return access.user

        super().__init__(load)
        self.__dict__["_access"] = access

    def __bool__(self) -> bool:
        """There is one."""
        return True

    @property
    def pk(self) -> Any:
        """The primary key, from the token where its subject is that."""
        if conf.read(TokensSettings).subject_field != "pk":
            return self.__getattr__("pk")
        return get_user_model()._meta.pk.to_python(self.__dict__["_access"].subject)  # noqa: SLF001 - documented

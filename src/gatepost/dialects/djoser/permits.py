"""Additional permissions of operations from the settings; they can only restrict access, never extend it."""

from django.utils.module_loading import import_string
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from gatepost import conf
from gatepost.dialects.djoser.settings import DjoserSettings, Permit
from gatepost.ground.user_types import User

PERMIT_OF: dict[str, Permit] = {
    "create": "user_create",
    "list": "user_list",
    "destroy": "user_delete",
    "activation": "activation",
    "resend_activation": "password_reset",
    "reset_password": "password_reset",
    "reset_password_confirm": "password_reset_confirm",
    "reset_username": "username_reset",
    "reset_username_confirm": "username_reset_confirm",
    "set_password": "set_password",
    "set_username": "set_username",
}
"""Operations to their names in the settings; all others belong to `user`."""


class OwnOrStaff(IsAuthenticated):
    """Allows users their own record, and staff all records."""

    def has_object_permission(self, request: Request, view: APIView, obj: User) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether this is the user's own record, or the user is staff."""
        return bool(getattr(request.user, "is_staff", False) or obj.pk == request.user.pk)


def further(name: Permit) -> list[BasePermission]:
    """The permissions that the settings add to an operation's own."""
    return [import_string(path)() for path in conf.read(DjoserSettings).permissions.get(name, ())]

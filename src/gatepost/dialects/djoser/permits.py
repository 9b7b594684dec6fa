"""Additional permissions of operations from the settings; they can only restrict access, never extend it."""

from django.utils.module_loading import import_string
from rest_framework.permissions import BasePermission

from gatepost import conf
from gatepost.dialects.djoser.settings import DjoserSettings, Permit

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


def further(name: Permit) -> list[BasePermission]:
    """The permissions that the settings add to an operation's own."""
    return [import_string(path)() for path in conf.read(DjoserSettings).permissions.get(name, ())]

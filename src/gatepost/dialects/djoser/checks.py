"""Checks of this dialect's settings."""

from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name

from gatepost import conf
from gatepost.accounts import columns
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.mounted import mounted
from gatepost.flow.settings import FlowSettings


def messages() -> list[CheckMessage]:
    """Report columns that the user model lacks, and an address that changes without reauthentication."""
    return [*_activation(), *_login_field(), *_reauthentication()]


def _login_field() -> list[CheckMessage]:
    kind, model = conf.read(DjoserSettings).login_field, get_user_model()
    if not kind or kind in columns.by_kind():
        return []
    return [
        Error(
            f"djoser.login_field is {kind}, and {model.__name__} has no such column: nobody can log in",
            hint=f"Remove the setting: clients then send {model.USERNAME_FIELD}",
            id="gatepost.E068",
        )
    ]


def _activation() -> list[CheckMessage]:
    if not conf.read(DjoserSettings).send_activation_email or columns.has_column("is_active"):
        return []
    return [
        Error(
            f"djoser.send_activation_email needs the column is_active, which {get_user_model().__name__} does not have",
            hint="Add is_active = models.BooleanField(default=True) to the user model, or turn the setting off",
            id="gatepost.E061",
        )
    ]


def _reauthentication() -> list[CheckMessage]:
    flow = conf.read(FlowSettings)
    if flow.proof_on_every_wire or flow.reauthentication_for_account or not mounted("djoser"):
        return []
    return [
        Warning(
            "flow.reauthentication_for_account is off: with a stolen login, djoser's PATCH of a user replaces the "
            "email address",
            hint='Set "reauthentication_for_account"; or GATEPOST = {"flow": {"proof_on_every_wire": True}} requires a '
            "login of the last minutes for it",
            id="gatepost.W041",
        )
    ]

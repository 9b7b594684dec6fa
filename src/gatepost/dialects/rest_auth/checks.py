"""Checks of this dialect's settings."""

from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name

from gatepost import conf
from gatepost.dialects.mounted import mounted
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.flow.settings import FlowSettings


def messages() -> list[CheckMessage]:
    """Warn if a password can be changed without reauthentication, unlike in the native API."""
    reauthenticates = (
        conf.read(FlowSettings).proof_on_every_wire or conf.read(RestAuthSettings).old_password_field_enabled
    )
    if reauthenticates or not mounted("rest_auth"):
        return []
    return [
        Warning(
            "rest_auth.old_password_field_enabled is off: a stolen login of dj-rest-auth's can set a new password",
            hint='Set "old_password_field_enabled"; or GATEPOST = {"flow": {"proof_on_every_wire": True}} requires a '
            "login of the last minutes for it",
            id="gatepost.W040",
        )
    ]

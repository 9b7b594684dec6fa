"""What the views of this dialect share."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer

from gatepost import conf
from gatepost.dialects import door
from gatepost.dialects.rest_auth.forms import form
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.view import FormView
from gatepost.flow.visit import Visit

MISMATCH_CHANGE = "The two password fields didn’t match."  # noqa: RUF001 - as clients compare it
MISMATCH_REGISTER = "The two password fields didn't match."
UNVERIFIED = "E-mail is not verified."
SCOPE = "dj_rest_auth"
"""The throttle scope of REST framework's `ScopedRateThrottle` that these views share."""


def settings() -> RestAuthSettings:
    """The dialect's settings."""
    return conf.read(RestAuthSettings)


def visit_of(request: Request) -> Visit:
    """Who asks; a browser where logins open sessions."""
    own = settings()
    return door.visit_of(request, client="browser" if own.session_login else "app", links=own.links())


def visit_of_login(request: Request) -> Visit:
    """Who asks to be let in.

    Raises:
        PermissionDenied: A page of another site asks for a session in its visitor's browser.
    """
    if settings().session_login:
        door.refuse_foreign_page(request)
    return visit_of(request)


class RestAuthView(FormView):
    """A view whose form may be replaced by setting: `form_name` is its name there."""

    form_name = ""

    def get_serializer_class(self) -> type[Serializer[Any]]:
        """What stands there by setting, or our own."""
        found: type[Serializer[Any]] = form(self.form_name) if self.form_name else self.serializer_class
        return found

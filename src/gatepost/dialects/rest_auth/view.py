"""The base of this dialect's views."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer

from gatepost import conf
from gatepost.dialects.rest_auth.forms import form
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.rest_framework import visits
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.view import FormView
from gatepost.flow.visit import Visit

MISMATCH_CHANGE = _("The two password fields didn’t match.")  # noqa: RUF001 - clients compare it exactly
MISMATCH_REGISTER = _("The two password fields didn't match.")
UNVERIFIED = _("E-mail is not verified.")
SCOPE = "dj_rest_auth"
"""The throttle scope of REST framework's `ScopedRateThrottle` that these views share."""


def settings() -> RestAuthSettings:
    """The dialect's settings."""
    return conf.read(RestAuthSettings)


def visit_of(request: Request) -> Visit:
    """The request's visit; a browser's, if logins open sessions."""
    own = settings()
    return visits.visit_of(
        request, wire="rest_auth", client="browser" if own.session_login else "app", links=own.links()
    )


def visit_of_login(request: Request) -> Visit:
    """The visit of a login request.

    Raises:
        PermissionDenied: It is a cross-site request for a session or token cookies.
    """
    own = settings()
    if own.session_login or (own.use_jwt and (own.jwt_auth_cookie or own.jwt_auth_refresh_cookie)):
        visits.refuse_foreign_page(request)
    return visit_of(request)


class RestAuthView(FormView):
    """A view whose form can be replaced in `rest_auth.serializers`, where it is called `form_name`."""

    form_name = ""

    def get_serializer_class(self) -> type[Serializer[Any]]:
        """Return the replacement in the settings, or our own form."""
        found: type[Serializer[Any]] = form(self.form_name) if self.form_name else self.serializer_class
        return found

"""What a login, a registration and a social login answer with."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response

from gatepost.dialects.rest_auth.forms import form
from gatepost.dialects.rest_auth.view import settings
from gatepost.dialects.view import DialectView
from gatepost.flow import grant
from gatepost.flow.grant import Granted, Login, Opener


def opener() -> Opener:
    """What a login opens beside a session."""
    own = settings()
    return grant.token(own.plan()) if own.token else _nothing


def _nothing(login: Login) -> None:
    del login


def answer(view: DialectView, granted: Granted, code: int) -> Response:
    """The key of a login; nothing where a session is all."""
    del view
    if granted.made is None:
        return Response(status=status.HTTP_204_NO_CONTENT)
    shown: dict[str, Any] = form("token")({"key": granted.made}).data
    return Response(shown, status=code)

"""What a login, a registration and a login by provider answer with."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response

from gatepost.dialects.rest_auth import cookies
from gatepost.dialects.rest_auth.forms import form
from gatepost.dialects.rest_auth.view import settings
from gatepost.dialects.simple_jwt import pairs
from gatepost.dialects.view import DialectView
from gatepost.flow import grant
from gatepost.flow.grant import Granted, Login, Opener


def opener() -> Opener:
    """What a login opens beside a session."""
    own = settings()
    if own.use_jwt:
        return pairs.opens_pair
    return grant.token(own.plan()) if own.token else _nothing


def _nothing(login: Login) -> None:
    del login


def answer(view: DialectView, granted: Granted, code: int) -> Response:
    """The key of a login, or its pair of tokens; nothing where a session is all."""
    if granted.made is None:
        return Response(status=status.HTTP_204_NO_CONTENT)
    if not settings().use_jwt:
        shown: dict[str, Any] = form("token")({"key": granted.made}).data
        return Response(shown, status=code)
    own, pair = settings(), granted.made
    told = {
        "access": pair.access,
        "refresh": "" if own.jwt_auth_httponly else pair.refresh,
        "user": granted.user,
        "access_expiration": pair.access_expires_at,
        "refresh_expiration": pair.refresh_expires_at,
    }
    body = form("jwt")(told, context={"request": view.request, "view": view}).data
    return cookies.give(view.request, Response(body, status=code), pair)

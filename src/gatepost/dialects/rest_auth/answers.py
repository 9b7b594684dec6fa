"""Responses to a login, a registration and a social login."""

from typing import TypedDict

from rest_framework import status
from rest_framework.response import Response

from gatepost.dialects.rest_auth import cookies
from gatepost.dialects.rest_auth.forms import form
from gatepost.dialects.rest_auth.view import settings
from gatepost.dialects.rest_framework.described import Answers
from gatepost.dialects.rest_framework.view import DialectView
from gatepost.dialects.signed_tokens import pairs
from gatepost.flow.issuing import Granted, Opener, token


def opener() -> Opener:
    """Return the function that issues a login's credential: a pair of tokens, a key, or nothing besides a session."""
    own = settings()
    if own.use_jwt:
        return pairs.OPENS_PAIR
    return token(own.plan()) if own.token else NOTHING


NOTHING = Opener(issue=lambda _: None, at_once=True)
"""For logins that only open a session."""


class Held(TypedDict):
    """A login that waits for a second factor: the key for `mfa/verify/`."""

    ephemeral_token: str
    mfa_required: bool


def waits(granted: Granted) -> Response:
    """The response to a login that needs a second factor."""
    return Response(Held(ephemeral_token=granted.held or "", mfa_required=True))


def answers(code: int, *others: type) -> Answers:
    """What `answer` returns, for the OpenAPI document.

    Args:
        code: The status.
        others: What the operation may respond with the same status.
    """
    own = settings()
    if not (own.use_jwt or own.token):
        return {status.HTTP_204_NO_CONTENT: None} | ({code: others} if others else {})
    return {code: (form("jwt" if own.use_jwt else "token"), *others)}


def answer(view: DialectView, granted: Granted, code: int) -> Response:
    """The response with a login's key or pair of tokens; empty if it only opened a session."""
    if granted.made is None:
        return Response(status=status.HTTP_204_NO_CONTENT)
    if not settings().use_jwt:
        return Response(view.serialized(form("token"), {"key": granted.made}), status=code)
    own, pair = settings(), granted.made
    fields = {
        "access": pair.access,
        "refresh": "" if own.jwt_auth_httponly else pair.refresh,
        "user": granted.user,
        "access_expiration": pair.access_expires_at,
        "refresh_expiration": pair.refresh_expires_at,
    }
    return cookies.give(view.request, Response(view.serialized(form("jwt"), fields), status=code), pair)

"""The views that only simplejwt has: sliding tokens, and revoking a login by its refresh token."""

from collections.abc import Mapping
from typing import Any, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects.rest_framework import visits
from gatepost.dialects.rest_framework.described import Answers, Empty
from gatepost.dialects.signed_tokens import pairs
from gatepost.dialects.signed_tokens.views import AnyToken, Obtain, RefreshToken, TokenView
from gatepost.flow.issuing import Opener


class Sliding(TypedDict):
    """A sliding token."""

    token: str


class ObtainSliding(Obtain):
    """Obtain a sliding token with a name and a password."""

    opens: Opener = pairs.OPENS_SLIDING

    def body_of(self, made: Any) -> Mapping[str, Any]:
        """Serialize the issued token."""
        return Sliding(token=made)

    def answers(self) -> Answers:
        """A sliding token."""
        return {200: Sliding}


class RefreshSliding(TokenView):
    """Extend a sliding token."""

    serializer_class = AnyToken

    def post(self, request: Request) -> Response:
        """Renew the login."""
        token = pairs.slide(visits.visit_of(request, wire="simple_jwt"), self.fields(request)["token"])
        return Response(Sliding(token=token))

    def answers(self) -> Answers:
        """The renewed token."""
        return {200: Sliding}


class Blacklist(TokenView):
    """Revoke the login of a refresh token."""

    serializer_class = RefreshToken

    def post(self, request: Request) -> Response:
        """Log out."""
        pairs.end(visits.visit_of(request, wire="simple_jwt"), self.fields(request)["refresh"])
        return Response({})

    def answers(self) -> Answers:
        """An empty object."""
        return {200: Empty}

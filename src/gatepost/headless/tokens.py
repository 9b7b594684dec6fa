"""Renewing access tokens in the native API."""

import msgspec

from gatepost import conf
from gatepost.flow import refresh
from gatepost.tokens import strategies
from gatepost.tokens.settings import TokensSettings
from gatepost.wire.endpoint import Endpoint


class RefreshBody(msgspec.Struct):
    """The refresh token that the app holds."""

    refresh_token: str


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="tokens/refresh",
        summary="Renew the access token",
        clients=("app",),
        enabled=lambda: strategies.chosen().renews,
        body=lambda: RefreshBody,
        answers={200: "Renewed", 400: "NotRenewed"},
        act=lambda call: refresh.refresh(call.visit, token=call.body.refresh_token),
    ),
    Endpoint(
        verb="POST",
        path="tokens/cookies",
        summary="Renew the access token in the browser's cookies",
        clients=("browser",),
        enabled=lambda: conf.read(TokensSettings).browser_cookies,
        answers={200: "Status", 400: "NotRenewed"},
        act=lambda call: refresh.refresh_cookies(call.visit),
    ),
)

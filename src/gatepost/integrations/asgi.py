"""Guards an ASGI application, for example an MCP server that is mounted beside Django, by access tokens.

    from gatepost.asgi import ResourceServerMiddleware

    application = ResourceServerMiddleware(mcp_app, resource="https://example.org/mcp", scopes=["tools"])

The application finds the token in `scope["access_token"]`. Its `user` is read from the database: call it in a thread
(`sync_to_async`). Source: RFC 6750; RFC 9449, section 7; RFC 9470, section 3; RFC 9728, section 5.1.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from asgiref.sync import sync_to_async

from gatepost.features.provider.operations import resource_access, resources
from gatepost.features.provider.operations.resource_access import PresentedToken, ResourceToken
from gatepost.ground import connections
from gatepost.integrations import resource_server
from gatepost.integrations.resource_server import Challenge, Needs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
GUARDED = ("http", "websocket")
DENIED = 1008


class ResourceServerMiddleware:
    """Passes on requests with a valid access token that has the scopes; answers others with 401 or 403."""

    def __init__(
        self,
        app: App,
        *,
        resource: str = "",
        scopes: Sequence[str] = (),
        checked: bool = False,
        acr_values: str = "",
        max_age: int | None = None,
    ) -> None:
        """Guard an application.

        Args:
            app: The application.
            resource: One of `provider.resources`; may be left out if there is only one.
            scopes: The scopes that tokens must have.
            checked: Whether to notice at once that the grant behind a JWT was revoked, for one query.
            acr_values: The levels of authentication of which one is needed, space-separated: `aal1`, `aal2`.
            max_age: How long ago the user may have authenticated, in seconds.
        """
        self.app, self.resource, self.checked = app, resource, checked
        self.needs = Needs(tuple(scopes), acr_values, max_age)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] not in GUARDED:
            await self.app(scope, receive, send)
            return
        presented = _presented(scope)
        free = not self.checked and resource_access.costs_nothing(presented)
        found = self._authorize(presented) if free else await sync_to_async(self._in_thread)(presented)
        if isinstance(found, ResourceToken):
            await self.app({**scope, "access_token": found}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": DENIED})
        else:
            await _answer(found, send)

    def _authorize(self, presented: PresentedToken) -> ResourceToken | Challenge:
        resource = resources.declared(self.resource)
        return resource_server.authorize(presented, resource=resource, needs=self.needs, checked=self.checked)

    def _in_thread(self, presented: PresentedToken) -> ResourceToken | Challenge:
        connections.close_old()  # Django does so for its own requests only
        try:
            return self._authorize(presented)
        finally:
            connections.close_old()


def _presented(scope: Scope) -> PresentedToken:
    def header(name: bytes) -> str:
        # Repeated ones are joined, as servers of Django do, and then match nothing.
        return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)

    method = scope.get("method", "GET")
    return PresentedToken(method, scope["path"], header(b"authorization"), header(b"dpop"))


async def _answer(challenge: Challenge, send: Send) -> None:
    body = json.dumps(challenge.body()).encode()
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **challenge.headers,
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": challenge.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})

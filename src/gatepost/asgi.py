"""Guarding ASGI applications beside Django, such as MCP servers, by access tokens of the OAuth provider."""

from gatepost.integrations.asgi import ResourceServerMiddleware

__all__ = ["ResourceServerMiddleware"]

"""Protecting operations of Django Ninja: security classes for `auth`, and guards for single operations.

api = NinjaAPI(auth=[SessionAuth(), KeyAuth()])
"""

from gatepost.integrations.decorators import requires_access_token, requires_proof, requires_scope
from gatepost.integrations.ninja import AccessTokenAuth, BasicAuth, KeyAuth, SessionAuth, SessionTokenAuth

__all__ = [
    "AccessTokenAuth",
    "BasicAuth",
    "KeyAuth",
    "SessionAuth",
    "SessionTokenAuth",
    "requires_access_token",
    "requires_proof",
    "requires_scope",
]

"""Protecting views of Django REST framework: authentication classes and permissions.

class Articles(APIView):
    authentication_classes = [SessionAuthentication, KeyAuthentication]
    permission_classes = [IsAuthenticated, requires_scope("read")]
"""

from gatepost.integrations.drf.authentication import (
    AccessTokenAuthentication,
    BasicAuthentication,
    KeyAuthentication,
    OAuthAuthentication,
    SessionAuthentication,
    SessionTokenAuthentication,
)
from gatepost.integrations.drf.permissions import (
    HasAccessToken,
    HasVerifiedAddress,
    Proof,
    ProofRequired,
    Scope,
    requires_proof,
    requires_scope,
)

__all__ = [
    "AccessTokenAuthentication",
    "BasicAuthentication",
    "HasAccessToken",
    "HasVerifiedAddress",
    "KeyAuthentication",
    "OAuthAuthentication",
    "Proof",
    "ProofRequired",
    "Scope",
    "SessionAuthentication",
    "SessionTokenAuthentication",
    "requires_proof",
    "requires_scope",
]

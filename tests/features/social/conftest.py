from tests.oracle import oracle
from tests.providers import connected, phone, provider, visitor

__all__ = ["connected", "oracle", "phone", "provider", "visitor"]

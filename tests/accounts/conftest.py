from tests.providers import connected, phone, provider, visitor

__all__ = ["connected", "phone", "provider", "visitor"]

"""The operations of the native API."""

from gatepost.api.endpoint import Endpoint
from gatepost.flow import registry
from gatepost.headless import config


def endpoints() -> list[Endpoint]:
    """Every operation, by path."""
    found = [
        *config.ENDPOINTS,
        *(endpoint for feature in registry.features() for endpoint in feature.endpoints),
    ]
    return sorted(found, key=lambda endpoint: (endpoint.path, endpoint.verb))

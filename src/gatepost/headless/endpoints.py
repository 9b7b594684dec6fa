"""The operations of the native API."""

from gatepost.api.endpoint import Endpoint
from gatepost.api.openapi import Group
from gatepost.flow import registry
from gatepost.headless import config


def groups() -> list[Group]:
    """Every operation by feature, in the order in which an application needs them."""
    found = sorted(registry.features(), key=lambda feature: feature.place)
    named = [(one.title or one.name.replace("_", " ").capitalize(), one.endpoints) for one in found]
    return [Group(title, tuple(some)) for title, some in [("Configuration", config.ENDPOINTS), *named] if some]


def endpoints() -> list[Endpoint]:
    """Every operation, by path."""
    found = [endpoint for group in groups() for endpoint in group.endpoints]
    return sorted(found, key=lambda endpoint: (endpoint.path, endpoint.verb))

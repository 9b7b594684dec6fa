"""Addresses of the native API; include them below `/_allauth/`."""

from collections import defaultdict

from django.urls import URLPattern, path

from gatepost.flow import method as methods
from gatepost.headless import openapi, session
from gatepost.wire.endpoint import Endpoint, view


def endpoints() -> list[Endpoint]:
    """Every operation, by path."""
    found = [
        *session.ENDPOINTS,
        *(endpoint for method in methods.registered() for endpoint in method.endpoints),
    ]
    return sorted(found, key=lambda endpoint: (endpoint.path, endpoint.verb))


def _patterns() -> list[URLPattern]:
    by_path: dict[str, list[Endpoint]] = defaultdict(list)
    for endpoint in endpoints():
        by_path[endpoint.path].append(endpoint)
    return [path(f"<slug:client>/v1/{where}", view(group)) for where, group in by_path.items()]


urlpatterns = [
    path("openapi.json", openapi.document_view),
    path("openapi.html", openapi.page_view),
    *_patterns(),
]

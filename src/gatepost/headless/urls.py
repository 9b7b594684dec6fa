"""Addresses of the native API; include them below `/_allauth/`."""

from django.urls import path

from gatepost.flow import method as methods
from gatepost.headless import keys, openapi, second_factor, session, tokens
from gatepost.wire.endpoint import Endpoint, view


def endpoints() -> list[Endpoint]:
    """Every operation, by path."""
    found = [
        *session.ENDPOINTS,
        *second_factor.ENDPOINTS,
        *keys.ENDPOINTS,
        *tokens.ENDPOINTS,
        *(endpoint for method in methods.registered() for endpoint in method.endpoints),
    ]
    return sorted(found, key=lambda endpoint: (endpoint.path, endpoint.verb))


urlpatterns = [
    path("openapi.json", openapi.document_view, name="gatepost-api"),
    path("openapi.html", openapi.page_view),
    *(page for method in methods.registered() for page in method.pages),
    path("<slug:client>/v1/<path:where>", view(endpoints())),
]

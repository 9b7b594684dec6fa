"""Discovery of the provider and of its resources; include below `/.well-known/`.

An issuer with a path has it after the name of the document (RFC 8414, section 3.1), and the document itself below that
path too, as OpenID Connect Discovery wants it.
"""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gatepost import conf
from gatepost.dialects.oauth import discovery
from gatepost.features.provider.operations import resources
from gatepost.features.provider.settings import ProviderSettings

SECONDS = 3600


@csrf_exempt  # it changes nothing
@require_safe
def metadata(request: HttpRequest, issuer_path: str = "") -> HttpResponse:
    """The document, at the address of the configured issuer alone."""
    settings = conf.read(ProviderSettings)
    inserted = urlsplit(settings.issuer).path.strip("/")
    own = request.path == f"{urlsplit(settings.issuer).path}/.well-known/openid-configuration"
    if not settings.enabled or (issuer_path.strip("/") != inserted and not own):
        raise Http404
    return _public(discovery.document())


@csrf_exempt  # it changes nothing
@require_safe
def resource_metadata(request: HttpRequest, resource_path: str = "") -> HttpResponse:
    """The metadata of a resource of the settings, whose path follows the document's name (RFC 9728, section 3.1).

    That is at the root of the host even if the project is below a prefix, which such a request is then without.
    """
    del resource_path
    resource = resources.at(request.get_host(), request.path_info)
    if not conf.read(ProviderSettings).enabled or resource is None:
        raise Http404
    return _public(discovery.resource_document(resource))


def _public(document: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(document), content_type="application/json")
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


urlpatterns = [
    path("openid-configuration", metadata),
    path("oauth-authorization-server", metadata),
    path("oauth-protected-resource", resource_metadata),
    path("oauth-protected-resource/<path:resource_path>", resource_metadata),
    path("openid-configuration/<path:issuer_path>", metadata),
    path("oauth-authorization-server/<path:issuer_path>", metadata),
]

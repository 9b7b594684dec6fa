"""Serves the OpenAPI document as JSON, as YAML and in a viewer."""

import contextlib
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gatepost import conf
from gatepost.api import openapi
from gatepost.ground.settings import HeadlessSettings
from gatepost.headless import viewer, yaml_text
from gatepost.headless.endpoints import groups


def document(client: str | None = None, *, everything: bool = False) -> dict[str, Any]:
    """The OpenAPI document of the API as it is configured.

    Args:
        client: Describe it for one kind of client only, `app` or `browser`.
        everything: Whether to include operations that the settings disable.
    """
    prefix = reverse(document_view).removesuffix("/openapi.json")
    clients = (client,) if client else conf.read(HeadlessSettings).clients
    return openapi.document(groups(), clients, prefix, everything=everything)


def _served(request: HttpRequest) -> dict[str, Any]:
    """The document that a request asks for, `?client=` for one kind of client; 404 if it isn't served."""
    settings = conf.read(HeadlessSettings)
    client = request.GET.get("client")
    if not settings.serve_specification or (client is not None and client not in settings.clients):
        raise Http404
    return document(client)


@csrf_exempt  # it changes nothing
@require_safe
def document_view(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as JSON; 404 if `headless.serve_specification` is off."""
    return HttpResponse(json.dumps(_served(request), indent=1), content_type="application/vnd.oai.openapi+json")


@csrf_exempt  # as above
@require_safe
def yaml_view(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as YAML; 404 if `headless.serve_specification` is off."""
    return HttpResponse(yaml_text.dump(_served(request)), content_type="application/vnd.oai.openapi")


@csrf_exempt  # as above
@require_safe
def page_view(request: HttpRequest) -> HttpResponse:
    """The viewer of the OpenAPI document; 404 if `headless.serve_specification` is off."""
    del request
    settings = conf.read(HeadlessSettings)
    if not settings.serve_specification:
        raise Http404
    documents = [(name.capitalize() + "s", f"openapi.json?client={name}") for name in reversed(settings.clients)]
    with contextlib.suppress(NoReverseMatch):  # only mounted where there are REST dialects
        documents.append(("REST dialects", reverse("gatepost-dialects")))
    return viewer.page(documents)

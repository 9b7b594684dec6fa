"""The OpenAPI document of the mounted REST dialects; needs drf-spectacular, but none of its settings."""

import json
import threading
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.settings import SPECTACULAR_DEFAULTS, patched_settings

from gatepost import __version__, conf
from gatepost.dialects.rest_framework.view import DialectView
from gatepost.ground.settings import HeadlessSettings
from gatepost.spectacular import operations, schemes  # noqa: F401 - they register themselves

INTRODUCTION = """
The APIs of other packages, for clients that were written for them. Each has the URLs, bodies and texts of its package;
the documentation has a page on how they differ from it.

A login that needs another step, such as a second factor, is refused with its name in `code`. dj-rest-auth responds with
the key of a login that waits for a code instead.
"""
UNPATCHABLE = ("SERVE_", "DEFAULT_GENERATOR_CLASS")
_only_one = threading.Lock()
"""Settings of drf-spectacular are patched for the whole process."""


class _Enumerator(EndpointEnumerator):
    def should_include_endpoint(self, path: str, callback: object) -> bool:
        """Whether it is a view of a dialect."""
        cls = getattr(callback, "cls", None)
        return cls is not None and issubclass(cls, DialectView) and super().should_include_endpoint(path, callback)


class _Generator(SchemaGenerator):
    endpoint_inspector_cls = _Enumerator


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the dialects that are mounted, as they are configured."""
    defaults = {name: value for name, value in SPECTACULAR_DEFAULTS.items() if not name.startswith(UNPATCHABLE)}
    ours = {
        "OAS_VERSION": "3.1.1",
        "TITLE": "gatepost: REST dialects",
        "VERSION": __version__,
        "DESCRIPTION": INTRODUCTION,
        "LICENSE": {"name": "MIT", "identifier": "MIT"},
        "COMPONENT_SPLIT_REQUEST": True,
        "POSTPROCESSING_HOOKS": [],
        "DISABLE_ERRORS_AND_WARNINGS": True,
    }
    with _only_one, patched_settings(defaults | ours), translation.override("en"), GENERATOR_STATS.silence():
        found: dict[str, Any] = _Generator().get_schema(request=None, public=True)
    used = {tag for item in found["paths"].values() for operation in item.values() for tag in operation["tags"]}
    return found | {"tags": [{"name": title} for title in operations.TITLES.values() if title in used]}


@csrf_exempt  # it changes nothing
@require_safe
def document_view(request: HttpRequest) -> HttpResponse:
    """The document as JSON; 404 if `headless.serve_specification` is off."""
    del request
    if not conf.read(HeadlessSettings).serve_specification:
        raise Http404
    return HttpResponse(json.dumps(document(), indent=1), content_type="application/vnd.oai.openapi+json")

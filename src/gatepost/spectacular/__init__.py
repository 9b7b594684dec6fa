"""gatepost in a project's schema by drf-spectacular; loaded where a project has installed that app."""

import json
from typing import Any

from django.core.exceptions import ImproperlyConfigured

import gatepost.spectacular.operations
import gatepost.spectacular.schemes  # noqa: F401 - they register themselves

SCHEMAS = "#/components/schemas/"


def add_native_api(result: dict[str, Any], generator: object, request: object, public: object) -> dict[str, Any]:
    """Add the native API to the project's schema.

    For `SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"]`. The names of its components begin with `Gatepost`, so that they
    don't replace those of the project.

    Args:
        result: The project's schema.
        generator: Not used, like the two below: drf-spectacular passes them to each hook.
        request: The request for the schema, if it is served.
        public: Whether the schema also has what the request's user may not call.

    Raises:
        ImproperlyConfigured: The project's schema isn't OpenAPI 3.1, which the native API's is.
    """
    del generator, request, public
    from gatepost.headless import openapi  # noqa: PLC0415 - only needed when a schema is made

    if not result["openapi"].startswith("3.1"):
        raise ImproperlyConfigured(
            'gatepost.spectacular.add_native_api needs SPECTACULAR_SETTINGS["OAS_VERSION"] = "3.1.1".'
        )
    found = json.loads(json.dumps(openapi.document()).replace(SCHEMAS, f"{SCHEMAS}Gatepost"))
    schemas, schemes = found["components"]["schemas"], found["components"]["securitySchemes"]
    for operation in (operation for item in found["paths"].values() for operation in item.values()):
        if "security" in operation:
            operation["security"] = [_prefixed("gatepost_", one) for one in operation["security"]]
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(_prefixed("Gatepost", schemas))
    components.setdefault("securitySchemes", {}).update(_prefixed("gatepost_", schemes))
    result.setdefault("paths", {}).update(found["paths"])
    result["tags"] = [*result.get("tags", []), *found["tags"]]
    return result


def _prefixed(prefix: str, named: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}{name}": value for name, value in named.items()}

"""Serves the OpenAPI document as JSON, as YAML and as a page."""

import html
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gatepost import conf
from gatepost.api import openapi
from gatepost.ground.settings import HeadlessSettings
from gatepost.headless import yaml_text
from gatepost.headless.endpoints import endpoints

METHODS = ("get", "post", "put", "patch", "delete")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>gatepost API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2430}
details{border:1px solid #d5dae2;border-radius:.5rem;margin:.5rem 0;padding:.5rem 1rem}
summary{cursor:pointer} code,pre{font-size:.875rem} pre{background:#f4f6f9;padding:.75rem;overflow:auto}
.verb{display:inline-block;min-width:4.5rem;font-weight:600}
table{border-collapse:collapse} td{padding:.15rem 1rem .15rem 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{background:#12161d;color:#dfe5ee}pre{background:#1b212b}
details{border-color:#333d4b}a{color:#8ab4ff}}
</style></head><body><h1>gatepost API</h1>
<p>Version {{ version }}. The same as a document: <a href="openapi.json">openapi.json</a>,
<a href="openapi.yaml">openapi.yaml</a>.</p>
{% for client, operations in clients %}<h2 id="{{ client }}">{{ client }}</h2>
{% for op in operations %}<details id="{{ op.id }}"><summary><span class="verb">{{ op.verb }}</span>
<code>{{ op.path }}</code> {{ op.summary }}</summary>
{% if op.body %}<h4>Body</h4><pre>{{ op.body }}</pre>{% endif %}
{% if op.headers %}<h4>Headers</h4><p>{% for name in op.headers %}<code>{{ name }}</code> {% endfor %}</p>{% endif %}
<h4>Answers</h4><table>{% for status, text, name in op.answers %}
<tr><td>{{ status }}</td><td>{{ text }}</td><td><a href="#schema-{{ name }}">{{ name }}</a></td></tr>
{% endfor %}</table></details>{% endfor %}{% endfor %}
<h2>Shapes</h2>{% for name, schema in schemas %}<details id="schema-{{ name }}"><summary><code>{{ name }}</code>
</summary><pre>{{ schema }}</pre></details>{% endfor %}
</body></html>"""


def document(*, everything: bool = False) -> dict[str, Any]:
    """The OpenAPI document of the API as it is configured.

    Args:
        everything: Whether to include operations that the settings disable.
    """
    prefix = reverse(document_view).removesuffix("/openapi.json")
    return openapi.document(endpoints(), conf.read(HeadlessSettings).clients, prefix, everything=everything)


def _served() -> None:
    if not conf.read(HeadlessSettings).serve_specification:
        raise Http404


@csrf_exempt  # it changes nothing
@require_safe
def document_view(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as JSON; 404 if `headless.serve_specification` is off."""
    del request
    _served()
    return HttpResponse(json.dumps(document(), indent=1), content_type="application/vnd.oai.openapi+json")


@csrf_exempt  # as above
@require_safe
def yaml_view(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as YAML; 404 if `headless.serve_specification` is off."""
    del request
    _served()
    return HttpResponse(yaml_text.dump(document()), content_type="application/vnd.oai.openapi")


@csrf_exempt  # as above
@require_safe
def page_view(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as one HTML page without external assets."""
    del request
    _served()
    found = document()
    by_client: dict[str, list[dict[str, Any]]] = {}
    for path, item in found["paths"].items():
        for verb in METHODS:
            if verb in item:
                by_client.setdefault(item[verb]["tags"][0], []).append(_shown(found, path, verb, item[verb]))
    schemas = [(name, json.dumps(schema, indent=1)) for name, schema in found["components"]["schemas"].items()]
    context = Context({"version": found["info"]["version"], "clients": list(by_client.items()), "schemas": schemas})
    response = HttpResponse(Engine().from_string(_PAGE).render(context))
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _shown(found: dict[str, Any], path: str, verb: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = ""
    if "requestBody" in operation:
        ref = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        body = json.dumps(found["components"]["schemas"][ref.rsplit("/", 1)[-1]], indent=1)
    answers = [
        (
            status,
            response["description"],
            response["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1],
        )
        for status, response in operation["responses"].items()
    ]
    return {
        "id": html.escape(operation["operationId"]),
        "verb": verb.upper(),
        "path": path,
        "summary": operation["summary"],
        "body": body,
        "answers": answers,
        "headers": [parameter["name"] for parameter in operation["parameters"]],
    }

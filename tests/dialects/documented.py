"""Compares responses of the REST dialects with their OpenAPI document."""

import functools
import json
import re

from django.conf import settings
from jsonschema import Draft202012Validator
from rest_framework.settings import api_settings

from gatepost.spectacular.document import document

UNDOCUMENTED = {404, 405, 406, 413, 415}
"""Of any view: a URL or method that isn't there, a body or format that it can't read or write."""


@functools.lru_cache(maxsize=64)
def _document(_key):
    found = document()
    exact_first = sorted(found["paths"], key=lambda path: "{" in path)
    return found, [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "?"), path) for path in exact_first]


def current():
    """The document of the settings that a test has made, and its paths with their patterns."""
    rest_framework = getattr(settings, "REST_FRAMEWORK", {})
    parts = (settings.GATEPOST, rest_framework, settings.ROOT_URLCONF, settings.AUTH_USER_MODEL)
    more = (api_settings.DEFAULT_AUTHENTICATION_CLASSES, api_settings.DEFAULT_PAGINATION_CLASS)
    return _document(repr(parts + more))


def check(request, response, seen):
    """Check a response against the document; one to a URL that isn't in it is not looked at."""
    found, patterns = current()
    path = next((path for pattern, path in patterns if pattern.fullmatch(request["PATH_INFO"])), None)
    operation = found["paths"].get(path, {}).get(request["REQUEST_METHOD"].lower())
    if operation is None or response.get("Content-Type", "").startswith("text/html"):
        return
    known = operation["responses"].get(str(response.status_code))
    if known is None:
        assert response.status_code in UNDOCUMENTED, f"{operation['operationId']} answers {response.status_code}"
        return
    seen.add((operation["operationId"], response.status_code))
    if "content" not in known:
        assert not response.content, operation["operationId"]
        return
    schema = next(iter(known["content"].values()))["schema"] | {"components": found["components"]}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    faults = [one.message for one in validator.iter_errors(json.loads(response.content))]
    assert not faults, (operation["operationId"], response.status_code, response.content[:300], faults)

"""Compares every response of the native API in the test-suite with the API's own description."""

import functools
import json

from jsonschema import Draft202012Validator

from gatepost import conf
from gatepost.accounts import user_fields
from gatepost.api import answers, openapi
from gatepost.ground.settings import HeadlessSettings
from gatepost.headless.endpoints import endpoints

WITHOUT_BODY = (400, 403)
OPEN = {"ConfigurationData"}  # to which a project's own features may add


class DescriptionMiddleware:
    """The outermost middleware of the tests' settings, so that no test can leave it out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and hasattr(match.func, "gatepost_native"):
            check(request.method, match.kwargs["where"], match.kwargs["client"], response)
        return response


@functools.cache
def validator(shape, columns):
    """Made once for a shape, and for the columns of the user model that the description has because of the settings."""
    del columns
    (schema,), components = openapi.describe([shape])
    return Draft202012Validator(schema | {"components": {"schemas": closed(components)}})


def closed(schema):
    """The schema, with objects that have no fields but those that it lists."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(one) for name, one in schema.items()}
    is_closed = "properties" in schema and schema.get("title") not in OPEN
    return found | {"additionalProperties": False} if is_closed else found


def offered(endpoint, client):
    return client in endpoint.clients and client in conf.read(HeadlessSettings).clients and endpoint.offered()


def check(verb, path, client, response):
    status = response.status_code
    if status == 500:
        return  # nothing describes it, and the test's client raises its cause
    endpoint = next((one for one in endpoints() if (one.verb, one.path) == (verb, path)), None)
    if endpoint is None or (status == answers.NOT_FOUND and not offered(endpoint, client)):
        return
    described, columns = openapi.answers_of(endpoint, client), tuple(user_fields.schemas())
    assert status in described, f"{verb} {path} answered {status}, which is not described"
    if response.content or status not in WITHOUT_BODY:
        validator(described[status], columns).validate(json.loads(response.content))

"""Holds every answer of the test-suite against the API's own description."""

import functools

import msgspec
from jsonschema import Draft202012Validator

from gatepost.wire import openapi
from gatepost.wire.shapes import SHAPES

UNDESCRIBED = (404, 405)
PREFLIGHT = "OPTIONS"


@functools.cache
def validator(name):
    _, components = msgspec.json.schema_components(SHAPES.values(), ref_template=openapi.REF)
    return Draft202012Validator({"$ref": openapi.REF.format(name=name), "components": {"schemas": components}})


def hold(verb, path, client, answer):
    from gatepost.headless.urls import endpoints  # noqa: PLC0415 - Django is ready only now

    if answer.status in UNDESCRIBED or verb == PREFLIGHT:
        return
    endpoint = next((one for one in endpoints() if (one.verb, one.path) == (verb, path)), None)
    if endpoint is None:
        return
    described = openapi.answers_of(endpoint, client)
    assert answer.status in described, f"{verb} {path} answered {answer.status}, which is not described"
    validator(described[answer.status]).validate(answer.body)

"""Our content negotiation returns what REST framework's does."""

import pytest
from django.test import RequestFactory
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request

from gatepost.dialects.rest_framework.parsing import Negotiation


class Versioned(JSONRenderer):
    media_type = "application/json; version=1"


def chosen(by, path, headers, classes, suffix):
    request = Request(RequestFactory().get(path, headers=headers))
    renderer, media_type = by().select_renderer(request, [one() for one in classes], suffix)
    return type(renderer), media_type


@pytest.mark.parametrize("classes", [(JSONRenderer, BrowsableAPIRenderer), (Versioned, JSONRenderer)])
@pytest.mark.parametrize(("path", "suffix"), [("/", None), ("/?format=json", None), ("/?page=2", None), ("/", "json")])
@pytest.mark.parametrize("accept", [None, "*/*", "*/*; q=0.5", "*/*;indent=2", "text/html, */*"])
def test_the_same_renderer_as_rest_framework(accept, path, suffix, classes):
    headers = {} if accept is None else {"Accept": accept}
    ours, theirs = (chosen(by, path, headers, classes, suffix) for by in (Negotiation, DefaultContentNegotiation))
    assert ours == theirs

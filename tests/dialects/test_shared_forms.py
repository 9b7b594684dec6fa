"""A form that says `stateless` serves all requests; one that inherits from it does not, unless it says so itself."""

from django.test import RequestFactory
from rest_framework import serializers
from rest_framework.request import Request

from gatepost.dialects.rest_framework.view import FormView


class Plain(serializers.Serializer):
    stateless = True
    name = serializers.CharField()


class Asks(Plain):
    def validate(self, attrs):
        return attrs | {"path": self.context["request"].path}


def given(form, path, data):
    view = type("View", (FormView,), {"serializer_class": form})()
    view.request, view.format_kwarg = Request(RequestFactory().post(path)), None
    view.request._full_data = data
    return view.fields(view.request)


def test_a_form_of_all_requests_keeps_nothing_of_one():
    assert given(Plain, "/a", {"name": "ann"}) == {"name": "ann"}
    assert given(Plain, "/b", {"name": "bob"}) == {"name": "bob"}


def test_a_form_that_inherits_is_made_for_its_request():
    for path in ("/a", "/b"):
        assert given(Asks, path, {"name": "ann"}) == {"name": "ann", "path": path}

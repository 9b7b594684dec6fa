"""A form that says `stateless` serves all requests; one that inherits from it does not, unless it says so itself."""

from django.test import RequestFactory
from rest_framework import serializers
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
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


class Shown(serializers.Serializer):
    shows_alike = True
    name = serializers.CharField()


class Longer(Shown):
    path = serializers.SerializerMethodField()

    def get_path(self, _):
        return self.context["request"].path


def shown(form, renderer, name):
    view = type("View", (FormView,), {"serializer_class": form})()
    view.request, view.format_kwarg = Request(RequestFactory().get("/a")), None
    view.request.accepted_renderer = renderer
    return view.shown({"name": name})


def test_a_form_that_shows_every_record_alike_is_made_once_for_json():
    assert [shown(Shown, JSONRenderer(), name) for name in ("ann", "bob")] == [{"name": "ann"}, {"name": "bob"}]
    assert not hasattr(shown(Shown, JSONRenderer(), "ann"), "serializer")


def test_the_browsable_page_gets_a_form_with_the_record_in_it():
    assert shown(Shown, BrowsableAPIRenderer(), "ann").serializer.instance == {"name": "ann"}


def test_a_form_that_inherits_is_made_for_its_record():
    assert shown(Longer, JSONRenderer(), "ann") == {"name": "ann", "path": "/a"}

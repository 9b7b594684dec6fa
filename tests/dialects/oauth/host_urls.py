"""What a project of its own includes."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

from gatepost import urls


def page(request):
    return HttpResponse(get_token(request))


urlpatterns = [
    path("", include(urls.patterns(web_app=True, dialects={"oauth": "oauth/"}))),
    path("page/", page),
]

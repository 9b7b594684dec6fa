from django.urls import include, path

from gatepost.urls import patterns

urlpatterns = [
    path("notes/", include("notes.urls")),
    path("", include(patterns(web_app=True))),
]

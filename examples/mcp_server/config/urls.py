from django.urls import include, path
from notes.archive import archive

from gatepost.urls import patterns

urlpatterns = [
    path("", include(patterns(web_app=True, dialects={"oauth": "oauth/"}))),
    path("archive", archive),
]

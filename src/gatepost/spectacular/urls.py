"""Where the document of the REST dialects is served; include it below the native API's prefix.

`gatepost.urls.patterns` does so where it mounts a dialect, if drf-spectacular is installed.
"""

from django.urls import path

from gatepost.spectacular.document import document_view

urlpatterns = [path("dialects.json", document_view, name="gatepost-dialects")]

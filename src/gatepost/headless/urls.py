"""URLs of the native API; include them below `/_allauth/`."""

from django.urls import path

from gatepost.api.endpoint import view
from gatepost.flow import registry
from gatepost.headless import openapi
from gatepost.headless.endpoints import endpoints

operations = view(endpoints())

# Django tries one after another: what nearly every request asks for comes before what few do, but after pages below it.
urlpatterns = [
    *(page for feature in registry.features() for page in feature.pages),
    *(path(f"{client}/v1/<path:where>", operations, {"client": client}) for client in ("app", "browser")),
    path("openapi.json", openapi.document_view, name="gatepost-api"),
    path("openapi.yaml", openapi.yaml_view),
    path("openapi.html", openapi.page_view),
]

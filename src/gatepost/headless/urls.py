"""URLs of the native API; include them below `/_allauth/`."""

from django.urls import path

from gatepost.api.endpoint import view
from gatepost.flow import registry
from gatepost.headless import openapi
from gatepost.headless.endpoints import endpoints

operations = view(endpoints())

urlpatterns = [
    path("openapi.json", openapi.document_view, name="gatepost-api"),
    path("openapi.yaml", openapi.yaml_view),
    path("openapi.html", openapi.page_view),
    *(page for feature in registry.features() for page in feature.pages),
    *(path(f"{client}/v1/<path:where>", operations, {"client": client}) for client in ("browser", "app")),
]

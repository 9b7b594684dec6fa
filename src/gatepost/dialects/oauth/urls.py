"""URLs of the provider; include them below `/oauth/`, and the module `well_known` below `/.well-known/`."""

from django.urls import path

from gatepost.dialects.oauth.well_known import metadata

urlpatterns = [path(".well-known/openid-configuration", metadata)]

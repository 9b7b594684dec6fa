"""URLs of the provider; include them below `/oauth/`, and the module `well_known` below `/.well-known/`."""

from django.urls import path

from gatepost.dialects.oauth import authorization, end_session, registration, views
from gatepost.dialects.oauth.form_post import form_post
from gatepost.dialects.oauth.well_known import metadata

urlpatterns = [
    path("authorize", authorization.authorization, name="gatepost-oauth-authorize"),
    path("form-post", form_post, name="gatepost-oauth-form-post"),
    path("end-session", end_session.end_session, name="gatepost-oauth-end-session"),
    path("par", views.push, name="gatepost-oauth-par"),
    path("token", views.token, name="gatepost-oauth-token"),
    path("device", views.device, name="gatepost-oauth-device"),
    path("userinfo", views.userinfo, name="gatepost-oauth-userinfo"),
    path("introspect", views.introspect, name="gatepost-oauth-introspect"),
    path("revoke", views.revoke, name="gatepost-oauth-revoke"),
    path("register", registration.register, name="gatepost-oauth-register"),
    path(".well-known/openid-configuration", metadata),
]

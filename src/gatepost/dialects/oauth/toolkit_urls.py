"""The provider at the addresses of django-oauth-toolkit; include below the prefix that its URLs had, mostly `o/`."""

from django.urls import NoReverseMatch, path, reverse

from gatepost.dialects.oauth import authorization, end_session, registration, views
from gatepost.dialects.oauth.form_post import form_post
from gatepost.dialects.oauth.well_known import metadata

urlpatterns = [
    path("authorize/", authorization.authorization, name="gatepost-oauth-authorize"),
    path("form-post/", form_post, name="gatepost-oauth-form-post"),
    path("logout/", end_session.end_session, name="gatepost-oauth-end-session"),
    path("par/", views.push, name="gatepost-oauth-par"),
    path("token/", views.token, name="gatepost-oauth-token"),
    path("device-authorization/", views.device, name="gatepost-oauth-device"),
    path("userinfo/", views.userinfo, name="gatepost-oauth-userinfo"),
    path("introspect/", views.introspect, name="gatepost-oauth-introspect"),
    path("revoke_token/", views.revoke, name="gatepost-oauth-revoke"),
    path("register/", registration.register, name="gatepost-oauth-register"),
    path(".well-known/openid-configuration", metadata),
    path(".well-known/openid-configuration/", metadata),
    path(".well-known/oauth-authorization-server", metadata),
]


def former_prefix() -> str:
    """The path below which the project has django-oauth-toolkit's own URLs; the usual one if it has none."""
    try:
        return reverse("oauth2_provider:token").removesuffix("/token/")
    except NoReverseMatch:
        return "/o"

"""The provider at the addresses of django-allauth's `allauth.idp`; include at the root of the site, as there."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_safe

from gatepost import conf
from gatepost.dialects.oauth import authorization, end_session, registration, views
from gatepost.dialects.oauth.endpoint import enabled
from gatepost.dialects.oauth.form_post import form_post
from gatepost.features.provider.settings import ProviderSettings


@require_safe
def device_page(request: HttpRequest) -> HttpResponseRedirect:
    """Where users of devices used to type the code, which manuals may name; a code in the query is not passed on."""
    del request
    enabled()
    return HttpResponseRedirect(conf.read(ProviderSettings).device_page)


urlpatterns = [
    path("identity/o/authorize", authorization.authorization, name="gatepost-oauth-authorize"),
    path("identity/o/form-post", form_post, name="gatepost-oauth-form-post"),
    path("identity/o/logout", end_session.end_session, name="gatepost-oauth-end-session"),
    path("identity/o/device", device_page),
    path("identity/o/api/par", views.push, name="gatepost-oauth-par"),
    path("identity/o/api/token", views.token, name="gatepost-oauth-token"),
    path("identity/o/api/device/code", views.device, name="gatepost-oauth-device"),
    path("identity/o/api/userinfo", views.userinfo, name="gatepost-oauth-userinfo"),
    path("identity/o/api/introspect", views.introspect, name="gatepost-oauth-introspect"),
    path("identity/o/api/revoke", views.revoke, name="gatepost-oauth-revoke"),
    path("identity/o/api/clients", registration.register, name="gatepost-oauth-register"),
]

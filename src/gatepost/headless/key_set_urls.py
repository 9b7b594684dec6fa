"""The key set alone, for clients that know it at another address than `/.well-known/jwks.json`."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gatepost.headless.well_known import key_set

urlpatterns = [path("jwks.json", csrf_exempt(require_safe(key_set)))]

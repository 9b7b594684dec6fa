"""The URLs of the project in `relying_party.py`."""

from django.http import JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import ensure_csrf_cookie


@ensure_csrf_cookie
def me(request):
    """Who is logged in, and what by."""
    if not request.user.is_authenticated:
        return JsonResponse({})
    return JsonResponse({"email": request.user.email, "by": request.session["_auth_user_backend"].split(".")[0]})


urlpatterns = [
    path("me", me),
    path("oidc/", include("mozilla_django_oidc.urls")),
    path("social/", include("social_django.urls", namespace="social")),
    path("allauth/", include("allauth.urls")),
]

"""Both packages at the path that clients know."""

from django.conf import settings
from django.http import JsonResponse
from django.urls import include, path


def me(request):
    """Who Django says is signed in, and what the project keeps in the session."""
    user = request.user
    return JsonResponse(
        {"user": user.get_username() if user.is_authenticated else None, "cart": request.session.get("cart")}
    )


urlpatterns = [path("me/", me)]
if settings.STAGE == "after":
    urlpatterns.append(path("", include("gatepost.urls")))
else:
    urlpatterns += [path("_allauth/", include("allauth.headless.urls")), path("accounts/", include("allauth.urls"))]
